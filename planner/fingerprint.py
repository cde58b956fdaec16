"""What decides over the numbers of an evaluation beside its design, as one digest.

A case counts by what it holds, not by its file: a comment changes nothing, a case that was altered
in memory is another one.
"""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from typing import Any

import numpy as np
from pydantic import BaseModel

from cases import Case
from operation import SolverSettings
from planner.sources import PACKAGES, sources_digest, versions

SOURCES = (
    "algorithms/__init__.py",
    "algorithms/kernels/__init__.py",
    "algorithms/kernels/compiling.py",
    "cases/__init__.py",
    "cases/case.py",
    "cases/network_limits.py",
    "cases/problem.py",
    "cases/schema/*.py",
    "operation/**/*.py",
    "planner/__init__.py",
    "planner/evaluation.py",
    "planner/lifecycle.py",
    "planner/records.py",
)
"""Code that an evaluation runs through; its text counts, for two versions of it may differ."""
NO_FIGURES = ("digest", "path")
"""Fields of a case that say where it is from."""


def fingerprint(case: Case, solver: SolverSettings) -> str:
    """Digest, 64 hexadecimal digits. Raises OSError where the sources cannot be read."""
    told = {
        "case": {
            field.name: _plain(getattr(case, field.name))
            for field in fields(case)
            if field.name not in NO_FIGURES
        },
        "solver": asdict(solver),
        "versions": versions(PACKAGES),
        "machine": (platform.system(), platform.machine(), sys.version_info[:2]),
        "sources": sources_digest(SOURCES),
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Plain data that is equal only if every bit is. Raises TypeError for an unknown type."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, float):
        return value.hex()
    if isinstance(value, np.ndarray):
        return [str(value.dtype), value.shape, hashlib.sha256(value.tobytes()).hexdigest()]
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, BaseModel):
        names: list[str] = list(type(value).model_fields)
    elif is_dataclass(value):
        names = [field.name for field in fields(value)]
    else:
        raise TypeError(f"{type(value).__name__} has no digest")
    return {type(value).__name__: {name: _plain(getattr(value, name)) for name in names}}
