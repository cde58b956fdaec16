"""A finished run as its tables tell it: nothing is solved, its evaluations stay where they are."""

from __future__ import annotations

import csv
import hashlib
import io
import math
import sqlite3
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cases.problem import CASE_FILE, printable
from planner.records import from_row
from planner.result import Outcome
from planner.run_choice import CHOSEN
from planner.run_folder import CASE_COPY, MANIFEST, STORE
from planner.serving.card import Capacity, Card, Condition, Point
from planner.serving.checks import (
    check_record,
    count_at,
    figure,
    record_at,
    settings_at,
    text_at,
)
from planner.serving.kept_files import listed, read_kept, read_record
from planner.store import StoreError
from planner.watching.store_tail import BUSY

FRONT = "front.csv"
BUSY_SECONDS = 0.05
"""So long a page waits for a store that another process has locked."""
_CONDITIONS = {
    Outcome.DONE: Condition.DONE,
    Outcome.NO_FEASIBLE_DESIGN: Condition.NO_FEASIBLE_DESIGN,
    Outcome.SOLVER_TROUBLE: Condition.SOLVER_TROUBLE,
}
_UNITS = {"_kwh": "kWh", "_kw": "kW"}
_SECONDS_LEAST = 1.0
"""Files of a copied folder are all of one moment."""


def finished_card(run: Path, manifest: Mapping[str, Any]) -> Card:
    """Card of a run with a manifest.

    Raises StoreError if what it lists is not what is there, or holds what cannot be shown.
    """
    try:
        check_record(MANIFEST, manifest)
        chosen = _verified(run, CHOSEN, manifest)
        front, row = _front(_verified(run, FRONT, manifest) or b"")
        record = (read_record(run, CHOSEN) if chosen is not None else None) or {}
        check_record(CHOSEN, record)
        outcome, case = Outcome(manifest["outcome"]), manifest["case"]
        gap = record_at(record, "bound").get("worst_gap")
        nothing, notes, busy = _nothing_installed(run)
        written = (run / MANIFEST).stat().st_mtime
        return Card(
            path=run,
            condition=_CONDITIONS[outcome],
            words=_CONDITIONS[outcome].value,
            name=text_at(case, "name"),
            configuration=text_at(case, "configuration"),
            title=_title(run),
            digest=text_at(case, "digest"),
            currency=text_at(record, "currency"),
            horizon_years=count_at(record, "horizon_years") if "horizon_years" in record else None,
            settings=settings_at(manifest),
            versions=record_at(manifest, "versions"),
            evaluated=count_at(manifest["designs"], "evaluated"),
            front=front,
            chosen=row,
            nothing_installed_cost=nothing,
            worst_bound_gap=figure("worst_gap", gap) if gap is not None else math.nan,
            second_opinion=text_at(record_at(record, "second_opinion"), "verdict"),
            share=1.0,
            written=written,
            seconds=_seconds(run, written),
            files=listed(manifest),
            notes=notes,
            passing=busy,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, csv.Error) as error:
        raise StoreError(f"its files cannot be read ({error!r})") from error


def _verified(run: Path, name: str, manifest: Mapping[str, Any]) -> bytes | None:
    """Bytes of a file as the manifest knows it; None where it lists none."""
    told = manifest["files_sha256"].get(name)
    if told is None:
        return None
    content = read_kept(run, name)
    if hashlib.sha256(content).hexdigest() != told:
        raise StoreError(f"{name} is not the one that the run has written")
    return content


def _front(content: bytes) -> tuple[tuple[Point, ...], int | None]:
    """Designs of front.csv, and the row of the chosen one."""
    reader = csv.DictReader(io.StringIO(content.decode("utf-8")))
    headers = list(reader.fieldnames or ())
    own = headers[: headers.index("lifecycle_cost")] if "lifecycle_cost" in headers else []
    rows = list(reader) if own or "lifecycle_cost" in headers else []
    chosen = [number for number, row in enumerate(rows) if row.get("chosen") == "True"]
    return tuple(_point(row, own) for row in rows), chosen[0] if chosen else None


def _point(row: Mapping[str, str], own: Sequence[str]) -> Point:
    def perhaps(name: str) -> float:
        return float(row.get(name) or math.nan)

    return Point(
        capacities=tuple(_capacity(header, figure(header, row[header])) for header in own),
        lifecycle_cost=figure("lifecycle_cost", row["lifecycle_cost"]),
        annual_emissions_kg=figure("annual_emissions_kg", row["annual_emissions_kg"]),
        self_consumption=perhaps("self_consumption"),
        self_sufficiency=perhaps("self_sufficiency"),
        daily_cost=perhaps("daily_cost"),
        investment=perhaps("investment"),
        bound_gap=perhaps("bound_gap"),
    )


def _capacity(header: str, value: float) -> Capacity:
    for ending, unit in _UNITS.items():
        if header.endswith(ending):
            return printable(header.removesuffix(ending)), value, unit
    return printable(header), value, ""


def _nothing_installed(run: Path) -> tuple[float, tuple[str, ...], bool]:
    """Lifecycle cost with nothing installed, which a run evaluates first.

    And notes if it is not known, and whether that is only because the store is locked.
    """
    store = run / STORE
    if not store.is_file():
        return math.nan, (f"without {STORE}: what it saves is not known",), False
    try:
        place = f"{store.resolve().as_uri()}?mode=ro"
        connection = sqlite3.connect(place, uri=True, timeout=BUSY_SECONDS)
        try:
            query = "SELECT design, text, checksum FROM evaluation WHERE number = 1"
            evaluation = from_row(connection.execute(query).fetchone())
        finally:
            connection.close()
    except (sqlite3.Error, ValueError, KeyError, TypeError) as error:
        busy = getattr(error, "sqlite_errorname", "") in BUSY
        what = "locked by another process" if busy else f"damaged ({printable(str(error))})"
        return math.nan, (f"{STORE} is {what}: what the run saves is not known",), busy
    return evaluation.lifecycle_cost if not any(evaluation.design.values) else math.nan, (), False


def _title(run: Path) -> str:
    """The case's title by its copy; empty where there is none to be read."""
    try:
        case = tomllib.loads(read_kept(run, f"{CASE_COPY}/{CASE_FILE}").decode("utf-8"))
    except (StoreError, ValueError):
        return ""
    return printable(str(case.get("title", "")))


def _seconds(run: Path, written: float) -> float:
    try:
        seconds = written - (run / CASE_COPY).stat().st_mtime
    except OSError:
        return math.nan
    return seconds if seconds >= _SECONDS_LEAST else math.nan
