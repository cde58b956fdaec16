"""A run as the bytes of an .npz file: the same run, the same bytes. Seconds are not in it."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.study.identity import digest
from benchmarks.study.records import FloatArray, RunRecord, RunStatus

FORMAT = 1
_CHECKPOINT = "checkpoint_"


class DamagedRun(Exception):
    """The bytes are no run, or are another one."""


@dataclass(frozen=True)
class Seconds:
    """CPU time of a run [s]: of the search, and of evaluating."""

    search: float
    problem: float


def to_bytes(record: RunRecord, identity: Mapping[str, Any]) -> bytes:
    """A run, with what determines it."""
    about = {
        "format": FORMAT,
        "run": identity,
        "status": record.status,
        "error": record.error,
        "evaluations": record.evaluations,
    }
    text = json.dumps(about, sort_keys=True, default=str).encode()
    arrays: dict[str, Any] = {
        "about": np.frombuffer(text, dtype=np.uint8),
        "log_evaluations": record.log_evaluations,
        "log_objectives": record.log_objectives,
    }
    for budget, points in sorted(record.checkpoints.items()):
        arrays[f"{_CHECKPOINT}{budget}"] = points
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


def from_bytes(content: bytes, digits: str, algorithm: str, seconds: Seconds) -> RunRecord:
    """The run of a file whose identity has the digest `digits`. Raises DamagedRun."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            about = json.loads(arrays["about"].tobytes())
            log = arrays["log_evaluations"], arrays["log_objectives"]
            checkpoints = {
                int(name.removeprefix(_CHECKPOINT)): _front(arrays[name])
                for name in arrays.files
                if name.startswith(_CHECKPOINT)
            }
        run = about["run"]
        if about["format"] != FORMAT:
            raise DamagedRun(f"it has the format {about['format']}, not {FORMAT}")
        if digest(run) != digits:
            raise DamagedRun("it is another run")
        if log[0].ndim != 1 or len(log[0]) != len(_front(log[1])):
            raise DamagedRun("its log is not whole")
        if sorted(checkpoints) != sorted(run["checkpoints"]):
            raise DamagedRun("a checkpoint is missing")
        return RunRecord(
            algorithm=algorithm,
            problem=run["problem"],
            seed=run["seed"],
            status=RunStatus(about["status"]),
            error=about["error"],
            seconds=seconds.search,
            evaluations=about["evaluations"],
            log_evaluations=log[0],
            log_objectives=log[1],
            checkpoints=checkpoints,
            problem_seconds=seconds.problem,
            versions=run["versions"],
        )
    except (ValueError, KeyError, TypeError, OSError, EOFError) as error:
        raise DamagedRun(str(error)) from None
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, AttributeError) as error:
        raise DamagedRun(str(error)) from None


def _front(points: Any) -> FloatArray:
    if points.ndim != 2 or points.dtype != np.float64:
        raise DamagedRun("a front is not a table of numbers")
    return np.asarray(points)
