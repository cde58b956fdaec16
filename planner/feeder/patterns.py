"""What the study says of its controls, and whether it holds in our figures and in the print."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from operation.network.controls import Control
from planner.feeder.study import StudyResult, beside

Figures = Mapping[str, float]
Key = tuple[str, float, bool, int]
"""Feeder, share of homes with DER, reactive support, control."""

SAME = 0.01
"""A longer horizon changes a feeder's figures by less than this share, or hardly matters."""


@dataclass(frozen=True)
class Pattern:
    """A statement, and for how many of the pairs of days that it compares it holds."""

    statement: str
    ours: tuple[int, int]
    """Pairs for which it holds, of all that could be compared."""
    printed: tuple[int, int]

    @property
    def holds(self) -> bool:
        """Whether it holds wherever it was checked."""
        return self.ours[0] == self.ours[1]


def patterns(results: Sequence[StudyResult]) -> tuple[Pattern, ...]:
    """The study's statements that can be checked, counted in our figures and in the printed."""
    ours: dict[Key, Figures] = {}
    printed: dict[Key, Figures] = {}
    for row, result in beside(results):
        key = (row.feeder, row.der_share, row.reactive_support, row.control)
        printed[key] = row.figures
        if result.figures is not None:
            ours[key] = vars(result.figures)
    statements: list[tuple[str, Callable[[Mapping[Key, Figures]], tuple[int, int]]]] = [
        ("Control 3 loses less than Controls 1 and 2", _best_of_three("average_loss_kw", -1)),
        (
            "Control 3 has a higher lowest voltage than Controls 1 and 2",
            _best_of_three("lowest_voltage_pu", 1),
        ),
        ("Control 3 has the steadiest voltage (VH1)", _best_of_three("travel_pu", -1)),
        ("reactive support lowers the loss under Control 3", _reactive(Control.NETWORK)),
        ("reactive support lowers the loss under Control 2", _reactive(Control.ALL)),
        ("reactive support lowers the loss under Control 1", _reactive(Control.EACH)),
        ("with DER in 30 % of the homes Control 3 still loses least", _few_der),
    ]
    found = [Pattern(words, count(ours), count(printed)) for words, count in statements]
    longer = _longer_horizon(results)
    if longer is not None:
        statement = "a horizon of 12 h changes loss and voltage by less than 1 %"
        found.append(Pattern(statement, longer, (1, 1)))
    # what could not be compared is no finding
    return tuple(pattern for pattern in found if pattern.ours[1])


def _best_of_three(name: str, sign: int) -> Callable[[Mapping[Key, Figures]], tuple[int, int]]:
    def count(days: Mapping[Key, Figures]) -> tuple[int, int]:
        holds = of = 0
        for (feeder, share, reactive, control), figures in days.items():
            if control != Control.NETWORK or name not in figures:
                continue
            others = [days.get((feeder, share, reactive, c)) for c in (1, 2)]
            known = [other[name] for other in others if other is not None and name in other]
            of += len(known)
            holds += sum(sign * figures[name] > sign * value for value in known)
        return holds, of

    return count


def _reactive(control: Control) -> Callable[[Mapping[Key, Figures]], tuple[int, int]]:
    def count(days: Mapping[Key, Figures]) -> tuple[int, int]:
        pairs = [
            (figures["average_loss_kw"], days[(feeder, share, False, c)]["average_loss_kw"])
            for (feeder, share, reactive, c), figures in days.items()
            if reactive and c == control and (feeder, share, False, c) in days
        ]
        return sum(on < off for on, off in pairs), len(pairs)

    return count


def _few_der(days: Mapping[Key, Figures]) -> tuple[int, int]:
    few = {key: figures for key, figures in days.items() if key[1] < 1.0}
    return _best_of_three("average_loss_kw", -1)(few)


def _longer_horizon(results: Sequence[StudyResult]) -> tuple[int, int] | None:
    """Whether the day with the longer horizon is like the one with the usual one."""
    days = {result.day: result.figures for result in results}
    for day, figures in days.items():
        usual = next(
            (
                other
                for same, other in days.items()
                if same.horizon_steps < day.horizon_steps
                and (same.feeder, same.der_share, same.reactive_support, same.control)
                == (day.feeder, day.der_share, day.reactive_support, day.control)
            ),
            None,
        )
        if figures is not None and usual is not None:
            loss = abs(figures.average_loss_kw / usual.average_loss_kw - 1.0)
            voltage = abs(figures.lowest_voltage_pu / usual.lowest_voltage_pu - 1.0)
            return int(max(loss, voltage) < SAME), 1
    return None
