"""What tells one installation from another misses nothing that an evaluation runs through."""

from __future__ import annotations

import ast
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from cases import Case
from planner import installation
from planner.dask import identity
from planner.fingerprint import SOURCES
from planner.sources import PACKAGES, source_files, sources_digest, versions
from tests.imported import imports

ROOT = Path(__file__).resolve().parents[2]
STARTS = ("planner.evaluation", "operation.operate", "planner.records")
EVALUATE = """
import pickle, sys
from pathlib import Path
case = pickle.loads(Path(sys.argv[1]).read_bytes())
from operation import Design, Operator, SolverSettings
from planner.evaluation import evaluate
from planner.records import to_json
settings = SolverSettings()
to_json(evaluate(case, Operator(case, settings), Design.nothing(case), settings))
print(*(file for module in list(sys.modules.values()) if (file := module.__dict__.get("__file__"))))
"""


def files_of(name: str) -> set[Path]:
    """Modules of ours that run where a dotted name, of a module or from one, is imported."""
    found: set[Path] = set()
    place = ROOT
    for part in name.split("."):
        package = place / "__init__.py"
        place = place / part
        if (place / "__init__.py").exists():
            found.add(place / "__init__.py")
        elif place.with_suffix(".py").exists():
            return found | {place.with_suffix(".py")}
        else:  # a name that the package has from elsewhere, perhaps on first use
            home = _homes(package).get(part)
            assert home is not None, f"{package} does not show where {part} is from"
            return found | files_of(home)
    return found


def _homes(package: Path) -> dict[str, str]:
    """Where a package has its names from, also those that only type checkers import at once."""
    return {
        alias.asname or alias.name: node.module or ""
        for node in ast.walk(ast.parse(package.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def walked() -> tuple[set[Path], set[str]]:
    """Modules of ours that an evaluation may run through, and packages of others."""
    reached: set[Path] = set()
    others: set[str] = set()
    waiting = {path for start in STARTS for path in files_of(start)}
    while waiting:
        path = waiting.pop()
        reached.add(path)
        for name in imports(path):
            root = name.split(".")[0]
            if root in installation.PACKAGES:
                waiting |= files_of(name) - reached
            elif root not in sys.stdlib_module_names:
                others.add(root)
    return reached, others


def test_all_that_an_evaluation_runs_through_counts() -> None:
    reached, others = walked()
    missing = {str(path.relative_to(ROOT)) for path in reached - set(source_files(SOURCES))}
    assert not missing, f"fingerprint.SOURCES misses {sorted(missing)}"
    assert others == set(PACKAGES)


def test_a_module_or_package_left_out_would_be_seen() -> None:
    reached, others = walked()
    inside = {path.relative_to(ROOT).as_posix() for path in reached}
    # behind a package that gives its names on first use, and behind an import in a function
    assert {"algorithms/kernels/compiling.py", "cases/schema/choices.py"} <= inside
    assert {"operation/highs/session.py", "planner/lifecycle.py"} <= inside
    assert "numba" in others
    assert not any(name.startswith(("planner/cli", "planner/report")) for name in inside)


def test_nothing_else_is_loaded_where_a_design_is_evaluated(tiny: Case, tmp_path: Path) -> None:
    """Imports by a name that no syntax tree shows would be seen here."""
    case = tmp_path / "case.pickle"
    case.write_bytes(pickle.dumps(tiny))
    done = subprocess.run(
        [sys.executable, "-c", EVALUATE, str(case)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    ours = [ROOT / package for package in installation.PACKAGES]
    files = {Path(name).resolve() for name in done.stdout.split()}
    loaded = {path for path in files if any(home in path.parents for home in ours)}
    assert len(loaded) > 30
    assert loaded <= walked()[0]


def test_workers_are_asked_for_the_same_and_more() -> None:
    assert identity.identity().items() >= versions(PACKAGES).items()
    everything = set(source_files(identity.OURS, identity.TELLING))
    assert everything >= {*source_files(SOURCES), ROOT / "planner" / "worker.py"}
    assert ROOT / "planner" / "cli" / "main.py" not in everything


def write(home: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text)
    return home


def test_the_digest_is_of_text_and_names_of_modules(tmp_path: Path) -> None:
    plain = {"p/__init__.py": "", "p/a.py": "x = 1", "p/q/__init__.py": "", "p/q/b.py": "y = 2"}

    def digest(folder: str, changes: dict[str, str]) -> str:
        home = write(tmp_path / folder, plain | changes)
        return sources_digest(("p/**/*.py",), ("p/tells*.py",), home)

    first = digest("here", {})
    assert digest("elsewhere", {}) == first
    assert digest("text", {"p/q/b.py": "y = 3"}) != first
    assert digest("name", {"p/q/c.py": ""}) != first
    assert digest("left out", {"p/tells_more.py": "z = 3"}) == first
    assert digest("in no package", {"p/case/script.py": "z = 3"}) == first


def test_missing_sources_are_told(tmp_path: Path) -> None:
    write(tmp_path, {"p/__init__.py": ""})
    with pytest.raises(FileNotFoundError, match="nowhere"):
        source_files(("p/*.py", "nowhere/*.py"), home=tmp_path)


def test_versions_of_what_is_there_and_what_is_not() -> None:
    found = versions(("numpy", "no-such-package"))
    assert found["numpy"][0].isdigit() and found["no-such-package"] == "not installed"
