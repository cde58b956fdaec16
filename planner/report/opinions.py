"""The second opinion on the chosen design, in sentences and as a table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from operation import Status
from planner.report.markup import Markup, element, table, together
from planner.report.words import UNKNOWN, counted, joined, number, small
from planner.second_opinion import AGREED, Verdict

if TYPE_CHECKING:
    from planner.result import Plan
    from planner.second_opinion import ScenarioOpinion, SecondOpinion

NOT_ASKED = "No second opinion of another solver was asked for."


def opinion_sentence(plan: Plan) -> str:
    """What a second solver makes of the chosen design's dispatch; empty without a choice."""
    opinion = plan.second_opinion
    if opinion is None:
        return NOT_ASKED if plan.decision is not None else ""
    who = opinion.second + (", another solver," if opinion.another else "")
    told = []
    agreeing = opinion.of(Verdict.AGREES)
    apart = tuple(s for s in agreeing if s.difference > AGREED)
    same = tuple(s for s in agreeing if s not in apart)
    if same:
        told.append(f"finds the same dispatch cost{_difference(same)}{_where(opinion, same)}")
    if apart:
        largest = max(s.difference for s in apart)
        told.append(
            f"differs by up to {largest:.0e} (within the gap that is proven for both)"
            f"{_where(opinion, apart)}"
        )
    undecided = opinion.of(Verdict.UNDECIDED)
    if undecided:
        where = _scenarios(opinion, undecided)
        told.append(f"gives no verdict on {where}")
    disagreeing = opinion.of(Verdict.DISAGREES)
    if disagreeing:
        told.append(f"contradicts {opinion.first} in {_scenarios(opinion, disagreeing)}")
    unproven = sum(s.second_solver_status is Status.LIMITED for s in agreeing)
    doubt = f" ({counted(unproven, 'time')} without a proof of its own)" if unproven else ""
    return f"{who} {joined(told)}{doubt}."


def disagreement(plan: Plan) -> str:
    """A warning that comes before all others; empty unless the solvers disagree."""
    opinion = plan.second_opinion
    if opinion is None or opinion.verdict is not Verdict.DISAGREES:
        return ""
    causes = "; ".join(f"{s.scenario}: {s.reason}" for s in opinion.of(Verdict.DISAGREES))
    return (
        f"Do not trust these figures yet: {opinion.second} disagrees with {opinion.first} on how "
        f"the chosen design is best run. {causes}."
    )


def opinion_table(plan: Plan) -> Markup:
    """Both solvers side by side, scenario by scenario."""
    opinion = plan.second_opinion
    if opinion is None:
        return element("p", NOT_ASKED) if plan.decision is not None else Markup("")
    rows = [
        [
            s.scenario,
            s.verdict.value,
            number(s.first_solver_objective, 4),
            number(s.second_solver_objective, 4),
            small(s.difference),
            *(_signed(x) for x in (s.daily_cost_difference, s.emissions_difference_kg)),
            _gap(s),
            small(s.second_solver_residual),
        ]
        for s in opinion.scenarios
    ]
    head = ["scenario", "verdict"]
    head += [f"objective, {solver}" for solver in (opinion.first, opinion.second)]
    head += ["relative difference", f"cost of a day ({plan.case.currency})", "emissions (kg/day)"]
    head += ["gap of the second", "residual of the second"]
    caption = (
        f"Second opinion on the chosen design: {opinion.second} against {opinion.first}; cost and "
        "emissions are differences, second less first"
    )
    parts = [table(caption, head, rows, words=2)]
    reasons = [f"{s.scenario}: {s.reason}." for s in opinion.scenarios if s.reason]
    if reasons:
        parts.append(element("ul", *(element("li", reason) for reason in reasons)))
    return together(parts)


def _scenarios(opinion: SecondOpinion, some: tuple[ScenarioOpinion, ...]) -> str:
    if len(some) == len(opinion.scenarios):
        return "all scenarios" if len(some) > 1 else "the only scenario"
    return f"{len(some)} of {counted(len(opinion.scenarios), 'scenario')}"


def _where(opinion: SecondOpinion, some: tuple[ScenarioOpinion, ...]) -> str:
    """In which scenarios, unless it is all of them."""
    return "" if len(some) == len(opinion.scenarios) else f" in {_scenarios(opinion, some)}"


def _difference(some: tuple[ScenarioOpinion, ...]) -> str:
    known = [s.difference for s in some if not math.isnan(s.difference)]
    if not known:
        return ""
    largest = max(known)
    return " to the last digit" if largest == 0 else f" to {largest:.0e}"


def _signed(value: float) -> str:
    return f"{value:+.1e}" if math.isfinite(value) else UNKNOWN


def _gap(scenario: ScenarioOpinion) -> str:
    """The second solver's gap; one that has finished may not say what is left of it."""
    untold = math.isnan(scenario.second_solver_gap)
    if untold and scenario.second_solver_status is Status.OPTIMAL:
        return "as asked for"
    return small(scenario.second_solver_gap)
