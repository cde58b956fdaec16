"""The part of a report that questions its choice: what other prices and lives would change.

Everything in it is priced anew from the designs that the run evaluated; nothing is solved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.report.markup import Markup, bullets, element, table, together
from planner.report.saving import inline_svg, svg_bytes
from planner.report.sensitivity_figures import Measure, tornado_figure
from planner.report.words import UNKNOWN, kilo, number, percent
from planner.sensitivity.analysis import Sensitivities, sensitivities
from planner.sensitivity.break_even_words import break_even_sentences
from planner.sensitivity.words import (
    KNOWN_ONLY,
    no_worse_words,
    short_words,
    staying_sentence,
    tornado_sentences,
    value_words,
)

if TYPE_CHECKING:
    from planner.result import Plan
    from planner.sensitivity.choice import Choice

COMMAND = "clusterflex sensitivity RUN -o FOLDER"


def sensitivity_section(plan: Plan) -> Markup:
    """Break-even prices and a tornado; empty for a plan without a choice."""
    if plan.decision is None:
        return Markup("")
    found = sensitivities(plan, solving=False, samples=0)
    sentences = [s for even in found.break_evens for s in break_even_sentences(plan.case, even)]
    sentences += [staying_sentence(found), *tornado_sentences(found)]
    measure = Measure.SAVING if plan.nothing_installed.accepted else Measure.COST
    svg = inline_svg(
        svg_bytes(tornado_figure(found, measure)), "tornado", _described(found, measure)
    )
    more = element(
        "p",
        f"{KNOWN_ONLY} Prices of energy, demands and yields change the dispatch too; they are "
        "solved, and all inputs sampled together, by ",
        element("code", COMMAND),
        ".",
    )
    return together(
        (
            bullets(sentence.replace(" %", "\N{NO-BREAK SPACE}%") for sentence in sentences),
            element("figure", Markup(svg)),
            _break_evens(found),
            _ends(found),
            more,
        )
    )


def _break_evens(found: Sensitivities) -> Markup:
    case = found.case
    capacities = [f"{site.name} (kWh)" for site in case.storage]
    capacities += [f"{name} (kW)" for name in case.rating_names]
    rows = []
    for even in found.break_evens:
        for part in even.ranges:
            last = part is even.ranges[-1]
            rows.append(
                [
                    even.input.words,
                    f"{part.low:.3f}",
                    "more" if last else f"{part.high:.3f}",
                    number(part.low * even.price),
                    "more" if last else number(part.high * even.price),
                    *(kilo(value) for value in part.design.values),
                    "yes" if part.stays else "no",
                ]
            )
    if not rows:
        return Markup("")
    money = f"{case.currency} per kWh or kW"
    head = ("price", "from (times)", "to (times)", f"from ({money})", f"to ({money})")
    return table(
        "Which design would be chosen at which price",
        (*head, *capacities, "the present choice"),
        rows,
    )


def _ends(found: Sensitivities) -> Markup:
    rows = []
    base = found.base.choice
    for bar in found.bars:
        for there in (bar.low, bar.high):
            choice = there.choice
            rows.append(
                [
                    bar.input.words,
                    value_words(found.case, bar.input, there.values[0][1]),
                    number(choice.lifecycle_cost - base.lifecycle_cost),
                    number((choice.annual_emissions_kg - base.annual_emissions_kg) / 1000, 1),
                    number(choice.saving),
                    _then(choice),
                    percent(choice.membership_loss) if choice.membership_loss >= 0 else UNKNOWN,
                    number(choice.cost_regret),
                ]
            )
    head = (
        "input",
        "instead",
        f"cost ({found.case.currency}, change)",
        "emissions (tCO2 per year, change)",
        f"saving ({found.case.currency})",
        "chosen then",
        "membership lost by staying",
        f"regret ({found.case.currency})",
    )
    caption = (
        "The chosen design with one input changed; regret is what a known design that "
        f"{no_worse_words(found.rule)} would save"
    )
    return table(caption, head, rows)


def _then(choice: Choice) -> str:
    if choice.chosen is None:
        return "none can run"
    return "stays" if choice.stays else short_words(choice.chosen)


def _described(found: Sensitivities, measure: Measure) -> str:
    return (
        f"A bar for each of {len(found.bars)} inputs: how far it moves what the chosen design "
        f"{measure.verb}, from its low to its high end. The numbers are in the table below."
    )
