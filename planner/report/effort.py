"""What a search or an enumeration took, and how far it came, in plain sentences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from operation import Status
from planner.enumeration import EnumerationSettings
from planner.report.words import counted

if TYPE_CHECKING:
    from planner.result import Plan


def effort_sentence(plan: Plan) -> str:
    """How many designs, what became of them, and when it ended."""
    became = (
        f"{plan.count(Status.INFEASIBLE):,} infeasible, {plan.count(Status.LIMITED):,} stopped at "
        f"a limit, {plan.failures:,} failed.{_screened(plan)}"
    )
    evaluated = counted(len(plan.evaluations), "design")
    if plan.enumerated:
        return f"{evaluated} were solved: {became}{_exactness(plan)}"
    parts = counted(len(plan.generations), "generation")
    return f"{evaluated} were evaluated in {parts}: {became}{_progress(plan)}"


def _exactness(plan: Plan) -> str:
    if not plan.front_evaluations:
        return ""
    if not plan.doubts:
        return " So every design is accounted for: the front is exact."
    return (
        f" So every design is accounted for, and the front is exact but for "
        f"{counted(len(plan.doubts), 'design')} whose dispatch could not be proven best; a new run "
        "with a higher --node-limit may settle that."
    )


def _screened(plan: Plan) -> str:
    screened = plan.generations[-1].screened if plan.generations else 0
    if not screened:
        return ""
    were = "was" if screened == 1 else "were"
    return (
        f" {counted(screened, 'more design')} {were} not solved, since bounds prove that others "
        "are better in every objective."
    )


def _progress(plan: Plan) -> str:
    search, last = plan.settings.search, plan.generations[-1]
    assert not isinstance(search, EnumerationSettings)
    exhausted = last.generation < search.generations and not plan.stalled
    left = " The search ended early, since no new design was left to it." if exhausted else ""
    if math.isnan(last.hypervolume_gain):
        return left
    told = (
        f" The last {search.stall_rule.patience} generations added "
        f"{100 * last.hypervolume_gain:.2g} % to the front's hypervolume"
    )
    if plan.stalled and last.generation < search.generations:
        return f"{told}; the search stopped there, before its {search.generations:,} generations."
    return f"{told}.{left}"
