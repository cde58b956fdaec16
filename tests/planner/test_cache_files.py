"""The files behind it: exact rows, a file per case and settings, old ones removed."""

from __future__ import annotations

import dataclasses
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import platformdirs
import pytest

from cases import Case, read_case
from operation import Design, Operator, SolverSettings, Status
from planner import fingerprint as fingerprints
from planner.cache_files import KEPT_DAYS, cache_folder, open_cache
from planner.evaluation import Evaluation, evaluate, failure
from planner.evaluation_cache import FOLDER_VARIABLE, CacheError, EvaluationCache
from planner.fingerprint import fingerprint
from planner.records import to_json

ROOT = Path(__file__).resolve().parents[2]
SOLVER = SolverSettings()
WRITER = """
import sys
from pathlib import Path
from operation import Design, Status
from planner.evaluation import Evaluation
from planner.evaluation_cache import EvaluationCache
cache = EvaluationCache(Path(sys.argv[1]))
for begin in range(0, 60, 5):
    wanted = [Design((float(k),), (1.0,)) for k in range(begin, begin + 10)]
    new = [design for design in wanted if design not in cache.known(wanted)]
    cache.add(Evaluation(design, Status.OPTIMAL, ()) for design in new)
"""


def made(number: float, status: Status = Status.OPTIMAL) -> Evaluation:
    return Evaluation(Design((number,), (1.0,)), status, ())


def test_rows_keep_every_bit(tiny: Case, tmp_path: Path) -> None:
    designs = [Design((float(s),), (float(f),)) for s, f in ((0, 0), (30, 5), (0.1 + 0.2, 40))]
    operator = Operator(tiny, SOLVER)
    solved = [evaluate(tiny, operator, design, SOLVER) for design in designs]
    cache = EvaluationCache(tmp_path / "deep" / "c.sqlite")
    assert cache.known(designs) == {}
    cache.add(solved)
    cache.add(solved)
    found = cache.known([*reversed(designs), Design((0.3,), (40.0,))])
    assert [to_json(found[design]) for design in designs] == [to_json(e) for e in solved]
    assert len(cache) == len(found) == 3


def test_only_what_lasts_is_kept(tiny: Case, tmp_path: Path) -> None:
    cache = EvaluationCache(tmp_path / "c.sqlite")
    cut = dataclasses.replace(made(1.0, Status.LIMITED), perhaps_cut=True)
    cache.add(
        [
            made(0.0),
            cut,
            made(2.0, Status.LIMITED),
            made(3.0, Status.INFEASIBLE),
            made(4.0, Status.REJECTED),
            failure(tiny, Design((5.0,), (1.0,)), Status.SOLVER_ERROR, "no licence"),
        ]
    )
    found = cache.known([Design((float(n),), (1.0,)) for n in range(6)])
    assert [design.storage_kwh[0] for design in found] == [0.0, 2.0, 3.0]


def test_the_node_limit_is_told_from_the_time_limit(tiny: Case) -> None:
    """Not by the status: it is the same."""
    design = Design((30.0,), (5.0,))
    for solver, cut in (
        (SolverSettings(), False),
        (SolverSettings(node_limit=0), False),
        (SolverSettings(time_limit_seconds=1e-4), True),
    ):
        found = evaluate(tiny, Operator(tiny, solver), design, solver)
        assert found.perhaps_cut == cut, solver
        assert "perhaps_cut" not in to_json(found)


def test_a_damaged_row_is_told(tmp_path: Path) -> None:
    cache = EvaluationCache(tmp_path / "c.sqlite")
    cache.add([made(1.0), made(2.0)])
    connection = sqlite3.connect(cache.path)
    connection.execute("UPDATE evaluation SET text = replace(text, '1.0', '1.5') WHERE rowid = 1")
    connection.commit()
    connection.close()
    assert cache.known([made(2.0).design])
    with pytest.raises(CacheError, match=r"damaged.*delete it"):
        cache.known([made(1.0).design])
    cache.path.write_text("no database")
    with pytest.raises(CacheError, match=FOLDER_VARIABLE):
        cache.add([made(3.0)])


def test_processes_share_a_file(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "shared.sqlite"
    command = [sys.executable, "-c", WRITER, str(path)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    running = [subprocess.Popen(command, env=environment) for _ in range(2)]
    assert [process.wait(timeout=60) for process in running] == [0, 0]
    assert len(EvaluationCache(path)) == 65


def test_whatever_decides_over_the_numbers_has_another_file(
    tiny: Case, tiny_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = tiny.scenarios[0]
    load = scenario.electricity_kw.copy()
    load[0, 0] += 1e-12
    others = [
        fingerprint(tiny, SOLVER),
        fingerprint(read_case(tiny_folder, "alone"), SOLVER),
        fingerprint(dataclasses.replace(tiny, scenarios=(scenario, scenario)), SOLVER),
        fingerprint(
            dataclasses.replace(
                tiny, scenarios=(dataclasses.replace(scenario, electricity_kw=load),)
            ),
            SOLVER,
        ),
        *(
            fingerprint(tiny, dataclasses.replace(SOLVER, **{name: value}))
            for name, value in (("gap", 1e-3), ("node_limit", 7), ("time_limit_seconds", 9.0))
        ),
    ]
    monkeypatch.setattr(fingerprints, "versions", lambda packages: {"highspy": "0.1"})
    others.append(fingerprint(tiny, SOLVER))
    monkeypatch.setattr(fingerprints, "sources_digest", lambda patterns: "other code")
    others.append(fingerprint(tiny, SOLVER))
    assert len(set(others)) == len(others)


def test_a_comment_or_another_place_changes_nothing(tiny: Case, tiny_folder: Path) -> None:
    before = fingerprint(tiny, SOLVER)
    toml = tiny_folder / "case.toml"
    toml.write_text("# a comment\n" + toml.read_text())
    moved = tiny_folder.rename(tiny_folder.with_name("moved"))
    again = read_case(moved)
    assert again.digest != tiny.digest and fingerprint(again, SOLVER) == before


@pytest.mark.parametrize("name", ["beijing", "campus"])
def test_every_type_of_a_case_counts(name: str) -> None:
    assert len(fingerprint(read_case(name), SOLVER)) == 64


def test_missing_sources_mean_no_cache(
    tiny: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fingerprints, "SOURCES", ("operation/*.py", "operation/nowhere/*.py"))
    with pytest.raises(CacheError, match=r"cannot be read.*nowhere"):
        open_cache(tiny, SOLVER, tmp_path / "cache")


def test_files_that_no_run_uses_are_removed(tiny: Case, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    used, unused, recent = (
        open_cache(tiny, dataclasses.replace(SOLVER, node_limit=n), folder) for n in (1, 2, 3)
    )
    for cache in (used, unused, recent):
        cache.add([made(1.0)])
    unused.path.with_name(unused.path.name + "-journal").write_text("of a killed run")
    foreign = folder / "mine.sqlite"
    foreign.write_text("")
    old = time.time() - (KEPT_DAYS + 1) * 86400
    for path in (used.path, unused.path, foreign):
        os.utime(path, (old, old))
    again = open_cache(tiny, dataclasses.replace(SOLVER, node_limit=1), folder)
    assert again.path == used.path and len(again) == 1
    assert set(folder.iterdir()) == {used.path, recent.path, foreign}


def test_where_the_folder_is(monkeypatch: pytest.MonkeyPatch, cold_cache: Path) -> None:
    assert cache_folder() == cold_cache
    platform = Path(platformdirs.user_cache_dir("clusterflex", appauthor=False))
    for unnamed in ("", None):
        if unnamed is None:
            monkeypatch.delenv(FOLDER_VARIABLE)
        else:
            monkeypatch.setenv(FOLDER_VARIABLE, unnamed)
        assert cache_folder() == platform
