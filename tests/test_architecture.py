"""Who may import whom: the walls of the house, read from the syntax trees."""

from __future__ import annotations

import importlib
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.imported import imports, roots

ROOT = Path(__file__).resolve().parent.parent
OURS = {"algorithms", "cases", "operation", "planner", "benchmarks", "tests"}
MAY_IMPORT = {
    "algorithms": {"algorithms"},
    "cases": {"cases"},
    "operation": {"operation", "algorithms", "cases"},
    "planner": {"planner", "operation", "algorithms", "cases"},
}
ONLY_IN = {
    "pulp": ("operation/",),
    "highspy": ("operation/",),
    "distributed": ("planner/dask/",),
    "pymoo": ("algorithms/", "planner/", "benchmarks/"),
    "matplotlib": ("planner/report/",),
    "plotly": ("planner/report/",),
}
SLOW = {"numba", "pymoo", "matplotlib", "plotly", "pandas", "pulp", "highspy", "pvlib", "scipy"}
LAZY_PACKAGES = (
    *("algorithms", "cases", "operation", "planner", "planner.cli.main", "planner.dask.identity"),
    "benchmarks.command",
)

PROGRAMS = {
    ROOT / "cases" / "beijing" / "fit_scale_factors.py",
    ROOT / "cases" / "beijing" / "compare_readings.py",
}
"""Run by hand on a case folder; like benchmarks they import anything and nothing imports them."""

PRODUCT = sorted(
    path
    for package in MAY_IMPORT
    for path in (ROOT / package).rglob("*.py")
    if "__pycache__" not in path.parts and path not in PROGRAMS
)


@pytest.mark.parametrize("path", PRODUCT, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    inside = path.relative_to(ROOT)
    names = imports(path)
    assert roots(names) & OURS <= MAY_IMPORT[inside.parts[0]]
    for library, homes in ONLY_IN.items():
        if library in roots(names):
            assert str(inside).startswith(homes), f"{inside} imports {library}"


def test_nothing_imports_a_program() -> None:
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in PROGRAMS}
    assert all(path.exists() for path in PROGRAMS)
    for path in PRODUCT:
        assert not names & imports(path), path


def test_checker_shares_nothing_with_the_model() -> None:
    for path in (ROOT / "operation" / "checker").glob("*.py"):
        for name in imports(path):
            assert not name.startswith(("operation.equations", "operation.model", "pulp")), path
            solving = ("operation.solver", "operation.highs_session", "operation.pulp_session")
            assert not name.startswith(solving), path


def test_a_wrong_import_would_be_seen(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text("def f():\n    from planner.search import search\n")
    assert "planner" in roots(imports(wrong))


@pytest.mark.parametrize("package", LAZY_PACKAGES)
def test_importing_a_package_loads_nothing_slow(package: str) -> None:

    code = f"import sys, {package}; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not SLOW & set(done.stdout.split())


@pytest.mark.parametrize("package", ["algorithms", "cases", "operation", "planner"])
def test_exported_names_are_not_modules(package: str) -> None:
    """A module of the same name would take an exported name's place once it is imported."""
    exported = set(importlib.import_module(package).__all__)
    modules = {path.stem for path in (ROOT / package).iterdir()}
    assert not exported & modules
    for name in exported:
        assert getattr(importlib.import_module(package), name) is not None


def test_every_package_is_installed() -> None:
    """A package that pyproject.toml leaves out is missing wherever it is not run from sources."""
    text = (ROOT / "pyproject.toml").read_text()
    listed = tomllib.loads(text)["tool"]["setuptools"]["packages"]
    there = {
        ".".join(init.parent.relative_to(ROOT).parts)
        for package in OURS - {"tests"}
        for init in (ROOT / package).rglob("__init__.py")
    }
    assert sorted(listed) == sorted(there)
