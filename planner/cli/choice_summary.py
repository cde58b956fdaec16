"""What is chosen from a front, as a terminal shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.cli.output import new_table, show, show_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cases import Case
    from planner.choices import Choices
    from planner.evaluation import Evaluation


def show_choices(case: Case, front: Sequence[Evaluation], choices: Choices, most: int) -> None:
    """The chosen design, the winners, at most so many, and how far the choice can be relied on."""
    from planner.report import decision_words as words
    from planner.report.words import counted, design_words, money, tonnes

    chosen = front[choices.row]
    show(f"{case.name}, {case.configuration.name}: {counted(len(front), 'design')} on the front")
    show(f"weights: {words.weights_words(choices)}")
    show(f"chosen: design {choices.row + 1}, {design_words(case, chosen.design)}")
    show(
        f"  {money(chosen.lifecycle_cost, case.currency)} over "
        f"{counted(case.economics.horizon_years, 'year')}, "
        f"{tonnes(chosen.annual_emissions_kg)} a year"
    )
    if len(front) > 1:
        shown = words.shown_designs(choices, most)
        _show_table(case, front, choices, shown)
        show(words.winners_sentence(choices, shown))
    for sentence in words.reliance(case, front, choices):
        show(sentence)


def _show_table(
    case: Case, front: Sequence[Evaluation], choices: Choices, shown: Sequence[int]
) -> None:
    """A row per design, short enough for a narrow terminal."""
    from operation.design import column_names
    from planner.report import decision_words as words
    from planner.report.words import EACH_NAMED, OBJECTIVE_WORDS, design_words, kilo, number

    names = column_names(case)
    many = len(names) > EACH_NAMED
    besides = words.besides(choices)
    if not many:
        units = ["kWh"] * len(case.storage) + ["kW"] * len(case.rating_names)
        each = " / ".join(f"{name} [{unit}]" for name, unit in zip(names, units, strict=True))
        show(f"designs: {each}")
    first = OBJECTIVE_WORDS[next(iter(choices.weights))].replace(" ", "\n")
    two = choices.wins.intervals is not None
    table = new_table(
        "no.",
        "design",
        f"cost\n[million\n{case.currency}]",
        "[tCO2\na year]",
        *(OBJECTIVE_WORDS[name].replace("-", "-\n").replace(" ", "\n") for name in besides),
        "share\n[%]",
        f"wins at\nweights of\n{first} [%]" if two else "wins around\nweights [%]",
        left=2,
    )
    table.columns[1].no_wrap = not many
    table.add_column("named by")
    for row in shown:
        e = front[row]
        built = design_words(case, e.design) if many else " / ".join(map(kilo, e.design.values))
        table.add_row(
            str(row + 1),
            built,
            number(e.lifecycle_cost / 1e6, 3),
            number(e.annual_emissions_kg / 1000, 1),
            *(words.besides_words(e, name) for name in besides),
            words.share_words(choices, row),
            words.wins_words(choices, row),
            words.marks(choices, row),
        )
    show_table(table)
