"""The part of the report on the choice: what it hangs on, and what other methods say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from operation.design import column_names
from planner.report.decision_words import (
    agreement_sentence,
    besides,
    besides_words,
    marks,
    share_words,
    sharpness_sentence,
    shown_designs,
    staying_sentence,
    weights_words,
    winners_sentence,
    wins_words,
)
from planner.report.markup import Markup, element, paragraphs, table, together
from planner.report.saving import inline_svg, svg_bytes
from planner.report.weights_figure import weights_figure
from planner.report.words import EACH_NAMED, OBJECTIVE_WORDS, design_words, kilo, number, percent

if TYPE_CHECKING:
    from planner.choices import Choices
    from planner.result import Plan

SECTION = "decision"
"""Key of the section, and of the ids in its figure."""
MOST = 12
"""Of more winners than these, those of the largest shares stand in the table."""


def decision_section(plan: Plan) -> Markup:
    """Sentences, figure and table on the choice; empty where none was made."""
    if plan.decision is None:
        return Markup("")
    choices = plan.choices()
    if len(plan.front_evaluations) == 1:
        return paragraphs([sharpness_sentence(plan.case, plan.front_evaluations, choices)])
    shown = shown_designs(choices, MOST)
    sentences = [
        f"The weights are {weights_words(choices)}; design {choices.row + 1} is chosen, "
        f"{design_words(plan.case, plan.chosen.design)}. {staying_sentence(choices)}",
        sharpness_sentence(plan.case, plan.front_evaluations, choices),
        f"{agreement_sentence(choices)} {winners_sentence(choices, shown)}",
    ]
    told = [sentence.replace(" %", "\N{NO-BREAK SPACE}%") for sentence in sentences]
    return together(
        (
            paragraphs(told),
            _figure(plan, choices),
            _table(plan, choices, shown),
            element("p", _reading(choices), class_="lesser"),
        )
    )


def _figure(plan: Plan, choices: Choices) -> Markup:
    axes = weights_figure(plan.case, plan.front_evaluations, choices)
    description = (
        f"{axes.get_title(loc='left')}: a bar for each of the designs that win for the largest "
        "shares of all weights. The numbers are in the table below."
    )
    figure = element("figure", Markup(inline_svg(svg_bytes(axes), SECTION, description)))
    return element("div", figure, class_="figures one")


def _table(plan: Plan, choices: Choices, shown: tuple[int, ...]) -> Markup:
    case = plan.case
    names = column_names(case)
    many = len(names) > EACH_NAMED
    units = ["kWh"] * len(case.storage) + ["kW"] * len(case.rating_names)
    each = [f"{name} ({unit})" for name, unit in zip(names, units, strict=True)]
    head = [
        "design",
        "named by",
        *(["capacities"] if many else each),
        f"lifecycle cost ({case.currency})",
    ]
    head += ["emissions (tCO2 per year)", *(OBJECTIVE_WORDS[name] for name in besides(choices))]
    first = OBJECTIVE_WORDS[next(iter(choices.weights))]
    two = choices.wins.intervals is not None
    wins = f"wins at weights of {first} (%)" if two else "wins around weights (%)"
    head += ["share of all weights (%)", wins, "membership (best = 100 %)", "TOPSIS rank"]
    rows = [_cells(plan, choices, row, many) for row in shown]
    caption = "Designs that win at some weights, and designs that a method names"
    return table(caption, head, rows, marked=shown.index(choices.row), words=2 + many)


def _cells(plan: Plan, choices: Choices, row: int, many: bool) -> list[str]:
    design, overall = plan.front_evaluations[row], choices.decision.overall
    built = [design_words(plan.case, design.design)] if many else map(kilo, design.design.values)
    return [
        f"{row + 1}",
        marks(choices, row),
        *built,
        number(design.lifecycle_cost),
        number(design.annual_emissions_kg / 1000, 1),
        *(besides_words(design, name) for name in besides(choices)),
        share_words(choices, row),
        wins_words(choices, row),
        percent(overall[row] / max(overall)),
        str(choices.topsis_ranks[row]),
    ]


def _reading(choices: Choices) -> str:
    """What the words of the table mean."""
    parts = [
        "Membership: the highest weighted sum of how far a design lies from the worst of the "
        "front towards the best. TOPSIS: near the ideal and far from its opposite, each objective "
        "against its own size. Knee: every step to a neighbour loses much for little.",
    ]
    if choices.bend is not None:
        parts.append(
            "Bend: farthest from the line between the ends of the front, which is the membership "
            "at equal weights."
        )
    parts.append(
        "All of them hang on where the front ends: a weight shares out ranges, it is no price."
    )
    return " ".join(parts)
