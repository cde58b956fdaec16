"""Fronts of several runs in one picture: lifecycle cost across, emissions upwards."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from planner.report.markup import Markup, element
from planner.report.words import money, number, tonnes
from planner.serving.card import Card, Point
from planner.serving.figures import built

WIDTH, HEIGHT = 760, 460
_LEFT, _RIGHT, _TOP, _BOTTOM = 76, 14, 40, 60
_FLOOR = HEIGHT - _BOTTOM
_TICKS = 5
_SHAPES = (
    "M-1,0A1,1,0,1,0,1,0A1,1,0,1,0,-1,0Z",
    "M-.9,-.9H.9V.9H-.9Z",
    "M0,-1.2L1.1,.8H-1.1Z",
    "M0,-1.3L1.1,0L0,1.3L-1.1,0Z",
    "M0,1.2L1.1,-.8H-1.1Z",
    "M-.4,-1.1H.4V-.4H1.1V.4H.4V1.1H-.4V.4H-1.1V-.4H-.4Z",
    "M0,-1.2L1.1,-.4L.7,1H-.7L-1.1,-.4Z",
    "M-.6,-1H.6L1.2,0L.6,1H-.6L-1.2,0Z",
)
_SMALL, _LARGE = 3.6, 8.0


def front_picture(cards: Mapping[str, Card]) -> Markup:
    """The fronts of runs that each have one, each with its own colour and shape."""
    points = [point for card in cards.values() for point in card.front]
    x = _Axis([point.lifecycle_cost for point in points], _LEFT, WIDTH - _RIGHT)
    y = _Axis([point.annual_emissions_kg / 1000 for point in points], _FLOOR, _TOP)
    currency = next(iter(cards.values())).currency
    drawn = [
        *(_line(x.at(value), _TOP, x.at(value), _FLOOR) for value in x.ticks),
        *(_line(_LEFT, y.at(value), WIDTH - _RIGHT, y.at(value)) for value in y.ticks),
        *(
            _text(x.at(value), _FLOOR + 20, x.words(value), "middle", other=bool(number_ % 2))
            for number_, value in enumerate(x.ticks)
        ),
        *(_text(_LEFT - 8, y.at(value) + 5, y.words(value), "end") for value in y.ticks),
        _text((_LEFT + WIDTH) / 2, HEIGHT - 10, f"lifecycle cost ({x.unit}{currency})", "middle"),
        _text(0, 22, f"emissions a year ({y.unit}tCO2)", "start"),
    ]
    for number_, (name, card) in enumerate(cards.items()):
        drawn.append(_front(name, card, number_, x, y))
    for number_, (name, card) in enumerate(cards.items()):
        if card.choice is not None:
            drawn.append(_mark(name, card.choice, card, number_, x, y, _LARGE))
    label = f"Fronts of {', '.join(cards)}: lifecycle cost against emissions, choices marked"
    return element(
        "svg",
        *drawn,
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        role="img",
        aria_label=label,
        class_="fronts",
    )


def legend(cards: Mapping[str, Card]) -> Markup:
    """What the colours and shapes stand for."""
    items = []
    for number_, (name, card) in enumerate(cards.items()):
        swatch = element(
            "svg",
            element("path", d=_SHAPES[number_], transform="translate(9 9) scale(6)"),
            viewBox="0 0 18 18",
            class_=f"swatch run{number_}",
            aria_hidden="true",
        )
        what = f" {card.method}, {card.words}" if card.method else ""
        items.append(element("li", swatch, element("b", name), what))
    told = "The large mark is the chosen design of a run, or its present compromise."
    return element(
        "div", element("ul", *items, class_="legend"), element("p", told, class_="lesser")
    )


class _Axis:
    """Values along one side of the picture."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        large = max(abs(value) for value in values) >= 1e6
        self._scale, self.unit = (1e6, "million ") if large else (1.0, "")
        low, high = min(values) / self._scale, max(values) / self._scale
        spread = high - low or max(abs(high) * 1e-3, 1e-6)
        self._low, self._high = low - 0.05 * spread, high + 0.05 * spread
        self._start, self._end = start, end
        step = _nice((self._high - self._low) / _TICKS)
        first = math.ceil(self._low / step)
        self.ticks = [
            step * n * self._scale for n in range(first, math.floor(self._high / step) + 1)
        ]
        self._digits = max(0, -math.floor(math.log10(step) + 1e-9))

    def at(self, value: float) -> float:
        share = (value / self._scale - self._low) / (self._high - self._low)
        return self._start + share * (self._end - self._start)

    def words(self, value: float) -> str:
        return number(value / self._scale, self._digits)


def _nice(step: float) -> float:
    """The next of 1, 2 and 5 times a power of ten."""
    power: float = 10.0 ** math.floor(math.log10(step))
    return next(power * n for n in (1, 2, 5, 10) if power * n >= step * (1 - 1e-9))


def _front(name: str, card: Card, number_: int, x: _Axis, y: _Axis) -> Markup:
    ordered = sorted(card.front, key=lambda point: point.lifecycle_cost)
    line = " ".join(f"{_x(point, x):.1f},{_y(point, y):.1f}" for point in ordered)
    marks = [_mark(name, point, card, number_, x, y, _SMALL) for point in ordered]
    return element("g", element("polyline", points=line), *marks, class_=f"run{number_}")


def _mark(
    name: str, point: Point, card: Card, number_: int, x: _Axis, y: _Axis, size: float
) -> Markup:
    told = (
        f"{name}: {', '.join(built(point.capacities))}; "
        f"{money(point.lifecycle_cost, card.currency)}, {tonnes(point.annual_emissions_kg)} a year"
    )
    return element(
        "path",
        element("title", told),
        d=_SHAPES[number_],
        transform=f"translate({_x(point, x):.1f} {_y(point, y):.1f}) scale({size})",
        class_=f"choice run{number_}" if size == _LARGE else "design",
    )


def _x(point: Point, axis: _Axis) -> float:
    return axis.at(point.lifecycle_cost)


def _y(point: Point, axis: _Axis) -> float:
    return axis.at(point.annual_emissions_kg / 1000)


def _line(x1: float, y1: float, x2: float, y2: float) -> Markup:
    return element(
        "line", x1=f"{x1:.1f}", y1=f"{y1:.1f}", x2=f"{x2:.1f}", y2=f"{y2:.1f}", class_="grid"
    )


def _text(x: float, y: float, words: str, anchor: str, *, other: bool = False) -> Markup:
    # of every second one a narrow screen has no room
    class_ = "other" if other else "tick"
    return element("text", words, x=f"{x:.1f}", y=f"{y:.1f}", text_anchor=anchor, class_=class_)
