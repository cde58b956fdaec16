"""A second opinion: what another solver makes of the chosen design, held against the first.

Each solver proves a bound: no dispatch is better. So one of the two is wrong where the other has a
dispatch, met by the independent checker, below that bound.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from operation import DispatchOutcome, Status
from operation.operate import REFUSES

AGREED = 1e-6
"""Objectives that differ by no more, as a share of the largest part of them, count as equal."""


class Verdict(StrEnum):
    """What a second solver says of the first one's dispatch, from best to worst."""

    AGREES = "agrees"
    """The same objective, or both proven to the gap asked for; no bound excludes a dispatch."""
    UNDECIDED = "undecided"
    """One of the two has no proof or no dispatch; what it has found contradicts nothing."""
    DISAGREES = "disagrees"
    """One of the two is wrong."""


_ORDER = tuple(Verdict)
"""From best to worst."""


@dataclass(frozen=True)
class ScenarioOpinion:
    """Both solvers on one scenario; figures are nan where one of them has no dispatch."""

    scenario: str
    verdict: Verdict
    reason: str
    """Why, in plain words; empty where both have the same dispatch cost and proved it."""
    first_solver_status: Status
    second_solver_status: Status
    first_solver_objective: float = math.nan
    """What the lower level minimises, recomputed by the checker; of two, the first."""
    second_solver_objective: float = math.nan
    difference: float = math.nan
    """Largest difference of an objective, as a share of its largest part."""
    second_solver_gap: float = math.nan
    """Gap that the second solver has proven."""
    second_solver_residual: float = math.nan
    """The checker's worst residual in the second solver's dispatch."""
    daily_cost_difference: float = math.nan
    """Second less first, per day."""
    emissions_difference_kg: float = math.nan
    spilled_difference_kwh: float = math.nan


@dataclass(frozen=True)
class SecondOpinion:
    """What another solver makes of the chosen design."""

    first: str
    """The run's own solver with its version."""
    second: str
    another: bool
    """Whether that is another program, not the same one on another way."""
    scenarios: tuple[ScenarioOpinion, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst one."""
        return max((s.verdict for s in self.scenarios), key=_ORDER.index)

    @property
    def difference(self) -> float:
        """Largest difference of an objective, nan if there is none to be compared."""
        known = [s.difference for s in self.scenarios if not math.isnan(s.difference)]
        return max(known, default=math.nan)

    def of(self, verdict: Verdict) -> tuple[ScenarioOpinion, ...]:
        """Scenarios with a verdict."""
        return tuple(s for s in self.scenarios if s.verdict is verdict)

    def record(self) -> dict[str, Any]:
        """Plain data, None for nan."""
        return {
            "verdict": self.verdict.value,
            "first_solver": self.first,
            "second_solver": self.second,
            "scenarios": {
                s.scenario: {
                    name: None if isinstance(value, float) and not math.isfinite(value) else value
                    for name, value in asdict(s).items()
                    if name != "scenario"
                }
                for s in self.scenarios
            },
        }


def compared(
    first: Sequence[DispatchOutcome],
    second: Sequence[DispatchOutcome],
    gap: float,
) -> tuple[ScenarioOpinion, ...]:
    """Opinions on each scenario; `gap` is the relative one that both solvers were asked for."""
    return tuple(_compared(*pair, gap) for pair in zip(first, second, strict=True))


def _compared(first: DispatchOutcome, second: DispatchOutcome, gap: float) -> ScenarioOpinion:
    if not (first.status.accepted and second.status.accepted):
        verdict, reason = _without_dispatch(first, second)
        return ScenarioOpinion(
            first.scenario,
            verdict,
            reason,
            first.status,
            second.status,
            first.stages[0].objective if first.stages else math.nan,
            second.stages[0].objective if second.stages else math.nan,
        )
    verdict, reason, differences = Verdict.AGREES, "", []
    for number in range(len(first.stages)):
        found, why, difference = _stage(first, second, number, gap)
        differences.append(difference)
        if not reason or _ORDER.index(found) > _ORDER.index(verdict):
            verdict, reason = max(verdict, found, key=_ORDER.index), why
        if found is Verdict.DISAGREES or number + 1 == len(second.stages):
            break
    if len(second.stages) < len(first.stages) and verdict is Verdict.AGREES:
        verdict, reason = Verdict.UNDECIDED, _ONE_OF_TWO
    one, other = first.indicators, second.indicators
    assert second.report is not None
    return ScenarioOpinion(
        first.scenario,
        verdict,
        reason,
        first.status,
        second.status,
        first.stages[0].objective,
        second.stages[0].objective,
        max(differences),
        second.gap,
        second.report.worst_residual,
        other.daily_cost - one.daily_cost,
        other.emissions_kg - one.emissions_kg,
        other.spilled_kwh - one.spilled_kwh,
    )


def _without_dispatch(first: DispatchOutcome, second: DispatchOutcome) -> tuple[Verdict, str]:
    """Verdict where a dispatch is missing."""
    if first.status is second.status is Status.INFEASIBLE:
        return Verdict.AGREES, "both find it infeasible"
    if second.status is Status.REJECTED:
        # a bad dispatch of the second says nothing against the first, whose own has been checked
        broken = second.message.removeprefix(REFUSES)
        refused = "its own dispatch is refused by the checker"
        return Verdict.UNDECIDED, f"{refused}: {broken}" if broken else refused
    if first.status.accepted and second.status in (Status.INFEASIBLE, Status.UNBOUNDED):
        return Verdict.DISAGREES, f"it finds the scenario {second.status.value}"
    if second.status.accepted and first.status is Status.INFEASIBLE:
        return Verdict.DISAGREES, "it has a dispatch where the first solver finds none possible"
    if second.status.accepted:
        return Verdict.UNDECIDED, "the first solver has no dispatch here to be compared with"
    return Verdict.UNDECIDED, second.message or "it found no dispatch in its time"


def _stage(
    first: DispatchOutcome, second: DispatchOutcome, number: int, gap: float
) -> tuple[Verdict, str, float]:
    """Verdict on one solve, why, and the relative difference of its objectives."""
    one, other = first.stages[number].objective, second.stages[number].objective
    scale = _scale(first, second, number)
    least, other_least = _least(first, number, gap), _least(second, number, gap)
    difference, what = abs(one - other) / scale, _WHAT[number]
    if other < least - AGREED * scale:
        reason = (
            f"its dispatch has {what} of {other:.10g}, below {least:.10g}, which the first solver "
            "has proven to be the least possible"
        )
        return Verdict.DISAGREES, reason, difference
    if one < other_least - AGREED * scale:
        reason = (
            f"it claims that {what} is at least {other_least:.10g}, but the first dispatch has "
            f"{one:.10g}"
        )
        return Verdict.DISAGREES, reason, difference
    slack = max(gap * max(1.0, abs(one), abs(other)), AGREED * scale)
    proven = other - other_least <= slack
    if difference <= AGREED:
        return Verdict.AGREES, "" if proven else _UNPROVEN, difference
    first_proven = one - max(least, other_least) <= slack
    if first_proven and proven:
        return Verdict.AGREES, "both are within the gap that was asked for", difference
    if not first_proven and other < one:
        limited = first.status is Status.LIMITED
        why = "had stopped at a limit" if limited else "had not proven its own to be the best"
        better = f"its dispatch is {100 * difference:.3g} % better{_WHERE[number]}"
        return Verdict.UNDECIDED, f"{better}; the first solver {why}", difference
    if math.isinf(other_least):
        reason = f"it did not finish: its {what} is {other:.10g}, and PuLP tells no bound of it"
    else:
        left = (other - other_least) / max(1.0, abs(other))
        reason = (
            f"it did not finish: its own gap is still {left:.1e}, and its bound does not "
            "contradict the first dispatch"
        )
    return Verdict.UNDECIDED, reason, difference


_WHAT = ("a lower objective", "a second objective")
_WHERE = ("", " in the second objective")
_UNPROVEN = "the same objective, without a proof in its time that none is lower"
_ONE_OF_TWO = "it found no dispatch for the second of the two objectives"


def _scale(first: DispatchOutcome, second: DispatchOutcome, number: int) -> float:
    """Size of the largest part of an objective [its unit], at least 1."""
    one, other = first.indicators, second.indicators
    if number:
        return max(1.0, one.available_kwh)
    parts = (one.purchase_cost, one.sales_revenue, other.purchase_cost, other.sales_revenue)
    return max(1.0, abs(first.stages[0].objective), *map(abs, parts))


def _least(outcome: DispatchOutcome, number: int, gap: float) -> float:
    """Lower bound that a solver has proven or, by calling its dispatch optimal, claims."""
    stage = outcome.stages[number]
    if math.isfinite(stage.bound):
        return stage.bound
    if outcome.status is Status.OPTIMAL:
        return stage.objective - gap * max(1.0, abs(stage.objective))
    return -math.inf
