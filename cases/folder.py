"""Reading a case folder: find it, read every file, check everything, tell all problems at once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cases.case import Case, Scenario
from cases.checks import draft_problems, profile_problems, warnings_of
from cases.network_limits import NetworkLimits
from cases.problem import CASE_FILE, CaseError, Problem, Report, did_you_mean, shortened
from cases.reading.columns import columns_of
from cases.reading.document import parse
from cases.reading.draft import Draft, read_structure
from cases.reading.files import (
    CASE_FILE_BYTES_MAX,
    PROFILE_BYTES_MAX,
    UnreadableError,
    inside,
    read_bytes,
)
from cases.reading.network import read_network_limits
from cases.reading.profile import Profile, read_profile
from cases.reading.scenarios import resolve
from cases.reading.timeline import DATED_TIMES
from cases.schema import CaseFile, Configuration
from cases.shipped import find_folder

EVERYTHING = "all"
"""Name of the one configuration of a case that names none."""


@dataclass(frozen=True, eq=False)
class CaseFolder:
    """A case folder that was read and found sound."""

    name: str
    path: Path
    configurations: tuple[str, ...]
    default_configuration: str
    warnings: tuple[Problem, ...]
    """What is doubtful but can be planned with."""
    file: CaseFile
    scenarios: tuple[Scenario, ...]
    content_digest: str
    """SHA-256 over the names and bytes of case.toml and every CSV file but that of the year."""
    draft: Draft = field(repr=False)
    """For reading the year."""
    profiles: Mapping[str, Profile] = field(repr=False)
    """What was read of the CSV file of each profile, by its name."""

    @property
    def planning_files(self) -> tuple[str, ...]:
        """Names of the files that planning needs, case.toml first."""
        limits = (self.file.network.limits,) if self.file.network else ()
        return (CASE_FILE, *sorted({entry.profiles for entry in self.file.scenario}), *limits)

    @property
    def has_year(self) -> bool:
        """Whether there is a whole year to run a design through; see `cases.year.read_year`."""
        return self.file.year is not None

    def case(self, name: str | None = None) -> Case:
        """The case in one configuration (the default one without a name); raises CaseError."""
        name = self.default_configuration if name is None else name
        choices = {choice.name: choice for choice in _configurations(self.file)}
        if name not in choices:
            message = f'There is no configuration "{name}".'
            remedy = did_you_mean(name, self.configurations)
            raise CaseError([Problem(CASE_FILE, 0, "configuration", name, message, remedy)])
        chosen, types = choices[name], {kind.name: kind for kind in self.file.storage_type}
        storage = tuple(site for site in self.file.storage if site.name in chosen.storage)
        return Case(
            name=self.file.name,
            title=self.file.title,
            currency=self.file.currency,
            digest=_sha256(b"case", name.encode(), self.content_digest.encode()),
            configuration=chosen,
            economics=self.file.economics,
            operation=self.file.operation,
            buildings=self.file.building,
            hubs=tuple(hub for hub in self.file.hub if hub.name in chosen.hubs),
            storage=storage,
            storage_types=tuple(types[site.type] for site in storage),
            scenarios=self.scenarios,
            path=self.path,
            network=self.file.network,
        )


def read_case(case: str | os.PathLike[str], configuration: str | None = None) -> Case:
    """Read one configuration of a case; see `read_case_folder`."""
    return read_case_folder(case).case(configuration)


def read_case_folder(case: str | os.PathLike[str], *, with_year: bool = False) -> CaseFolder:
    """Read and check a case folder.

    `case` is the path of a folder that holds a case.toml, the path of that file, or the name of
    a shipped case; a local folder of that name goes first when it holds a case.toml. `with_year`
    also checks the file of [year], which planning does not need, so that its problems are told
    with the others. Raises CaseError with every problem found.
    """
    path, report = find_folder(case), Report()
    contents: dict[str, bytes] = {}
    content = _content(path, CASE_FILE, CASE_FILE_BYTES_MAX, Problem(CASE_FILE, 0, *[""] * 4))
    if isinstance(content, Problem):
        raise CaseError([content])
    contents[CASE_FILE] = content
    document = parse(content, report)
    case_file, draft = read_structure(document, report) if document else (None, None)
    if draft is None:
        raise CaseError(report.problems())
    profiles = _profiles(path, draft, contents, report)
    limits = _network_limits(path, draft, profiles, contents, report)
    if with_year:
        year_profile(path, draft, report)
    report.extend(draft_problems(draft))
    report.extend(profile_problems(draft, profiles))
    if report or case_file is None or draft.step_minutes is None:
        raise CaseError(report.problems())
    doubts = Report()
    doubts.extend(warnings_of(draft, profiles))
    configurations = tuple(choice.name for choice in _configurations(case_file))
    return CaseFolder(
        name=case_file.name,
        path=path,
        configurations=configurations,
        default_configuration=case_file.default_configuration or configurations[0],
        warnings=doubts.problems(),
        file=case_file,
        scenarios=tuple(
            replace(
                resolve(case_file, entry, profiles[entry.profiles], draft.step_minutes),
                network=limits.get(entry.name, NetworkLimits.none(len(case_file.building))),
            )
            for entry in case_file.scenario
        ),
        content_digest=_sha256(*(part for n, c in contents.items() for part in (n.encode(), c))),
        draft=draft,
        profiles=profiles,
    )


def _profiles(
    path: Path, draft: Draft, contents: dict[str, bytes], report: Report
) -> Mapping[str, Profile]:
    """Every CSV file named by a scenario, each read once; those that are no table are left out."""
    columns, profiles = columns_of(draft), dict[str, Profile]()
    for place, entry in draft.scenario.items():
        name = entry.profiles
        if name in contents:
            continue
        key = ("scenario", place, "profiles")
        content = _content(path, name, PROFILE_BYTES_MAX, draft.problem(key, "", ""))
        if isinstance(content, Problem):
            report.add(content)
            continue
        contents[name] = content
        profile = read_profile(name, content, columns, draft.step_minutes, report)
        if profile is not None:
            profiles[name] = profile
    return profiles


def _network_limits(
    path: Path,
    draft: Draft,
    profiles: Mapping[str, Profile],
    contents: dict[str, bytes],
    report: Report,
) -> Mapping[str, NetworkLimits]:
    """Limits by scenario of the file of [network], which is read once; nothing without one."""
    if draft.network is None:
        return {}
    name, place = draft.network.limits, draft.problem(("network", "limits"), "", "")
    content = _content(path, name, PROFILE_BYTES_MAX, place)
    if isinstance(content, Problem):
        report.add(content)
        return {}
    contents[name] = content
    steps = {
        entry.name: profiles[entry.profiles].steps
        for entry in draft.scenario.values()
        if entry.profiles in profiles
    }
    return read_network_limits(name, content, draft, steps, report)


def year_profile(path: Path, draft: Draft, report: Report) -> Profile | None:
    """The file of [year], read and checked; problems go to the report."""
    if draft.year is None:
        return None
    name, place = draft.year.profiles, draft.problem(("year", "profiles"), "", "")
    content = _content(path, name, PROFILE_BYTES_MAX, place)
    if isinstance(content, Problem):
        report.add(content)
        return None
    columns, minutes = columns_of(draft), draft.step_minutes
    profile = read_profile(name, content, columns, minutes, report, DATED_TIMES)
    if profile is not None:
        report.extend(profile_problems(draft, {name: profile}))
    return profile


def year_file(folder: CaseFolder) -> Mapping[str, bytes]:
    """Name and bytes of the file of [year]; nothing where there is none that can be read."""
    if folder.file.year is None:
        return {}
    name = folder.file.year.profiles
    content = _content(folder.path, name, PROFILE_BYTES_MAX, folder.draft.problem((), "", ""))
    return {} if isinstance(content, Problem) else {name: content}


def _content(folder: Path, name: str, limit: int, place: Problem) -> bytes | Problem:
    """Bytes of a file of the folder, or why they cannot be had, told at the given place."""
    try:
        return read_bytes(inside(folder, name), limit)
    except UnreadableError as error:
        message = f'"{shortened(name)}" {error.reason}.'
        return Problem(place.file, place.line, place.key, place.value, message, error.remedy)


def _configurations(case_file: CaseFile) -> tuple[Configuration, ...]:
    everything = Configuration(
        name=EVERYTHING,
        storage=tuple(site.name for site in case_file.storage),
        hubs=tuple(hub.name for hub in case_file.hub),
    )
    return case_file.configuration or (everything,)


def _sha256(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()
