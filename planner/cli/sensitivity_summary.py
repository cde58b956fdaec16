"""What a person is told of sensitivities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.cli.output import amount, new_table, percent, say, show, show_table
from planner.report.words import counted, design_words, money, tonnes
from planner.sensitivity.break_even_words import break_even_sentences
from planner.sensitivity.words import (
    KNOWN_ONLY,
    sampling_sentences,
    short_words,
    staying_sentence,
    tornado_sentences,
    value_words,
)

if TYPE_CHECKING:
    from planner.sensitivity import Choice, Sensitivities

TOLD_MAX = 10
"""Of more failures or winners, the others are counted."""


def show_sensitivities(found: Sensitivities) -> None:
    """Break-even prices, one input at a time, and the samples."""
    case, chosen = found.case, found.chosen
    figures = f"{money(chosen.lifecycle_cost, case.currency)}, {tonnes(chosen.annual_emissions_kg)}"
    named = design_words(case, chosen.design)
    show(f"{case.name}, {case.configuration.name}: {named} is chosen, {figures} a year")
    for even in found.break_evens:
        for sentence in break_even_sentences(case, even):
            show(sentence)
    show(staying_sentence(found))
    show()
    _show_tornado(found)
    for sentence in tornado_sentences(found):
        show(sentence)
    if found.sampling is not None:
        show()
        _show_winners(found)
        for sentence in sampling_sentences(found, found.sampling):
            show(sentence)
    show()
    show(_basis(found))


def tell_failures(found: Sensitivities) -> None:
    """Evaluations that failed, on stderr."""
    if not found.failed:
        return
    say(f"error: {counted(len(found.failed), 'evaluation')} failed, so the figures are incomplete")
    for line in found.failed[:TOLD_MAX]:
        say(f"  {line}")
    if len(found.failed) > TOLD_MAX:
        say(f"  and {len(found.failed) - TOLD_MAX} more")


def _show_tornado(found: Sensitivities) -> None:
    base, currency = found.base.choice, found.case.currency
    table = new_table(
        "one input at a time",
        "instead",
        f"cost [{currency}]",
        "kgCO2 a year",
        f"saving [{currency}]",
        "regret",
        "chosen then",
    )
    for bar in found.bars:
        mark = " *" if bar.input.solved else ""
        for there in (bar.low, bar.high):
            choice = there.choice
            table.add_row(
                bar.input.words + mark if there is bar.low else f"  {bar.input.name}",
                value_words(found.case, bar.input, there.values[0][1]),
                _change(choice.lifecycle_cost - base.lifecycle_cost),
                _change(choice.annual_emissions_kg - base.annual_emissions_kg),
                amount(choice.saving),
                amount(choice.cost_regret),
                _then(choice),
            )
    show_table(table)


def _then(choice: Choice) -> str:
    if choice.chosen is None:
        return "none can run"
    return "stays" if choice.stays else short_words(choice.chosen)


def _change(value: float) -> str:
    text = amount(value)
    return f"+{text}" if value > 0 and text not in ("0", "-") else text


def _show_winners(found: Sensitivities) -> None:
    assert found.sampling is not None
    wins = found.sampling.wins
    table = new_table("chosen in samples", "share")
    for design, share in wins[:TOLD_MAX]:
        own = " (the present choice)" if design == found.chosen.design else ""
        table.add_row(design_words(found.case, design) + own, percent(share))
    if left := wins[TOLD_MAX:]:
        table.add_row(counted(len(left), "other"), percent(sum(share for _, share in left)))
    show_table(table)


def _basis(found: Sensitivities) -> str:
    basis = f"{counted(found.stored, 'stored evaluation')} were priced anew"
    if found.solved:
        designs = counted(len(found.designs), "design")
        basis += (
            f", and for inputs with * {designs} solved again in "
            f"{counted(found.solved // len(found.designs), 'world')}"
        )
    return f"{basis}. {KNOWN_ONLY}"
