"""A feeder check, told in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.cli.output import amount, new_table, show, show_table

if TYPE_CHECKING:
    from planner.feeder.check import FeederCheck


def show_check(check: FeederCheck) -> None:
    """Print how each way of running the feeder comes out, and the verdict in words."""
    from planner.feeder.check_numbers import NO_FLOW, hours_number, voltage_words
    from planner.feeder.check_ways import ways
    from planner.feeder.check_words import check_sentences

    limits = check.connection.limits
    heads = ("lowest [pu]", "at", "highest [pu]", "outside [h/a]", "losses [MWh/a]")
    table = new_table("the feeder", *heads, left=1)
    for way, used in ways(check).items():
        verdict = used.verdict
        low, high = verdict.lowest, verdict.highest
        lowest = voltage_words(low.voltage_pu, limits).removesuffix(" pu")
        when = f"{low.scenario} {low.clock}"
        table.add_row(
            way.words,
            lowest,
            f"bus {low.bus}, {when}" if lowest != NO_FLOW else when,
            voltage_words(high.voltage_pu, limits).removesuffix(" pu"),
            hours_number(verdict.hours_per_year),
            amount(used.loss_kwh_per_year / 1000.0, 1),
        )
    show_table(table)
    for sentence in check_sentences(check):
        show(sentence)
