"""What an import tells of its typical days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from planner.cli.output import amount, new_table, percent, show_table

if TYPE_CHECKING:
    from cases.importing.typical_days import TypicalDay
    from cases.importing.typical_quality import QuantityQuality

_WORDS = {
    "electricity_kw": "electricity",
    "heat_kw": "heat",
    "cold_kw": "cold",
    "pv_kw": "PV",
    "wind_kw": "wind",
    "net_electricity_kw": "net electricity",
}


def days_record(days: Sequence[TypicalDay]) -> list[dict[str, Any]]:
    """Typical days as plain data, without their profiles."""
    keys = ("name", "title", "season", "day_type", "days_per_year")
    return [{key: getattr(day, key) for key in keys} for day in days]


def quality_record(quality: Sequence[QuantityQuality]) -> list[dict[str, Any]]:
    """Quality of typical days as plain data."""
    return [asdict(item) for item in quality]


def show_days(days: Sequence[TypicalDay]) -> None:
    """A table of typical days with their weights."""
    table = new_table("typical day", "what it is", "days a year", left=2)
    for day in days:
        table.add_row(day.name, day.title, f"{day.days_per_year:.4g}")
    show_table(table)


def show_quality(quality: Sequence[QuantityQuality]) -> None:
    """A table of how well the typical days stand for the year, 80 columns wide."""
    table = new_table("whole cluster", "MWh/year", "kept", "peak kW", "kept", "curve off by")
    for item in quality:
        difference = item.typical_kwh / item.year_kwh - 1 if item.year_kwh else 0.0
        table.add_row(
            _WORDS.get(item.quantity, item.quantity),
            amount(item.year_kwh / 1000, 1),
            percent(1 + difference, 2),
            amount(item.year_peak_kw, 1),
            percent(item.typical_peak_kw / item.year_peak_kw if item.year_peak_kw else 1.0, 0),
            percent(item.duration_difference),
        )
    show_table(table)
