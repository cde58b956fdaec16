"""What may turn out otherwise than a case says, and between which limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from cases import Case
from cases.problem import did_you_mean
from planner.sensitivity.changes import Change, Lives

MOST_TIMES = 100.0
"""Largest factor on an input."""
LIVES_TOLD = 3
"""Of more different lives, the shortest and the longest are told."""


class Scale(StrEnum):
    """What the number of an input means."""

    FACTOR = "times"
    """Times what the case says."""
    YEARS = "years"
    SHARE = "per year"


class SensitivityError(ValueError):
    """Inputs or ranges that cannot be used; the message has a line for each reason."""


@dataclass(frozen=True)
class UncertainInput:
    """An input of a case that is not known for sure."""

    name: str
    words: str
    change: Change
    base: float
    """What the case says: 1 for a factor."""
    low: float
    high: float
    """What it may be instead."""
    least: float = 0.0
    most: float = MOST_TIMES
    """What it cannot pass."""
    scale: Scale = Scale.FACTOR
    solved: bool = False
    """Whether the dispatch depends on it; otherwise its effect is exact without solving."""
    lives: Lives | None = None
    """Of an input that scales lives: the whole years that they are."""

    def between(self, share: float) -> float:
        """Value at a share of the way from low to high."""
        value = self.low + share * (self.high - self.low)
        return float(round(value)) if self.scale is Scale.YEARS else value

    def years(self, case: Case, value: float) -> str:
        """Whole years that lives are with a value, such as "8" or "8/12"; empty for others."""
        if self.lives is None:
            return ""
        found = sorted(set(self.lives(changed(case, ((self, value),)))))
        if len(found) > LIVES_TOLD:
            return f"{found[0]:g}-{found[-1]:g}"
        return "/".join(f"{years:g}" for years in found)


Values = tuple[tuple[UncertainInput, float], ...]
"""Inputs, each with the value that it is given."""


def changed(case: Case, values: Values) -> Case:
    """The case with other inputs."""
    for item, value in values:
        if value != item.base:
            case = item.change(case, value)
    return case


def wanted_inputs(
    known: Sequence[UncertainInput],
    names: Sequence[str] | None = None,
    ranges: Mapping[str, tuple[float, float]] | None = None,
    *,
    solving: bool = True,
) -> tuple[UncertainInput, ...]:
    """Inputs by name (all if None), with ranges of the caller's; unsolved ones first.

    Without `solving` those that the dispatch depends on are left out. Raises SensitivityError with
    every reason.
    """
    by_name = {item.name: item for item in known}
    ranges = dict(ranges or {})
    problems = [
        f'"{name}" is not an uncertain input of this case. '
        f"{did_you_mean(name, list(by_name), 'There are: ' + ', '.join(by_name) + '.')}"
        for name in dict.fromkeys([*(names or ()), *ranges])
        if name not in by_name
    ]
    for name, bounds in ranges.items():
        if name in by_name:
            problems += _range_problems(by_name[name], *bounds)
        if names is not None and name not in names:
            problems.append(f"{name} has a range but is not among the inputs that are asked for")
    for name in names or ():
        if not solving and name in by_name and by_name[name].solved:
            problems.append(f"{name} changes the dispatch, which is not to be solved: leave it out")
    if problems:
        raise SensitivityError("\n".join(dict.fromkeys(problems)))
    found = []
    for item in sorted(known, key=lambda item: item.solved):
        if (names is None or item.name in names) and (solving or not item.solved):
            low, high = ranges.get(item.name, (item.low, item.high))
            found.append(replace(item, low=low, high=high))
    return tuple(found)


def _range_problems(item: UncertainInput, low: float, high: float) -> list[str]:
    problems = []
    if not low < high:
        problems.append(f"{item.name}: {low:g} is not below {high:g}")
    if low < item.least or high > item.most:
        problems.append(
            f"{item.name}: {low:g} to {high:g} is outside what is possible, "
            f"{item.least:.6g} to {item.most:.6g}"
        )
    if item.scale is Scale.YEARS and not (low == round(low) and high == round(high)):
        problems.append(f"{item.name}: {low:g} to {high:g} is not in whole years")
    return problems
