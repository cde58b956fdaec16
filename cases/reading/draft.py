"""What could be understood of case.toml: the sound tables, and the names of the broken ones.

Checks work on a draft, so that one broken building does not hide what is wrong elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from annotated_types import MaxLen
from pydantic import ValidationError

from cases.problem import Problem, Report
from cases.reading.document import Document, as_json
from cases.reading.toml_lines import KeyPath
from cases.reading.wording import structure_problems
from cases.schema import (
    FORMAT,
    Building,
    Calendar,
    CaseFile,
    Configuration,
    Hub,
    NetworkEntry,
    Operation,
    ScenarioEntry,
    StorageSite,
    StorageType,
    Table,
    Tariff,
    YearEntry,
)

AnyTable = TypeVar("AnyTable", bound=Table)
MINUTES_OF_A_DAY = 1440


@dataclass(frozen=True)
class Draft:
    """The sound tables of each section, by their place in the file (from 0)."""

    document: Document
    step_minutes: int | None
    """Length of a step, when it is a whole number of minutes that divides a day."""
    operation: Operation
    calendar: Calendar | None
    year: YearEntry | None
    network: NetworkEntry | None
    tariff: Mapping[int, Tariff]
    building: Mapping[int, Building]
    storage_type: Mapping[int, StorageType]
    storage: Mapping[int, StorageSite]
    hub: Mapping[int, Hub]
    configuration: Mapping[int, Configuration]
    scenario: Mapping[int, ScenarioEntry]

    def problem(self, path: KeyPath, message: str, remedy: str, value: object = None) -> Problem:
        """A problem at a key path of case.toml."""
        return self.document.problem(path, message, remedy, value)

    def names(self, section: str) -> tuple[str, ...]:
        """Names in a section, of sound and broken tables alike, in file order."""
        names = (item.get("name") for item in _tables(self.document, section))
        return tuple(name for name in names if isinstance(name, str))

    def whole(self, section: str) -> bool:
        """Whether every table of a section is sound."""
        items = self.document.data.get(section, [])
        return isinstance(items, list) and len(getattr(self, section)) == len(items)


def read_structure(document: Document, report: Report) -> tuple[CaseFile | None, Draft | None]:
    """The case file when its structure is sound, and the draft; problems go to the report."""
    if problem := _format_problem(document):
        report.add(problem)
        return None, None
    crowds = tuple(_crowds(document))
    report.extend(crowds)
    text, reported = as_json(document, report)
    if text is None or crowds:
        return None, None
    case_file: CaseFile | None = None
    try:
        case_file = CaseFile.model_validate_json(text)
    except ValidationError as error:
        report.extend(structure_problems(error, document, reported))
    if reported:
        case_file = None
    data = json.loads(text)
    draft = Draft(
        document=document,
        step_minutes=step_minutes(data.get("step_hours")),
        operation=_one(Operation, data.get("operation", {})) or Operation(),
        calendar=_one(Calendar, data.get("calendar")),
        year=_one(YearEntry, data.get("year")),
        network=_one(NetworkEntry, data.get("network")),
        tariff=_sound(Tariff, data, "tariff"),
        building=_sound(Building, data, "building"),
        storage_type=_sound(StorageType, data, "storage_type"),
        storage=_sound(StorageSite, data, "storage"),
        hub=_sound(Hub, data, "hub"),
        configuration=_sound(Configuration, data, "configuration"),
        scenario=_sound(ScenarioEntry, data, "scenario"),
    )
    return case_file, draft


def step_minutes(step_hours: object) -> int | None:
    """Minutes of a step [min], or None unless they are whole and divide 24 hours."""
    if isinstance(step_hours, bool) or not isinstance(step_hours, int | float):
        return None
    if not 0 < step_hours <= 24:
        return None
    minutes = round(step_hours * 60)
    exact = minutes > 0 and abs(step_hours * 60 - minutes) <= 1e-6
    return minutes if exact and MINUTES_OF_A_DAY % minutes == 0 else None


def _format_problem(document: Document) -> Problem | None:
    found = document.data.get("format")
    if isinstance(found, bool) or not isinstance(found, int) or found == FORMAT:
        return None
    message = f"The case is of format {found}; this ClusterFlex reads format {FORMAT}."
    remedy = "Install a newer ClusterFlex." if found > FORMAT else f"Write format = {FORMAT}."
    return document.problem(("format",), message, remedy)


def _crowds(document: Document) -> Iterator[Problem]:
    """Sections with more tables than a case may have (pydantic counts the sound ones only)."""
    for section, field in CaseFile.model_fields.items():
        items = document.data.get(section)
        most = next((m.max_length for m in field.metadata if isinstance(m, MaxLen)), None)
        if isinstance(items, list) and most is not None and len(items) > most:
            message = f"There are {len(items)} tables of this kind, too many for a case."
            yield document.problem((section,), message, f"Write at most {most}.")


def _tables(document: Document, section: str) -> list[dict[str, Any]]:
    items = document.data.get(section, [])
    return [i for i in items if isinstance(i, dict)] if isinstance(items, list) else []


def _one(model: type[AnyTable], data: object) -> AnyTable | None:
    try:
        return model.model_validate_json(json.dumps(data))
    except ValidationError:
        return None


def _sound(model: type[AnyTable], data: dict[str, Any], section: str) -> Mapping[int, AnyTable]:
    items = data.get(section, [])
    if not isinstance(items, list):
        return {}
    found = ((place, _one(model, item)) for place, item in enumerate(items))
    return {place: item for place, item in found if item is not None}
