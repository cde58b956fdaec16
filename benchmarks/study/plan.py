"""Every run of a study, with the name under which it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from benchmarks.extras import MissingExtra
from benchmarks.study.errors import StudyError
from benchmarks.study.identity import digest, versions
from cases.problem import Problem

if TYPE_CHECKING:
    from benchmarks.study.definition import AlgorithmEntry, Study


@dataclass(frozen=True)
class PlannedRun:
    """One search on one problem with one seed, and everything that determines what it finds."""

    kind: str
    options: Mapping[str, Any]
    problem: str
    seed: int
    evaluations: int
    population: int
    checkpoints: tuple[int, ...]
    fingerprints: Mapping[str, str]
    """Of the problem and of the search, see `probes`."""
    versions: Mapping[str, str]
    algorithm: str
    """How the study calls the search; another name is no other run."""

    @cached_property
    def name(self) -> str:
        """Name of the file of the run, without its ending."""
        return f"{self.problem}-{self.kind}-{self.seed}-{digest(self.identity())}"

    def identity(self) -> dict[str, Any]:
        """Everything that determines the run, as plain data."""
        return {key: value for key, value in asdict(self).items() if key != "algorithm"}


def plan_runs(study: Study) -> tuple[PlannedRun, ...]:
    """Every run of a study, by problem, algorithm and seed.

    Tries every problem and search once. Raises StudyError where a package is missing.
    """
    absent = list[Problem]()
    searches = _searches(study.algorithms, study.population, absent)
    problems = _problems(study.problem_names(), absent)
    if absent:
        raise StudyError(absent)
    made_of = {entry.kind: versions(entry.kind) for entry in study.algorithms}
    return tuple(
        PlannedRun(
            kind=entry.kind,
            options=entry.options,
            problem=problem,
            seed=seed,
            evaluations=study.evaluations,
            population=study.population,
            checkpoints=study.checkpoints,
            fingerprints={"problem": problems[problem], "search": searches[entry.name]},
            versions=made_of[entry.kind],
            algorithm=entry.name,
        )
        for problem in problems
        for entry in study.algorithms
        for seed in study.seeds
    )


def _searches(
    entries: Sequence[AlgorithmEntry], population: int, absent: list[Problem]
) -> dict[str, str]:
    """Fingerprint of each search by name; what cannot be built goes to `absent`."""
    from benchmarks.competitors import build_competitor
    from benchmarks.study.probes import search_fingerprint

    found, reasons = dict[str, str](), dict[str, str]()
    for entry in entries:
        try:
            competitor = build_competitor(entry.kind, population, entry.options)
        except MissingExtra as error:
            reasons[entry.name] = str(error)
            continue
        found[entry.name] = search_fingerprint(competitor, population)
    remedy = f"Or leave it out: --algorithms {','.join(found)}" if found else ""
    for name, reason in reasons.items():
        absent.append(Problem("algorithms", 0, name, "", f"{reason.rstrip('.')}.", remedy))
    return found


def _problems(names: Iterable[str], absent: list[Problem]) -> dict[str, str]:
    """Fingerprint of each problem by name; the first of each kind that cannot be built is told.

    One without its reference front is told by its name.
    """
    from benchmarks.problems import build_problem
    from benchmarks.study.probes import problem_fingerprint

    found, reasons = dict[str, str](), dict[str, str]()
    for name in names:
        try:
            found[name] = problem_fingerprint(build_problem(name).problem)
        except MissingExtra as error:
            reasons.setdefault(error.name or str(error), f"{str(error).rstrip('.')}.")
        except FileNotFoundError:
            message = f'The problem "{name}" has no reference front.'
            make = "Write one, or make it: docs/bench.md tells how."
            absent.append(Problem("problems", 0, name, "", message, make))
    remedy = "Or name other problems: --problems NAME,..."
    absent.extend(Problem("problems", 0, "", "", reason, remedy) for reason in reasons.values())
    return found
