"""The calendar of the case file: seasons, days off, and the file of a whole year."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cases.schema.base import Name, Table, Text

IsoDate = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        description='"YYYY-MM-DD", in quotes',
    ),
]


class Season(Table):
    """Months that share the prices of one season."""

    name: Name
    months: Annotated[tuple[Annotated[int, Field(ge=1, le=12)], ...], Field(min_length=1)]
    """1 to 12; every month in exactly one season."""


class Calendar(Table):
    """Which season and which kind of day a date belongs to."""

    holidays: Annotated[tuple[IsoDate, ...], Field(max_length=2000)] = ()
    """Dates that count as weekend."""
    weekend: tuple[Annotated[int, Field(ge=1, le=7)], ...] = (6, 7)
    """Days off in each week: 1 is Monday, 7 is Sunday."""
    season: Annotated[tuple[Season, ...], Field(min_length=1, max_length=12)]


class YearEntry(Table):
    """Profiles of a whole year, through which a design can be run day by day."""

    title: Text = ""
    profiles: Annotated[str, Field(max_length=200)]
    """CSV file inside the case folder; time is "YYYY-MM-DD HH:MM", otherwise as a typical day."""
