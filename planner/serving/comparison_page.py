"""One run, or several side by side: their fronts in one picture, their choices in one table."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from cases.problem import printable
from planner.report.markup import Markup, element, table
from planner.report.words import counted, joined, kilo
from planner.serving.card import Card, Condition
from planner.serving.comparing import beaten, differences, refusal
from planner.serving.figures import NONE, choice_rows
from planner.serving.frame import page, told
from planner.serving.front_picture import front_picture, legend

REPORT = "report.html"


def comparison(cards: Mapping[str, Card]) -> tuple[bytes, bool]:
    """The page of these runs, and whether they can be compared."""
    if sentence := refusal(cards):
        return told("Not comparable", sentence), False
    only = next(iter(cards)) if len(cards) == 1 else None
    sections = [
        element(
            "div",
            element("section", _subject(cards), front_picture(cards), legend(cards)),
            element("section", _choices(cards), _facts(cards)),
            class_="pair",
        ),
        element("section", element("h2", "Settings and versions"), _differences(cards)),
        element("section", element("h2", "Files"), *(_files(n, c) for n, c in cards.items())),
    ]
    lively = any(card.condition is Condition.IN_PROGRESS for card in cards.values())
    return page(only or "Fronts side by side", *sections, lively=lively), True


def run_page(name: str, card: Card) -> bytes:
    """The page of one run, with or without a front."""
    if card.front:
        return comparison({name: card})[0]
    going = card.condition is Condition.IN_PROGRESS
    sentence = element("p", card.words, class_="lead" if going else "lead trouble")
    where = element("p", f"Folder: {printable(str(card.path))}", class_="lesser")
    return page(name, element("section", sentence, where, _files(name, card)), lively=going)


def _subject(cards: Mapping[str, Card]) -> Markup:
    card = next(iter(cards.values()))
    title = f": {card.title}" if card.title else ""
    return element("h2", f"{card.name}, {card.configuration}{title}")


def _choices(cards: Mapping[str, Card]) -> Markup:
    built: dict[str, dict[str, str]] = {}
    for name, card in cards.items():
        for what, value, unit in card.choice.capacities if card.choice is not None else ():
            built.setdefault(f"{what} ({unit})", {})[name] = kilo(value)
    rows = [(what, *(values.get(name, NONE) for name in cards)) for what, values in built.items()]
    figures = [choice_rows(card) for card in cards.values()]
    rows += [(what, *(column.get(what, NONE) for column in figures)) for what in figures[0]]
    return table("What each run chose, or would choose now", ("", *_linked(cards)), rows)


def _linked(cards: Mapping[str, Card]) -> list[Markup]:
    """Names of runs that lead to their reports, or to their own pages where there is none."""
    return [
        element("a", name, href=f"/runs/{quote(name)}/{REPORT if REPORT in card.files else ''}")
        for name, card in cards.items()
    ]


def _facts(cards: Mapping[str, Card]) -> Markup:
    if len(cards) < 2:
        return Markup("")
    lost = beaten(list(cards.values()))
    sentences = [
        f"{name}: {counted(n, 'design')} of {len(card.front)} "
        f"{'is' if n == 1 else 'are'} beaten in cost and emissions by a design of another run"
        for (name, card), n in zip(cards.items(), lost, strict=True)
    ]
    return element("ul", *(element("li", sentence) for sentence in sentences))


def _differences(cards: Mapping[str, Card]) -> Markup:
    rows = differences(list(cards.values()))
    if len(cards) == 1:
        card = next(iter(cards.values()))
        version = printable(str(card.versions.get("clusterflex", "an unknown version")))
        return element("p", f"{card.method}, made with ClusterFlex {version}.")
    if not rows:
        return element("p", f"The same in {joined(list(cards))}.")
    shown = table("What is not the same", ("", *cards), rows)
    if any(row[0] == "case data" for row in rows):
        warning = "The cases have the same name and other data: their figures may not compare."
        return element("div", element("p", warning, class_="trouble"), shown)
    return shown


def _files(name: str, card: Card) -> Markup:
    if not card.files:
        return element("p", f"{name}: {card.words}; its files come when it is finished.")
    links = [
        element("li", element("a", printable(file), href=f"/runs/{quote(name)}/{quote(file)}"))
        for file in sorted(card.files, key=lambda file: (not file.endswith(".html"), file))
    ]
    summary = element("summary", f"{name}: {counted(len(links), 'file')}")
    return element("details", summary, element("ul", *links, class_="files"))
