"""Time: steps divide the day, scenarios make a year, tariffs cover each day exactly once."""

from __future__ import annotations

from collections.abc import Iterator

from cases.problem import Problem, did_you_mean
from cases.reading.clock import as_ranges, clock, minutes_of, parse_range
from cases.reading.draft import MINUTES_OF_A_DAY, Draft
from cases.reading.toml_lines import KeyPath
from cases.schema import Tariff


def steps_divide_the_day(draft: Draft) -> Iterator[Problem]:
    """A step is a whole number of minutes, and a day a whole number of steps."""
    value = draft.document.data.get("step_hours")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and draft.step_minutes is None and 0 < value < float("inf"):  # type: ignore[operator]
        message = f"A day is not a whole number of steps of {value:g} hours."
        remedy = "Write 1, 0.5, 0.25 or another part of 24 hours in whole minutes."
        yield draft.problem(("step_hours",), message, remedy)


def days_make_a_year(draft: Draft) -> Iterator[Problem]:
    """The scenarios stand for 365 days together."""
    total = sum(entry.days_per_year for entry in draft.scenario.values())
    if draft.whole("scenario") and draft.scenario and not abs(total - 365) <= 1e-6:
        message = f"The days_per_year of the scenarios sum to {total:.9g}, not 365."
        remedy = (
            "Take one day off a scenario: the model's year has 365 days."
            if abs(total - 366) <= 1e-6
            else "Change days_per_year so that the sum is 365."
        )
        yield draft.problem(("scenario",), message, remedy)


def tariffs_know_the_seasons(draft: Draft) -> Iterator[Problem]:
    """Every tariff in use has prices for every scenario's season."""
    used = {building.grid.tariff for building in draft.building.values()}
    for place, tariff in draft.tariff.items():
        seasons = tuple(dict.fromkeys(period.season for period in tariff.period))
        for number, entry in draft.scenario.items():
            if tariff.name in used and entry.season not in seasons:
                message = f'The tariff "{tariff.name}" has no season "{entry.season}".'
                where = draft.document.line(("tariff", place))
                remedy = did_you_mean(
                    entry.season, seasons, f"Add a period of it to the tariff of line {where}."
                )
                yield draft.problem(("scenario", number, "season"), message, remedy)


def clock_ranges_are_times(draft: Draft) -> Iterator[Problem]:
    """A clock range runs between two different times of the day."""
    for path, text in _ranges(draft):
        if parse_range(text) is None:
            message = f'"{text}" is not a range of clock times.'
            remedy = 'Write two different times from "00:00" to "24:00", such as "07:00-23:00".'
            yield draft.problem(path, message, remedy)


def clock_ranges_fall_on_steps(draft: Draft) -> Iterator[Problem]:
    """Prices change between steps, never inside one."""
    for path, text in _ranges(draft):
        for edge in parse_range(text) or ():
            if draft.step_minutes and edge % draft.step_minutes:
                message = f"{clock(edge % MINUTES_OF_A_DAY)} lies inside a step."
                remedy = f"Move it to a step of {draft.step_minutes} minutes, or shorten the steps."
                yield draft.problem(path, message, remedy)


def clock_ranges_cover_the_day(draft: Draft) -> Iterator[Problem]:
    """The periods of a season cover each minute of the day exactly once."""
    for place, tariff in draft.tariff.items():
        for season in dict.fromkeys(period.season for period in tariff.period):
            yield from _season(draft, ("tariff", place), tariff, season)


def _season(draft: Draft, path: KeyPath, tariff: Tariff, season: str) -> Iterator[Problem]:
    times = [0] * MINUTES_OF_A_DAY
    for period in tariff.period:
        for text in period.clock if period.season == season else ():
            if parse_range(text) is None:
                return
            for minute in minutes_of(text):
                times[minute] += 1
    first = next(n for n, period in enumerate(tariff.period) if period.season == season)
    gaps = as_ranges([minute for minute, count in enumerate(times) if count == 0])
    doubles = as_ranges([minute for minute, count in enumerate(times) if count > 1])
    where = (*path, "period", first)
    if gaps:
        message = f'The season "{season}" has no price at {gaps}.'
        yield draft.problem(where, message, "Extend a period, or add one.", season)
    if doubles:
        message = f'The season "{season}" has two prices at {doubles}.'
        yield draft.problem(where, message, "Shorten one of the periods.", season)


def _ranges(draft: Draft) -> Iterator[tuple[KeyPath, str]]:
    for place, tariff in draft.tariff.items():
        for number, period in enumerate(tariff.period):
            for position, text in enumerate(period.clock):
                yield ("tariff", place, "period", number, "clock", position), text
