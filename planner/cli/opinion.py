"""The second opinion, told at the end of a run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from planner.cli.output import say, show

if TYPE_CHECKING:
    from planner.result import Plan
    from planner.second_opinion import ScenarioOpinion

NAMED = 3
"""Of more scenarios with the same reason than these, the others are counted."""
REASONS = 8
"""Of more reasons than these, the scenarios of the others are counted."""


def tell_opinion(plan: Plan) -> bool:
    """Tell on stderr where a second solver does not agree; whether it disagrees."""
    from planner.second_opinion import Verdict

    opinion = plan.second_opinion
    if opinion is None:
        return False
    disagrees = opinion.verdict is Verdict.DISAGREES
    if disagrees:
        say(f"error: {opinion.second} disagrees with {opinion.first} on the chosen design:")
    for names, reason in _by_reason(opinion.of(Verdict.DISAGREES)):
        say(f"  {names}: {reason}")
    if disagrees:
        say("  The result is written all the same; do not trust it before this is explained.")
    for names, reason in _by_reason(opinion.of(Verdict.UNDECIDED)):
        say(f"warning: second opinion on {names} undecided: {reason}")
    return disagrees


def show_opinion(plan: Plan) -> None:
    """The verdict in a line of the result."""
    from planner.report.opinions import opinion_sentence

    if plan.second_opinion is not None:
        show(f"second opinion: {opinion_sentence(plan)}")


def _by_reason(scenarios: Sequence[ScenarioOpinion]) -> Iterator[tuple[str, str]]:
    """Scenarios that share a reason, and that reason, the most scenarios first."""
    names: dict[str, list[str]] = {}
    for scenario in scenarios:
        names.setdefault(scenario.reason, []).append(scenario.scenario)
    groups = sorted(names.items(), key=lambda group: -len(group[1]))
    for reason, sharing in groups[:REASONS]:
        yield _named(sharing), reason
    others = [name for _, sharing in groups[REASONS:] for name in sharing]
    if others:
        yield _named(others), "other reasons, told in the report"


def _named(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    more = len(names) - NAMED
    told = ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")
    return f"{len(names)} scenarios ({told})"
