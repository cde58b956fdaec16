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

from cases.problem import CASE_FILE
from planner.records import from_row
from planner.result import Outcome
from planner.run_choice import CHOSEN
from planner.run_folder import CASE_COPY, STORE
from planner.serving.card import Capacity, Card, Condition, Point
from planner.serving.kept_files import listed, read_kept, read_record
from planner.store import StoreError
from planner.watching.live_run import MANIFEST

FRONT = "front.csv"
_CONDITIONS = {
    Outcome.DONE: Condition.DONE,
    Outcome.NO_FEASIBLE_DESIGN: Condition.NO_FEASIBLE_DESIGN,
    Outcome.SOLVER_TROUBLE: Condition.SOLVER_TROUBLE,
}
_UNITS = {"_kwh": "kWh", "_kw": "kW"}
_SECONDS_LEAST = 1.0
"""Files of a copied folder are all of one moment."""


def finished_card(run: Path, manifest: Mapping[str, Any]) -> Card:
    """Card of a run with a manifest. Raises StoreError if what it lists is not what is there."""
    try:
        chosen = _verified(run, CHOSEN, manifest)
        front, row = _front(_verified(run, FRONT, manifest) or b"")
        record = (read_record(run, CHOSEN) if chosen is not None else None) or {}
        outcome = Outcome(manifest["outcome"])
        case = manifest["case"]
        opinion, bound = record.get("second_opinion") or {}, record.get("bound") or {}
        nothing, notes = _nothing_installed(run)
        written = (run / MANIFEST).stat().st_mtime
        return Card(
            path=run,
            condition=_CONDITIONS[outcome],
            words=_CONDITIONS[outcome].value,
            name=str(case["name"]),
            configuration=str(case["configuration"]),
            title=_title(run),
            digest=str(case["digest"]),
            currency=str(record.get("currency", "")),
            horizon_years=record.get("horizon_years"),
            settings=manifest["settings"],
            versions=manifest["versions"],
            evaluated=int(manifest["designs"]["evaluated"]),
            front=front,
            chosen=row,
            nothing_installed_cost=nothing,
            worst_bound_gap=float(bound.get("worst_gap", math.nan)),
            second_opinion=str(opinion.get("verdict", "")),
            share=1.0,
            written=written,
            seconds=_seconds(run, written),
            files=listed(manifest),
            notes=notes,
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
    def figure(name: str) -> float:
        return float(row.get(name) or math.nan)

    return Point(
        capacities=tuple(_capacity(header, float(row[header])) for header in own),
        lifecycle_cost=float(row["lifecycle_cost"]),
        annual_emissions_kg=float(row["annual_emissions_kg"]),
        self_consumption=figure("self_consumption"),
        self_sufficiency=figure("self_sufficiency"),
        daily_cost=figure("daily_cost"),
        investment=figure("investment"),
        bound_gap=figure("bound_gap"),
    )


def _capacity(header: str, value: float) -> Capacity:
    for ending, unit in _UNITS.items():
        if header.endswith(ending):
            return header.removesuffix(ending), value, unit
    return header, value, ""


def _nothing_installed(run: Path) -> tuple[float, tuple[str, ...]]:
    """Lifecycle cost with nothing installed, which a run evaluates first; notes if not known."""
    store = run / STORE
    if not store.is_file():
        return math.nan, ("without run.sqlite: what it saves is not known",)
    try:
        place = f"{store.resolve().as_uri()}?mode=ro"
        connection = sqlite3.connect(place, uri=True, timeout=1.0)
        try:
            query = "SELECT design, text, checksum FROM evaluation WHERE number = 1"
            evaluation = from_row(connection.execute(query).fetchone())
        finally:
            connection.close()
    except (sqlite3.Error, ValueError, KeyError, TypeError) as error:
        return math.nan, (f"run.sqlite is damaged ({error}): what the run saves is not known",)
    return evaluation.lifecycle_cost if not any(evaluation.design.values) else math.nan, ()


def _title(run: Path) -> str:
    """The case's title by its copy; empty where there is none to be read."""
    try:
        case = tomllib.loads(read_kept(run, f"{CASE_COPY}/{CASE_FILE}").decode("utf-8"))
    except (StoreError, ValueError):
        return ""
    return str(case.get("title", ""))


def _seconds(run: Path, written: float) -> float:
    try:
        seconds = written - (run / CASE_COPY).stat().st_mtime
    except OSError:
        return math.nan
    return seconds if seconds >= _SECONDS_LEAST else math.nan
