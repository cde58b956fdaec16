"""Start-up check: are the packages that Python finds under our import names really ours?

The import names (`cases`, `operation`, ...) are plain words. A folder or another distribution of
the same name can hide ours, or overwrite a file of ours when it is installed beside it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

DISTRIBUTION = "clusterflex"
PACKAGES = ("algorithms", "cases", "operation", "planner")
HOME = Path(__file__).resolve().parent.parent
"""Folder in which all four packages stand side by side."""

REMEDY = (
    "Install ClusterFlex into a virtual environment of its own:\n"
    "  python -m venv clusterflex-env\n"
    "  clusterflex-env/bin/python -m pip install clusterflex"
)


@dataclass(frozen=True)
class Conflict:
    """A package of ours that Python does not find, or that has another's file in it."""

    package: str
    found: str
    """File or folder that is there; empty if there is none."""
    expected: str

    def __str__(self) -> str:
        if not self.found:
            return f'package "{self.package}" is missing: {self.expected} does not exist'
        if self.found == self.expected:
            return (
                f'package "{self.package}" was overwritten by another installation: '
                f"{self.found} is not the file that came with ClusterFlex"
            )
        return (
            f'package "{self.package}" of ClusterFlex ({self.expected}) is hidden by {self.found}'
        )


def conflicts() -> tuple[Conflict, ...]:
    """Every package that is hidden, missing or overwritten; imports nothing of them."""
    hidden = tuple(conflict for name in PACKAGES if (conflict := _hidden(name)) is not None)
    return hidden or overwritten(_installed(), HOME)


def overwritten(installed: Distribution | None, home: Path) -> tuple[Conflict, ...]:
    """Packages whose `__init__.py` is not the one that the installation recorded."""
    recorded = {} if installed is None else {str(f): f.hash for f in installed.files or ()}
    found = []
    for name in PACKAGES:
        record, file = recorded.get(f"{name}/__init__.py"), home / name / "__init__.py"
        if record is None or record.mode != "sha256" or installed is None:
            continue
        if Path(str(installed.locate_file(""))).resolve() != home or not file.is_file():
            continue  # another installation than the one that runs
        digest = base64.urlsafe_b64encode(hashlib.sha256(file.read_bytes()).digest())
        if digest.rstrip(b"=").decode() != record.value:
            found.append(Conflict(name, str(file), str(file)))
    return tuple(found)


def explained(found: Iterable[Conflict]) -> str:
    """What is in the way, and the remedy."""
    lines = [f"- {conflict}" for conflict in found]
    return "\n".join(["ClusterFlex cannot start:", *lines, REMEDY])


def _hidden(name: str) -> Conflict | None:
    expected = HOME / name
    try:
        spec = find_spec(name)
    except (ImportError, ValueError):
        spec = None
    if spec is None:
        return Conflict(name, "", str(expected))
    places = [Path(place).resolve() for place in spec.submodule_search_locations or ()]
    if places[:1] == [expected]:
        return None
    found = spec.origin or (str(places[0]) if places else "something that is no file")
    return Conflict(name, found, str(expected))


def _installed() -> Distribution | None:
    try:
        return distribution(DISTRIBUTION)
    except PackageNotFoundError:
        return None
