"""What tells one installation from another: a digest of source files, versions of packages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from planner.installation import HOME

PACKAGES = ("highspy", "numba", "numpy", "pulp", "pydantic")
"""Packages of others that an evaluation is made of."""


@cache
def sources_digest(
    patterns: tuple[str, ...], without: tuple[str, ...] = (), home: Path = HOME
) -> str:
    """SHA-256 of modules as they were when first asked for; a version alone does not tell.

    Raises OSError where a pattern has no module, or one cannot be read.
    """
    total = hashlib.sha256()
    for path in source_files(patterns, without, home):
        total.update(path.relative_to(home).as_posix().encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def source_files(
    patterns: Iterable[str], without: Iterable[str] = (), home: Path = HOME
) -> list[Path]:
    """Modules under some patterns but not under others, by name.

    Raises FileNotFoundError where one of `patterns` has none.
    """
    found: set[Path] = set()
    for pattern in patterns:
        # scripts beside a shipped case are not installed everywhere
        modules = {path for path in home.glob(pattern) if (path.parent / "__init__.py").exists()}
        if not modules:
            raise FileNotFoundError(f"the sources {home / pattern} are not there")
        found |= modules
    for pattern in without:
        found -= set(home.glob(pattern))
    return sorted(found)


def versions(packages: Iterable[str]) -> dict[str, str]:
    """Versions of packages, by name; also of those that are not installed."""
    return {package: _version(package) for package in packages}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
