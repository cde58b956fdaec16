"""Whether the packages that Python finds under our names are ours."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import sys
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest

from planner import installation
from planner.installation import HOME, PACKAGES, Conflict, conflicts, explained, overwritten

ROOT = Path(__file__).resolve().parents[2]


def test_here_everything_is_ours() -> None:
    assert HOME == ROOT
    assert conflicts() == ()


@pytest.mark.parametrize("name", ["algorithms", "cases", "operation"])
@pytest.mark.parametrize("shape", ["module", "package"])
def test_what_hides_a_package_is_named(name: str, shape: str, tmp_path: Path) -> None:
    other = tmp_path / f"{name}.py" if shape == "module" else tmp_path / name / "__init__.py"
    other.parent.mkdir(exist_ok=True)
    other.write_text("raise SystemExit('imported')")
    code = "from planner.cli.main import main; main()"
    # our own folder goes last, and the planner is ours all the same
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-c", code, "cases"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2 and done.stdout == ""
    assert str(other) in done.stderr and str(ROOT / name) in done.stderr
    assert "python -m venv" in done.stderr and "Traceback" not in done.stderr


def test_a_package_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "PACKAGES", ("planner", "no_such_package_of_ours"))
    [conflict] = conflicts()
    assert "is missing" in str(conflict)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """An installation beside others, with its record of hashes."""
    info = tmp_path / "clusterflex-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: clusterflex\nVersion: 1.0\n")
    lines = []
    for name in PACKAGES:
        file = tmp_path / name / "__init__.py"
        file.parent.mkdir()
        file.write_text(f'"""{name} of ours"""')
        digest = base64.urlsafe_b64encode(hashlib.sha256(file.read_bytes()).digest())
        lines.append(f"{name}/__init__.py,sha256={digest.rstrip(b'=').decode()},1")
    (info / "RECORD").write_text("\n".join(lines) + "\n")
    return tmp_path


def installed(site: Path) -> Distribution:
    return Distribution.at(site / "clusterflex-1.0.dist-info")


def test_a_file_that_another_installation_overwrote_is_found(site: Path) -> None:
    assert overwritten(installed(site), site) == ()
    (site / "cases" / "__init__.py").write_text("# of somebody else")
    [conflict] = overwritten(installed(site), site)
    assert conflict.package == "cases"
    assert "overwritten by another installation" in explained([conflict])


def test_another_installation_than_the_running_one_is_none_of_our_business(
    site: Path, tmp_path: Path
) -> None:
    (site / "cases" / "__init__.py").write_text("# of somebody else")
    assert overwritten(installed(site), ROOT) == ()
    assert overwritten(None, site) == ()
    assert overwritten(distribution("pytest"), site) == ()


def test_the_explanation_names_both_files_and_the_remedy() -> None:
    text = explained([Conflict("cases", "/else/cases.py", "/ours/cases")])
    assert "/else/cases.py" in text and "/ours/cases" in text and "virtual environment" in text
