"""Time: steps divide the day, scenarios make a year, tariffs cover each day exactly once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cases.calendar import day_types
from cases.problem import Problem, did_you_mean
from cases.reading.clock import as_ranges, clock, minutes_of, parse_range
from cases.reading.draft import MINUTES_OF_A_DAY, Draft
from cases.reading.toml_lines import KeyPath
from cases.schema import DayType, Tariff

_ON_DAYS = {DayType.ANY: "", DayType.WORKDAY: " on work days", DayType.WEEKEND: " on weekends"}


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
    """Every tariff in use has prices for every season of the scenarios and of the year."""
    wanted: list[tuple[KeyPath, str]] = [
        (("scenario", n, "season"), entry.season) for n, entry in draft.scenario.items()
    ]
    if draft.calendar:
        in_it = {season.name for season in draft.calendar.season}
        wanted = [(path, name) for path, name in wanted if name in in_it]
    if draft.year and draft.calendar:
        known = {season for _, season in wanted}
        for number, season in enumerate(draft.calendar.season):
            if season.name not in known:
                wanted.append((("calendar", "season", number, "name"), season.name))
    for place, tariff in _used_tariffs(draft):
        seasons = tuple(dict.fromkeys(period.season for period in tariff.period))
        where = draft.document.line(("tariff", place))
        for path, name in wanted:
            if name not in seasons:
                message = f'The tariff "{tariff.name}" has no season "{name}".'
                remedy = f"Add a period of it to the tariff of line {where}."
                yield draft.problem(path, message, did_you_mean(name, seasons, remedy))


def tariffs_know_the_days(draft: Draft) -> Iterator[Problem]:
    """Where prices differ between work days and weekends, a scenario says which it is."""
    for _, tariff in _used_tariffs(draft):
        for number, entry in draft.scenario.items():
            if entry.day_type is DayType.ANY and tariff.tells_days_apart(entry.season):
                message = (
                    f'In "{entry.season}" the tariff "{tariff.name}" has prices of its own for '
                    "work days or weekends, and this scenario is of neither."
                )
                remedy = (
                    'Write day_type = "workday" or "weekend"; make two scenarios of one that '
                    "stands for both."
                )
                yield draft.problem(("scenario", number, "day_type"), message, remedy)


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
    """The periods of a season and kind of day cover each minute of the day exactly once."""
    in_use = set(days_in_use(draft, tuple(draft.tariff.values())))
    for place, tariff in draft.tariff.items():
        for season in dict.fromkeys(period.season for period in tariff.period):
            told = {(period.season, period.day_type) for period in tariff.period}
            days = (DayType.WORKDAY, DayType.WEEKEND) if tariff.tells_days_apart(season) else ()
            for day_type in days or (DayType.ANY,):
                if not days or (season, day_type) in told | in_use:
                    yield from _day(draft, ("tariff", place), tariff, season, day_type)


def days_in_use(draft: Draft, tariffs: Sequence[Tariff]) -> Iterator[tuple[str, DayType]]:
    """Season and kind of day, each once, of all days that scenarios and the year have.

    The kind is ANY where none of the tariffs tells days apart.
    """
    found = [(entry.season, entry.day_type) for entry in draft.scenario.values()]
    if draft.year and draft.calendar:
        found += [
            (s.name, kind) for s in draft.calendar.season for kind in day_types(draft.calendar)
        ]
    yield from dict.fromkeys(
        (season, kind if any(t.tells_days_apart(season) for t in tariffs) else DayType.ANY)
        for season, kind in found
    )


def on_days(day_type: DayType) -> str:
    """The kind of day in words that end a phrase; nothing for any day."""
    return _ON_DAYS[day_type]


def _used_tariffs(draft: Draft) -> Iterator[tuple[int, Tariff]]:
    used = {building.grid.tariff for building in draft.building.values()}
    yield from ((place, tariff) for place, tariff in draft.tariff.items() if tariff.name in used)


def _day(
    draft: Draft, path: KeyPath, tariff: Tariff, season: str, day_type: DayType
) -> Iterator[Problem]:
    times = [0] * MINUTES_OF_A_DAY
    for period in tariff.period:
        for text in period.clock if period.holds(season, day_type) else ():
            if parse_range(text) is None:
                return
            for minute in minutes_of(text):
                times[minute] += 1
    places = [n for n, period in enumerate(tariff.period) if period.season == season]
    first = next((n for n in places if tariff.period[n].holds(season, day_type)), places[0])
    gaps = as_ranges([minute for minute, count in enumerate(times) if count == 0])
    doubles = as_ranges([minute for minute, count in enumerate(times) if count > 1])
    where = (*path, "period", first)
    if gaps:
        message = f'The season "{season}" has no price{on_days(day_type)} at {gaps}.'
        yield draft.problem(where, message, "Extend a period, or add one.", season)
    if doubles:
        message = f'The season "{season}" has two prices{on_days(day_type)} at {doubles}.'
        yield draft.problem(where, message, "Shorten one of the periods.", season)


def _ranges(draft: Draft) -> Iterator[tuple[KeyPath, str]]:
    for place, tariff in draft.tariff.items():
        for number, period in enumerate(tariff.period):
            for position, text in enumerate(period.clock):
                yield ("tariff", place, "period", number, "clock", position), text
