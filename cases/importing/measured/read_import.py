"""Read IMPORT.toml and everything it names: the base case and a year of every series."""

from __future__ import annotations

import datetime
import json
import os
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import ValidationError

from cases.importing.measured.local_days import on_local_days, whole_days
from cases.importing.measured.series import MeasuredSeries, read_series
from cases.importing.measured.settings import ImportFile, Quantity
from cases.importing.measured.table import Files
from cases.importing.measured.weather import WeatherYear, read_weather
from cases.importing.measured.weather_columns import generated_columns
from cases.importing.year_profiles import YearProfiles
from cases.problem import CaseError, Problem, Report, did_you_mean, quoted, shortened
from cases.reading.draft import step_minutes
from cases.reading.files import CASE_FILE_BYTES_MAX, UnreadableError, inside, read_bytes
from cases.reading.text import decode
from cases.reading.toml_lines import KeyPath, key_lines
from cases.reading.wording import model_at


@dataclass(frozen=True, eq=False)
class Measurements:
    """A year of profiles with the case that it belongs to, and what was done to the data."""

    settings: ImportFile
    document: dict[str, Any]
    """Plain data of the base case.toml."""
    year: YearProfiles
    series: tuple[MeasuredSeries, ...]
    notes: tuple[str, ...]


def read_import(path: str | os.PathLike[str]) -> Measurements:
    """Read an import; raises CaseError with every problem found."""
    file, report = Path(os.fsdecode(os.fspath(path))).absolute(), Report()
    settings, lines = _settings(file, report)
    document = _base(file.parent, settings, lines, report)
    step = step_minutes(document.get("step_hours")) if document is not None else None
    report.extend(_references(file.name, settings, lines, document, step))
    if settings.time.timezone not in available_timezones():  # told; the rest is still read
        time = settings.time.model_copy(update={"timezone": "UTC"})
        settings = settings.model_copy(update={"time": time})
    weather = _weather(file.parent, settings, report)
    files = Files(file.parent)
    found = []
    for number, series in enumerate(settings.series):
        place = _place(file.name, lines, ("series", number, "file"), series.file)
        found.append(read_series(settings, series, files, place, report))
    sound = tuple(series for series in found if series is not None)
    if step is not None:
        report.extend(_coarse(sound, step))
    if report or document is None or step is None:
        raise CaseError(report.problems())
    year, notes = _year(file.name, settings, sound, step)
    if weather is not None:
        made = generated_columns(settings, weather, document, year)
        year = YearProfiles(year.first_day, year.step_minutes, {**year.columns, **made})
        words = "by month, day and hour" if made else "not used"
        notes = (*notes, f"weather of {settings.weather and settings.weather.file}: {words}")
    return Measurements(settings, document, year, sound, notes)


def _weather(folder: Path, settings: ImportFile, report: Report) -> WeatherYear | None:
    if settings.weather is None:
        return None
    try:
        return read_weather(folder, settings.weather)
    except CaseError as error:
        report.extend(error.problems)
        return None


def _settings(file: Path, report: Report) -> tuple[ImportFile, dict[KeyPath, int]]:
    name = file.name
    try:
        text = decode(name, read_bytes(file, CASE_FILE_BYTES_MAX))
    except UnreadableError as error:
        message = f'"{shortened(name)}" {error.reason}.'
        raise CaseError([Problem(name, 0, "", "", message, error.remedy)]) from None
    if isinstance(text, Problem):
        raise CaseError([text])
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"The file is not valid TOML: {error}."
        raise CaseError([Problem(name, 0, "", "", message, "Correct that line.")]) from None
    lines = key_lines(text)
    try:
        settings = ImportFile.model_validate_json(json.dumps(data, default=str))
    except ValidationError as error:
        for details in error.errors(include_url=False):
            path = tuple(details["loc"])
            problem = _place(name, lines, path, "")
            message = f"{quoted(details.get('input'))}: {details['msg']}."
            remedy = "See docs/import.md for the keys of an import."
            if details["type"] == "missing":
                message = f"The key {path[-1]} is missing."
            elif details["type"] == "extra_forbidden":
                message = f'The key "{path[-1]}" is not known here.'
                model = model_at(path[:-1], ImportFile)
                known = tuple(model.model_fields) if model else ()
                remedy = did_you_mean(str(path[-1]), known, remedy)
            report.add(Problem(name, problem.line, problem.key, "", message, remedy))
        raise CaseError(report.problems()) from None
    return settings, lines


def _base(
    folder: Path, settings: ImportFile, lines: dict[KeyPath, int], report: Report
) -> dict[str, Any] | None:
    try:
        text = decode(settings.case, read_bytes(inside(folder, settings.case), CASE_FILE_BYTES_MAX))
        if isinstance(text, Problem):
            report.add(text)
            return None
        document = tomllib.loads(text)
    except UnreadableError as error:
        message = f'"{shortened(settings.case)}" {error.reason}.'
        line = lines.get(("case",), 0)
        report.add(Problem("IMPORT.toml", line, "case", settings.case, message, error.remedy))
        return None
    except tomllib.TOMLDecodeError as error:
        message = f"The file is not valid TOML: {error}."
        report.add(Problem(settings.case, 0, "", "", message, "Correct that line."))
        return None
    for key in ("scenario", "year"):
        if key in document:
            message = f"The base case has [{key}] already; the import makes it."
            report.add(Problem(settings.case, 0, key, "", message, f"Remove every [{key}]."))
    if "calendar" not in document:
        message = "The base case has no [calendar], which says the season of a date."
        remedy = "Add [[calendar.season]] tables with name and months."
        report.add(Problem(settings.case, 0, "calendar", "", message, remedy))
    return document


def _references(
    name: str,
    settings: ImportFile,
    lines: dict[KeyPath, int],
    document: dict[str, Any] | None,
    step: int | None,
) -> Iterator[Problem]:
    """Names that must exist, and series that must be there once."""
    if settings.time.timezone not in available_timezones():
        place = _place(name, lines, ("time", "timezone"), settings.time.timezone)
        message = f"{quoted(settings.time.timezone)} is no time zone."
        remedy = 'Write an IANA name, such as "Europe/Berlin" or "Asia/Shanghai".'
        yield Problem(name, place.line, place.key, place.value, message, remedy)
    if document is None:
        return
    if step is None:
        message = "step_hours is missing or does not divide a day into whole minutes."
        yield Problem(settings.case, 0, "step_hours", "", message, "Write 1.0, 0.5 or 0.25.")
    tables = document.get("building", [])
    buildings = {t["name"]: t for t in tables if isinstance(t, dict) and "name" in t}
    seen: dict[tuple[str, Quantity], int] = {}
    for number, series in enumerate(settings.series):
        where = _place(name, lines, ("series", number, "building"), series.building)
        if series.building not in buildings:
            message = f'There is no building "{series.building}" in {settings.case}.'
            remedy = did_you_mean(series.building, tuple(buildings))
            yield Problem(name, where.line, where.key, series.building, message, remedy)
        key = (series.building, series.quantity)
        if key in seen:
            message = f'"{series.building}" has {series.quantity} already, in series {seen[key]}.'
            yield Problem(name, where.line, where.key, "", message, "Remove one of them.")
        seen.setdefault(key, number + 1)
        is_intensity = series.quantity is Quantity.GRID_EMISSION
        if is_intensity != series.unit.is_intensity:
            message = f'The unit "{series.unit}" does not fit {series.quantity}.'
            remedy = 'Write "kg/kWh" or "g/kWh"' if is_intensity else "Write a power or an energy"
            yield Problem(name, where.line, where.key, series.unit, message, f"{remedy}.")
    from_sun = {entry.building for entry in settings.pv}
    from_wind = {entry.building for entry in settings.wind}
    if (from_sun or from_wind) and settings.weather is None:
        message = "[[pv]] and [[wind]] are made from the weather, and there is no [weather]."
        yield Problem(name, 0, "weather", "", message, "Add [weather] with kind and file.")
    for quantity, made in ((Quantity.PV, from_sun), (Quantity.WIND, from_wind)):
        generator = quantity.removesuffix("_kw")
        for building in sorted(made):
            if generator not in buildings.get(building, {}):
                message = f'"{building}" has no [building.{generator}] in {settings.case}.'
                yield Problem(name, 0, generator, building, message, "Add it with installed_kw.")
            elif (building, quantity) in seen:
                message = f'"{building}" has measured {quantity} and [[{generator}]] as well.'
                yield Problem(name, 0, generator, building, message, "Remove one of them.")
    for building, table in buildings.items():
        needed = [Quantity.ELECTRICITY]
        needed += [
            quantity
            for quantity, made in ((Quantity.PV, from_sun), (Quantity.WIND, from_wind))
            if quantity.removesuffix("_kw") in table and building not in made
        ]
        for quantity in needed:
            if (building, quantity) not in seen:
                message = f'No [[series]] gives {quantity} of "{building}".'
                remedy = "Add one, or take the building or generator out of the base case."
                yield Problem(name, 0, "series", "", message, remedy)


def _coarse(found: tuple[MeasuredSeries, ...], step: int) -> Iterator[Problem]:
    for measured in found:
        interval = measured.data.interval_minutes
        if step % interval:
            message = f"Values every {interval} minutes do not make steps of {step} minutes."
            remedy = "Choose a step_hours in the base case that they divide."
            series = measured.series
            yield Problem(series.file, 0, series.value_column, "", message, remedy)


def _year(
    name: str, settings: ImportFile, found: tuple[MeasuredSeries, ...], step: int
) -> tuple[YearProfiles, tuple[str, ...]]:
    zone, notes = ZoneInfo(settings.time.timezone), list[str]()
    spans = [whole_days(measured.data, zone) for measured in found]
    covered = [span for span in spans if span is not None]
    first = max((span[0] for span in covered), default=datetime.date.max)
    last = min((span[1] for span in covered), default=datetime.date.min)
    days = (last - first).days + 1 if last >= first else 0
    if len(covered) < len(found) or days < settings.year_days_min:
        message = f"All series together cover {days} whole days of {settings.time.timezone}."
        remedy = (
            f"Give at least {settings.year_days_min} days that all of them cover, or lower "
            "year_days_min."
        )
        raise CaseError([Problem(name, 0, "series", str(days), message, remedy)])
    last = min(last, first + datetime.timedelta(days=365))
    if (last - first).days + 1 == 366 and not _has_leap_day(first, last):
        last -= datetime.timedelta(days=1)
    columns = {}
    for measured in found:
        local = on_local_days(measured.data, first, last, step, zone, settings.time.clock)
        column = f"{measured.series.building}.{measured.series.quantity}"
        columns[column] = local.values
        made = {
            "intervals filled": measured.data.filled,
            "values just below 0 set to 0": measured.clipped,
            "steps of the hour left out in spring, mean of their neighbours": local.spring_steps,
            "steps of the hour shown twice in autumn, mean of both": local.autumn_steps,
        }
        told = [f"{count} {what}" for what, count in made.items() if count]
        if told:
            notes.append(f"{column}: {'; '.join(told)}")
    if days > (last - first).days + 1:
        notes.append(f"the data cover {days} days; the year from {first} to {last} is taken")
    return YearProfiles(first, step, columns), tuple(notes)


def _has_leap_day(first: datetime.date, last: datetime.date) -> bool:
    days = (first + datetime.timedelta(days=n) for n in range((last - first).days + 1))
    return any((day.month, day.day) == (2, 29) for day in days)


def _place(name: str, lines: dict[KeyPath, int], path: KeyPath, value: str) -> Problem:
    known = path
    while known and known not in lines:
        known = known[:-1]
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
    return Problem(name, lines.get(known, 0), key, shortened(value), "", "")
