"""A run followed from outside: what its folder says at every look."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cases import Case, CaseError, read_case_folder
from cases.problem import CASE_FILE
from operation import Status
from planner.archive import Archive
from planner.conclusion import final_front, too_many_failed
from planner.decision import Decision, decide
from planner.enumeration import EnumerationSettings, enumerable_space, part_count
from planner.evaluation import Evaluation
from planner.generation import Generation, state_of
from planner.result import Outcome
from planner.run_folder import CASE_COPY, MANIFEST, STORE
from planner.settings_record import settings_from
from planner.store import StoreError
from planner.watching.front_trace import FrontTrace
from planner.watching.store_tail import BUSY_SECONDS, StoreTail

if TYPE_CHECKING:
    from planner.planning import PlanSettings


class Stage(StrEnum):
    """How far a run is."""

    SEARCHING = "searching"
    CONCLUDING = "concluding"
    """The budget is spent; bound, second opinion and report are being made."""
    FINISHED = "finished"


@dataclass(frozen=True)
class Budget:
    """What a run may take."""

    steps: int | None
    """Generations of a search, parts of an enumeration; None where they cannot be counted."""
    designs: int | None
    """At most as many are evaluated."""
    word: str
    """What a step is called."""


@dataclass(frozen=True, eq=False)
class RunState:
    """A run at a look."""

    path: Path
    header: Mapping[str, Any]
    settings: PlanSettings
    case: Case | None
    """None if the folder has no copy that can be read."""
    budget: Budget
    last: Generation
    """Counts and best values; its number is of the steps that are known to be complete."""
    trace: tuple[tuple[int, float], ...]
    """Hypervolume by number of evaluations."""
    front: tuple[Evaluation, ...]
    decision: Decision | None
    nothing_installed_cost: float
    """Lifecycle cost of the first design, with nothing installed; nan if it cannot be run."""
    began: float | None
    """Seconds since the epoch, by the clock of the folder; None if it does not tell."""
    written: float
    """When the run last kept anything, seconds since the epoch."""
    manifest: Mapping[str, Any] | None
    """None until the run is finished."""

    @property
    def stage(self) -> Stage:
        """How far the run is."""
        if self.manifest is not None:
            return Stage.FINISHED
        spent = self.budget.steps is not None and self.last.generation >= self.budget.steps
        return Stage.CONCLUDING if spent else Stage.SEARCHING

    @property
    def outcome(self) -> Outcome | None:
        """How the run ended; None if it has not."""
        return Outcome(self.manifest["outcome"]) if self.manifest is not None else None

    @property
    def share(self) -> float | None:
        """Share of the search that is done, 0 to 1; None if its budget is not known."""
        if self.stage is not Stage.SEARCHING:
            return 1.0
        return self.last.generation / self.budget.steps if self.budget.steps else None

    @property
    def compromise(self) -> Evaluation | None:
        """What the run would choose now."""
        return self.front[self.decision.row] if self.decision is not None else None


class LiveRun:
    """Follows the run in a folder. Nothing is written there."""

    def __init__(self, path: Path, busy_seconds: float = BUSY_SECONDS) -> None:
        """`busy_seconds`: so long a look waits for a store that another process has locked."""
        self._path, self._tail = path, StoreTail(path / STORE, busy_seconds)
        self._settings: PlanSettings | None = None
        self._case: Case | None = None
        self._trace: FrontTrace | None = None
        self._budget = Budget(None, None, "generation")
        self._state: RunState | None = None

    @property
    def busy(self) -> bool:
        """Whether the last look met a store that another process had locked."""
        return self._tail.busy

    def look(self) -> RunState | None:
        """The run now; None while its store is not there to be read.

        Raises StoreError if store or manifest are damaged.
        """
        # asked first: a run that ends meanwhile is seen whole at the next look
        manifest = _manifest(self._path / MANIFEST)
        fresh = self._tail.look()
        if not self._tail.header:
            return None
        if self._settings is None or self._trace is None:
            self._begin()
        assert self._settings is not None and self._trace is not None
        self._trace.add(fresh, complete=self._tail.steps > 0)
        if self._state is not None and not fresh and manifest == self._state.manifest:
            return self._state
        self._state = self._now(self._settings, self._trace, manifest)
        return self._state

    def _begin(self) -> None:
        header = self._tail.header
        try:
            settings = settings_from(header["settings"])
            configuration = str(header["case"]["configuration"])
        except (KeyError, TypeError, ValueError) as error:
            raise StoreError(
                f"{self._path / STORE} is of another version of ClusterFlex ({error!r})"
            ) from error
        try:
            case = read_case_folder(self._path / CASE_COPY).case(configuration)
            self._case = case if case.digest == header["case"]["digest"] else None
        except CaseError:
            self._case = None  # a run of a case that was made in memory has no copy
        search = settings.search
        exact = isinstance(search, EnumerationSettings)
        self._budget = _budget(settings, self._case)
        stride = search.population if not isinstance(search, EnumerationSettings) else 50
        self._trace = FrontTrace(search.objectives, stride, proven=exact)
        self._settings = settings

    def _now(
        self, settings: PlanSettings, trace: FrontTrace, manifest: Mapping[str, Any] | None
    ) -> RunState:
        archive, steps = trace.archive, self._tail.steps
        if self._budget.steps is not None:
            steps = min(steps, self._budget.steps)
        front = final_front(archive, settings.search)
        trusted = bool(front) and not too_many_failed(archive)
        return RunState(
            path=self._path,
            header=self._tail.header,
            settings=settings,
            case=self._case,
            budget=self._budget,
            last=state_of(archive, steps, float("nan"), 0),
            trace=trace.points,
            front=front,
            decision=decide(front, settings.weights) if trusted else None,
            nothing_installed_cost=_first_cost(archive),
            began=_written(self._path / CASE_COPY / CASE_FILE),
            written=_written(self._path / STORE) or 0.0,
            manifest=manifest,
        )


def counts(state: RunState) -> dict[str, int]:
    """Numbers of designs by what became of them."""
    last = state.last
    return {
        Status.INFEASIBLE.value: last.infeasible,
        Status.LIMITED.value: last.limited,
        "failed": last.failed,
    }


def _budget(settings: PlanSettings, case: Case | None) -> Budget:
    search = settings.search
    if not isinstance(search, EnumerationSettings):
        # and nothing installed, which is always evaluated
        return Budget(search.generations, search.population * search.generations + 1, "generation")
    if case is None:
        return Budget(None, None, "part")
    space = enumerable_space(case)
    return Budget(part_count(space), int(space.size), "part")


def _first_cost(archive: Archive) -> float:
    first = next(iter(archive.evaluations), None)
    known = first is not None and not any(first.design.values)
    return first.lifecycle_cost if first is not None and known else float("nan")


def _manifest(path: Path) -> Mapping[str, Any] | None:
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        Outcome(manifest["outcome"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise StoreError(f"{path} cannot be read ({error})") from error
    found: Mapping[str, Any] = manifest
    return found


def _written(path: Path) -> float | None:
    try:
        return path.stat().st_mtime
    except OSError:
        return None
