"""What decides over the numbers that a machine gives, under names that a person understands."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

CODE = "code"
DISTRIBUTIONS = ("clusterflex", "highspy", "numpy", "pulp", "pydantic", "scipy")
"""Packages that an evaluation is made of; a search needs others, but does not run in a worker."""
HOME = Path(__file__).resolve().parents[2]
PACKAGES = ("algorithms", "cases", "operation", "planner")
TELLING = ("planner/cli", "planner/report")
"""Modules that tell of results and change none."""


def identity() -> dict[str, str]:
    """Python, system, packages and our own code, of this process."""
    return {
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "system": f"{platform.system()} {platform.machine()}",
        **{name: _version(name) for name in DISTRIBUTIONS},
        CODE: code_digest(),
    }


def differences(theirs: Mapping[str, str], ours: Mapping[str, str]) -> str:
    """What is another there than here, in words; empty if nothing is."""
    told = []
    for name in sorted({*theirs, *ours}):
        there, here = theirs.get(name, "none"), ours.get(name, "none")
        if there != here:
            told.append(
                "other code of ClusterFlex" if name == CODE else f"{name} {there} (here {here})"
            )
    return ", ".join(told)


@cache
def code_digest() -> str:
    """SHA-256 of our modules as they were when first asked for; a version alone does not tell."""
    total = hashlib.sha256()
    for path in _modules():
        total.update(path.relative_to(HOME).as_posix().encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _modules() -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((HOME / package).rglob("*.py")):
            # scripts beside a shipped case are not installed everywhere
            inside = (path.parent / "__init__.py").exists()
            if inside and not path.relative_to(HOME).as_posix().startswith(TELLING):
                yield path
