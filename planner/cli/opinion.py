"""The second opinion, told at the end of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.cli.output import say, show

if TYPE_CHECKING:
    from planner.result import Plan


def tell_opinion(plan: Plan) -> bool:
    """Tell on stderr where a second solver does not agree; whether it disagrees."""
    from planner.second_opinion import Verdict

    opinion = plan.second_opinion
    if opinion is None:
        return False
    disagrees = opinion.verdict is Verdict.DISAGREES
    if disagrees:
        say(f"error: {opinion.second} disagrees with {opinion.first} on the chosen design:")
    for scenario in opinion.of(Verdict.DISAGREES):
        say(f"  {scenario.scenario}: {scenario.reason}")
    if disagrees:
        say("  The result is written all the same; do not trust it before this is explained.")
    for scenario in opinion.of(Verdict.UNDECIDED):
        say(f"warning: second opinion on {scenario.scenario} undecided: {scenario.reason}")
    return disagrees


def show_opinion(plan: Plan) -> None:
    """The verdict in a line of the result."""
    from planner.report.opinions import opinion_sentence

    if plan.second_opinion is not None:
        show(f"second opinion: {opinion_sentence(plan)}")
