"""The folder of a study: its definition, a file per run, and the seconds that they took.

study.json    the definition, and the name of every run that belongs to it
runs/         one .npz per run, the same bytes whenever and wherever it is made
seconds.csv   CPU time by run, appended as runs end
"""

from __future__ import annotations

import csv
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pydantic import ValidationError

from benchmarks.study.definition import Study
from benchmarks.study.errors import StudyError
from benchmarks.study.plan import PlannedRun
from benchmarks.study.records import RunRecord
from benchmarks.study.run_files import DamagedRun, Seconds, from_bytes, to_bytes
from cases.problem import Problem
from cases.schema.base import Table

DEFINITION = "study.json"
_UNKNOWN = Seconds(math.nan, math.nan)


class _Run(Table):
    """A run that belongs to the study."""

    algorithm: str
    problem: str
    seed: int
    name: str
    """Of its file, without ending."""


class _Index(Table):
    """The whole of study.json."""

    format: int
    study: Study
    runs: tuple[_Run, ...]


@dataclass(frozen=True)
class Contents:
    """What a folder holds of its study."""

    study: Study
    records: tuple[RunRecord, ...]
    missing: tuple[str, ...]
    """Names of runs that are not there."""
    damaged: tuple[str, ...]
    """Names of runs that cannot be read, with the reason."""


class StudyFolder:
    """A folder that holds one study."""

    def __init__(self, path: Path, index: _Index) -> None:
        self.path, self._index = path, index
        self._seconds = _read_seconds(path / "seconds.csv")

    @classmethod
    def open(cls, path: Path) -> Self:
        """The folder of an earlier study. Raises StudyError where there is none."""
        try:
            text = (path / DEFINITION).read_text(encoding="utf-8")
            return cls(path, _Index.model_validate_json(text))
        except OSError:
            remedy = "Run the study first, or name the folder that it was run into."
            raise _refused(path, "This is no folder of a study.", remedy) from None
        except (ValidationError, ValueError):
            message, remedy = f"Its {DEFINITION} is damaged.", "Run the study again."
            raise _refused(path, message, remedy) from None

    @classmethod
    def prepare(cls, path: Path, study: Study, plan: Sequence[PlannedRun]) -> Self:
        """A new folder, or an earlier one of the same study. Raises StudyError."""
        if (path / DEFINITION).exists():
            if (there := cls.open(path)._index.study.name) != study.name:
                message = f'It holds the study "{there}".'
                raise _refused(path, message, "Choose another folder.")
        elif path.exists() and (not path.is_dir() or any(path.iterdir())):
            message = "It is not empty, and holds no study."
            raise _refused(path, message, "Choose a new folder.")
        runs = tuple(
            _Run(algorithm=run.algorithm, problem=run.problem, seed=run.seed, name=run.name)
            for run in plan
        )
        index = _Index(format=1, study=study, runs=runs)
        try:
            (path / "runs").mkdir(parents=True, exist_ok=True)
            _write(path / DEFINITION, (index.model_dump_json(indent=1) + "\n").encode())
        except OSError as error:
            raise _unwritable(path, error) from None
        return cls(path, index)

    @property
    def others(self) -> int:
        """Runs that are there but do not belong: other settings, another version."""
        belong = {run.name for run in self._index.runs}
        return sum(path.stem not in belong for path in (self.path / "runs").glob("*.npz"))

    @property
    def there(self) -> int:
        """Runs of the study that are there, damaged ones with them."""
        return sum(self._file(run.name).exists() for run in self._index.runs)

    def read(self, name: str, algorithm: str) -> RunRecord | None:
        """A run, None where it is not there. Raises DamagedRun."""
        try:
            content = self._file(name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise DamagedRun(error.strerror or str(error)) from None
        seconds = self._seconds.get(name, _UNKNOWN)
        return from_bytes(content, name.rpartition("-")[2], algorithm, seconds)

    def write(self, run: PlannedRun, record: RunRecord) -> None:
        """Keep a run: whole or not at all. Raises StudyError."""
        seconds = Seconds(record.seconds, record.problem_seconds)
        try:
            _write(self._file(run.name), to_bytes(record, run.identity()))
            with (self.path / "seconds.csv").open("a", encoding="utf-8", newline="") as file:
                row = f"{run.name},{seconds.search:.6f},{seconds.problem:.6f}\n"
                file.write(row if file.tell() else f"run,seconds,problem_seconds\n{row}")
        except OSError as error:
            raise _unwritable(self.path, error) from None
        self._seconds[run.name] = seconds

    @property
    def study(self) -> Study:
        """The study that the folder was last used for."""
        return self._index.study

    def contents(self, study: Study | None = None) -> Contents:
        """What the folder holds of its study, or of a part of it, in the study's order."""
        study = study or self.study
        algorithms = {entry.name for entry in study.algorithms}
        problems, seeds = set(study.problem_names()), set(study.seeds)
        records, missing, damaged = list[RunRecord](), list[str](), list[str]()
        for run in self._index.runs:
            if run.algorithm not in algorithms or run.problem not in problems:
                continue
            if run.seed not in seeds:
                continue
            try:
                record = self.read(run.name, run.algorithm)
            except DamagedRun as error:
                damaged.append(f"{run.name}: {error}")
                continue
            if record is None:
                missing.append(run.name)
            else:
                records.append(record)
        return Contents(study, tuple(records), tuple(missing), tuple(damaged))

    def _file(self, name: str) -> Path:
        return self.path / "runs" / f"{name}.npz"


def _read_seconds(path: Path) -> dict[str, Seconds]:
    """Seconds by run, the last where there are several; a torn row is passed over."""
    found = {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                try:
                    name, search, problem = row
                    found[name] = Seconds(float(search), float(problem))
                except ValueError:
                    continue
    except FileNotFoundError:
        pass
    return found


def _write(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _refused(path: Path, message: str, remedy: str) -> StudyError:
    return StudyError([Problem(str(path), 0, "", "", message, remedy)])


def _unwritable(path: Path, error: OSError) -> StudyError:
    message = f"The folder cannot be written ({error.strerror or error})."
    return _refused(path, message, "Make room, or choose a folder that you may write to.")
