"""What a run through a year found, for the terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from operation import Status
from planner.cli.output import amount, new_table, percent, say, show, show_table
from planner.year_folder import TOLD_DAYS_MAX

if TYPE_CHECKING:
    from planner.year_check import YearCheck, YearFigure


def show_year(check: YearCheck) -> None:
    """Estimate against year, month by month, and what vouches for it."""
    first, last = check.year.dates[0], check.year.dates[-1]
    built = [f"{name} {value:g}" for name, value in check.design.named(check.case).items() if value]
    show(f"{check.case.name}, {check.case.configuration.name}: {first} to {last}")
    show(f"design [kWh, kW]: {', '.join(built) or 'nothing'}")
    if check.through.accepted:
        table = new_table("", "typical days", "year", "estimate off by")
        for figure in check.figures:
            cells = (_cell(figure, figure.typical), _cell(figure, figure.year), _off(figure))
            table.add_row(_label(figure), *cells)
        show_table(table)
    _show_months(check)
    days = len(check.outcomes)
    counts = [f"{days - len(check.failed_days)} of {days} days run"]
    for status in Status:
        number = check.count(status)
        if number and status is not Status.OPTIMAL:
            counts.append(f"{number} {status.value.replace('_', ' ')}")
    gap = f"; largest gap {check.worst_gap:.1e}" if math.isfinite(check.worst_gap) else ""
    ahead = f"look ahead {_days(check.lookahead_days)}"
    show(f"{', '.join(counts)}, {check.seconds:.0f} s; {ahead}{gap}")
    if check.report.accepted:
        residual = f"worst residual {check.report.worst_residual:.1e}"
        show(f"checker: every equation holds, day by day and over midnight ({residual})")
    if any(len(day.network) for day in check.case.scenarios):
        show("The limits of [network] are of typical days: the days of the year had none to hold.")
    if days not in (365, 366) and check.through.accepted:
        show(f"The figures of the year are those of {days} days times {365 / days:.3g}.")


def tell_failures(check: YearCheck) -> None:
    """Days that cannot be run, with their causes, on stderr."""
    failed = check.failed_days
    if failed:
        say(f"error: {_days(len(failed))} cannot be run, so there are no figures of the year")
    for day in failed[:TOLD_DAYS_MAX]:
        say(f"error: {day.scenario} ({day.status.value.replace('_', ' ')}):")
        for cause in day.message.split("; "):
            say(f"  {cause or 'the solver told no reason'}")
    if len(failed) > TOLD_DAYS_MAX:
        say(f"  and {_days(len(failed) - TOLD_DAYS_MAX)} more")
    for words in check.report.broken[:TOLD_DAYS_MAX]:
        say(f"error: the checker refuses: {words}")
    for scenario in check.typical.scenarios:
        if not scenario.status.accepted:
            say(f'error: the typical day "{scenario.scenario}" cannot be run ({scenario.status}):')
            say(f"  {scenario.message or 'the solver told no reason'}")
    alone = sum(bool(d.message) for d in check.outcomes if d.status.accepted)
    if alone:
        say(f"note: {_days(alone)} run without a look ahead or cut short; see days.csv of -o DIR")


def _show_months(check: YearCheck) -> None:
    money = check.case.currency
    headers = ("month", "days", f"cost [{money}]", "tCO2", "self-consumption", "bought [MWh]")
    table = new_table(*headers, "sold [MWh]", "failed")
    for row in check.months.to_dict(orient="records"):
        table.add_row(
            str(row["month"]),
            str(row["days"]),
            amount(row["operating_cost"]),
            amount(row["emissions_kg"] / 1000, 1),
            percent(row["self_consumption"]),
            amount(row["import_kwh"] / 1000, 1),
            amount(row["export_kwh"] / 1000, 1),
            str(row["failed_days"]),
        )
    show_table(table)


def _label(figure: YearFigure) -> str:
    unit = {"kWh": "MWh", "kgCO2": "tCO2"}.get(figure.unit, figure.unit)
    return f"{figure.name} [{unit}]" if unit else figure.name


def _cell(figure: YearFigure, value: float) -> str:
    if not figure.unit:
        return percent(value)
    return amount(value / 1000, 1) if figure.unit in ("kWh", "kgCO2") else amount(value)


def _off(figure: YearFigure) -> str:
    text = percent(figure.off, sign=True)
    return text.replace("%", "points") if not figure.unit else text


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"
