"""Calendar: every month in one season, real dates, scenarios and a year that fit it."""

from __future__ import annotations

import calendar as months_of
import datetime
from collections.abc import Iterator

from cases.checks.names import unknown
from cases.problem import Problem
from cases.reading.draft import Draft


def seasons_share_the_months(draft: Draft) -> Iterator[Problem]:
    """Every month belongs to exactly one season, and no two seasons share a name."""
    homes: dict[int, str] = {}
    names: set[str] = set()
    for place, season in enumerate(draft.calendar.season if draft.calendar else ()):
        path = ("calendar", "season", place)
        if season.name in names:
            message = f'The name "{season.name}" is taken by a season above.'
            remedy = "Put the months of both into one season, or rename one."
            yield draft.problem((*path, "name"), message, remedy)
        names.add(season.name)
        for number, month in enumerate(season.months):
            if month in homes:
                message = (
                    f'{months_of.month_name[month]} is in the season "{homes[month]}" already.'
                )
                remedy = "Keep every month in one season only."
                yield draft.problem((*path, "months", number), message, remedy)
            homes.setdefault(month, season.name)
    missing = [months_of.month_name[month] for month in range(1, 13) if month not in homes]
    if draft.calendar and missing:
        message = f"No season has {', '.join(missing)}."
        remedy = "Give every month to a season; all twelve may be in one."
        yield draft.problem(("calendar", "season"), message, remedy)


def holidays_are_dates(draft: Draft) -> Iterator[Problem]:
    """Every holiday is a day that exists, told once."""
    seen: set[str] = set()
    for place, text in enumerate(draft.calendar.holidays if draft.calendar else ()):
        path = ("calendar", "holidays", place)
        try:
            datetime.date.fromisoformat(text)
        except ValueError:
            message = f'There is no day "{text}".'
            remedy = 'Write year, month and day of a date, such as "2023-12-25".'
            yield draft.problem(path, message, remedy)
        else:
            if text in seen:
                yield draft.problem(path, f'"{text}" is listed twice.', "Remove one of them.")
        seen.add(text)


def weekend_days_differ(draft: Draft) -> Iterator[Problem]:
    """No day of the week is listed twice."""
    seen: set[int] = set()
    for place, day in enumerate(draft.calendar.weekend if draft.calendar else ()):
        if day in seen:
            path = ("calendar", "weekend", place)
            message = f"{months_of.day_name[day - 1]} ({day}) is listed twice."
            yield draft.problem(path, message, "Remove one of them.")
        seen.add(day)


def scenarios_know_the_calendar(draft: Draft) -> Iterator[Problem]:
    """With a calendar, every scenario's season is one of it."""
    known = tuple(season.name for season in draft.calendar.season) if draft.calendar else ()
    for place, entry in draft.scenario.items() if known else ():
        path = ("scenario", place, "season")
        yield from unknown(draft, path, entry.season, known, "season in the calendar")


def a_year_has_a_calendar(draft: Draft) -> Iterator[Problem]:
    """Without seasons a date has no prices."""
    if "year" in draft.document.data and "calendar" not in draft.document.data:
        message = "There is a [year] but no [calendar], so that its days have no season."
        remedy = "Add [calendar] with a [[calendar.season]] for each season and its months."
        yield draft.problem(("year",), message, remedy)
