"""The whole year of a case: a scenario for each day, through which a design can be run."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cases.case import Scenario
from cases.checks import DOUBTS_OF_THE_PROFILES
from cases.folder import CaseFolder, year_profile
from cases.problem import CASE_FILE, CaseError, Problem, Report
from cases.reading.draft import MINUTES_OF_A_DAY
from cases.reading.profile import Profile
from cases.reading.scenarios import resolve_days
from cases.schema import Calendar

DAYS_OF_A_YEAR = (365, 366)


@dataclass(frozen=True, eq=False)
class Year:
    """Consecutive days with their profiles and prices."""

    title: str
    dates: tuple[datetime.date, ...]
    days: tuple[Scenario, ...]
    """A scenario of a day's length for each date; days_per_year is 1, the name the ISO date."""
    warnings: tuple[Problem, ...]
    """What is doubtful but can be used."""


def read_year(folder: CaseFolder) -> Year:
    """Read and check the file of [year]; raises CaseError with every problem found."""
    entry, calendar, minutes = folder.file.year, folder.file.calendar, folder.draft.step_minutes
    if entry is None or calendar is None or minutes is None:
        message = "The case has no year: typical days are all it tells."
        remedy = 'Add [year] with profiles = "year.csv", and a [calendar] with seasons.'
        raise CaseError([Problem(CASE_FILE, 0, "year", "", message, remedy)])
    report = Report()
    profile = year_profile(folder.path, folder.draft, report)
    if report or profile is None or profile.begin is None:
        raise CaseError(report.problems())
    first = datetime.date.fromordinal(profile.begin // MINUTES_OF_A_DAY)
    count = profile.steps * minutes // MINUTES_OF_A_DAY
    dates = tuple(first + datetime.timedelta(days=number) for number in range(count))
    doubts = Report()
    doubts.extend(_doubts(folder, calendar, profile, dates))
    return Year(
        title=entry.title,
        dates=dates,
        days=tuple(resolve_days(folder.file, calendar, dates, profile, minutes)),
        warnings=doubts.problems(),
    )


def _doubts(
    folder: CaseFolder, calendar: Calendar, profile: Profile, dates: tuple[datetime.date, ...]
) -> Iterator[Problem]:
    if len(dates) not in DAYS_OF_A_YEAR:
        message = f"These are {len(dates)} days, not a year of 365 or 366."
        remedy = "Yearly figures are then those of the days here times 365 over their number."
        yield Problem(profile.file, 0, "", str(len(dates)), message, remedy)
    years = {str(date.year) for date in dates}
    if calendar.holidays and not any(text[:4] in years for text in calendar.holidays):
        message = f"The calendar has no holiday in {' or '.join(sorted(years))}."
        yield folder.draft.problem(
            ("calendar", "holidays"), message, "List the holidays of the year's file."
        )
    yield from _left_out(folder, profile)
    for doubt in DOUBTS_OF_THE_PROFILES:
        yield from doubt(folder.draft, {profile.file: profile})


def _left_out(folder: CaseFolder, profile: Profile) -> Iterator[Problem]:
    """Columns that typical days have and the year has not, where that makes a difference."""
    columns = {
        name: other.file
        for other in folder.profiles.values()
        for name, values in other.columns.items()
        if name not in profile.columns and np.any(values != _default(folder, name))
    }
    for name, file in columns.items():
        message = (
            f"The column {name} stands in {file} and not here; {_default(folder, name):g} is used."
        )
        yield Problem(profile.file, 1, name, "", message, "Add the column.")


def _default(folder: CaseFolder, column: str) -> float:
    name, _, quantity = column.rpartition(".")
    building = next(building for building in folder.file.building if building.name == name)
    if quantity == "shiftable_share":
        return building.shiftable_share
    return building.grid.emission_kg_per_kwh if quantity == "grid_emission_kg_per_kwh" else 0.0
