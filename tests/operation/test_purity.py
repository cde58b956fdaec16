"""A dispatch is a pure function of case, settings and design."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from dataclasses import fields
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from cases import Case, read_case
from operation import Design, Dispatch, DispatchOutcome, Operator, SolverSettings, Status
from operation.design import column_maxima, column_modules
from operation.highs.session import HighsSession
from operation.model import dispatch_model

ROOT = Path(__file__).resolve().parents[2]


def fingerprint(outcome: DispatchOutcome) -> str:
    """Of every byte of the arrays, the figures, the status and the gap."""
    digest = hashlib.sha256()
    assert outcome.dispatch is not None and outcome.report is not None
    for field in fields(Dispatch):
        digest.update(getattr(outcome.dispatch, field.name).tobytes())
    digest.update(repr((outcome.status, outcome.gap, outcome.report)).encode())
    return digest.hexdigest()


def designs(case: Case, count: int) -> list[Design]:
    rng = np.random.default_rng(3)
    module = np.maximum(column_modules(case), 1.0)
    split = len(case.storage)
    most = np.array(column_maxima(case))
    found = [rng.random(len(most)) * most // module * module for _ in range(count)]
    return [Design(tuple(x[:split].tolist()), tuple(x[split:].tolist())) for x in found]


@pytest.mark.parametrize(("name", "count"), [("small", 30), ("beijing", 6)])
def test_order_does_not_matter(kit: SimpleNamespace, name: str, count: int) -> None:
    """Designs as they come, backwards and shuffled, and a few of them each from a fresh start."""
    case = kit.random_case(505) if name == "small" else read_case(name, "interconnected")
    assert len(case.storage) + len(case.rating_names) >= 2
    asked = designs(case, count)
    shuffled = [asked[i] for i in np.random.default_rng(1).permutation(count)]
    seen: list[dict[Design, str]] = []
    for order in (asked, asked[::-1], shuffled):
        operator = Operator(case, SolverSettings())
        seen.append({design: fingerprint(operator.dispatch(0, design)) for design in order})
    assert seen[0] == seen[1] == seen[2]
    assert len(set(seen[0].values())) > count / 2
    for design in asked[3:count:7]:
        assert fingerprint(Operator(case, SolverSettings()).dispatch(0, design)) == seen[0][design]


def check_sessions(kit: SimpleNamespace, scenario: int, count: int) -> None:
    """Every byte of what sessions answer, asked in three orders; a loose gap, for it is quick."""
    case = read_case("beijing", "interconnected")
    rng, most = np.random.default_rng(5), np.array(column_maxima(case))
    asked = [Design((x[0],), (x[1],)) for x in (rng.random((count, 2)) * most).tolist()]
    shuffled = [asked[i] for i in rng.permutation(count)]
    seen: list[dict[Design, tuple[Status, float, float, bytes]]] = []
    for order in (asked, asked[::-1], shuffled):
        session, told = HighsSession(dispatch_model(case, scenario), SolverSettings(gap=1e-3)), {}
        for design in order:
            found = session.solve(kit.capacities(case, design))
            assert found.values is not None
            told[design] = (found.status, found.objective, found.bound, found.values.tobytes())
        seen.append(told)
    assert seen[0] == seen[1] == seen[2]
    assert len(set(seen[0].values())) == count


def test_the_order_of_solves_does_not_matter(kit: SimpleNamespace) -> None:
    check_sessions(kit, 0, 25)


@pytest.mark.slow
@pytest.mark.parametrize("scenario", [0, 1], ids=["summer", "winter"])
def test_the_order_of_many_solves_does_not_matter(kit: SimpleNamespace, scenario: int) -> None:
    check_sessions(kit, scenario, 200)


def test_the_time_limit_is_of_one_solve_and_not_of_all(kit: SimpleNamespace) -> None:
    case, limit = kit.random_case(505), 0.5
    [design] = designs(case, 1)
    operator = Operator(case, SolverSettings(time_limit_seconds=limit))
    first, began = fingerprint(operator.dispatch(0, design)), time.perf_counter()
    while time.perf_counter() - began < 4 * limit:
        assert fingerprint(operator.dispatch(0, design)) == first


def test_neither_repetition_nor_another_scenario_matters() -> None:
    case = read_case("beijing", "independent")
    operator, design = Operator(case, SolverSettings()), Design((600.0, 600.0), ())
    first = [fingerprint(operator.dispatch(s, design)) for s in (0, 1)]
    operator.dispatch(1, Design((0.0, 10.0), ()))
    assert first == [fingerprint(operator.dispatch(s, design)) for s in (0, 1)]


def test_random_cases_forget_the_design_before(kit: SimpleNamespace) -> None:
    """Every kind of case, lexicographic ones with their second stage as well."""
    kinds = set()
    for seed in range(500, 508):
        case = kit.random_case(seed)
        operator = Operator(case, SolverSettings())
        asked = [kit.random_design(case, seed + k) for k in range(3)]
        there = [fingerprint(operator.dispatch(0, design)) for design in asked]
        back = [fingerprint(operator.dispatch(0, design)) for design in asked[::-1]]
        assert there == back[::-1], seed
        kinds.add(case.operation.objective)
    assert len(kinds) == 2


def test_a_node_limit_is_pure_too(kit: SimpleNamespace) -> None:
    """What stops at a limit stops at the same place."""
    case = read_case("beijing", "interconnected")
    settings = SolverSettings(gap=0.0, node_limit=0)
    # a port rated at its least power carries all or nothing: no bound closes in on that
    asked = [*designs(case, 3), Design((550.0,), (10.0,)), *designs(case, 5)[3:]]
    there, back = Operator(case, settings), Operator(case, settings)
    first = [fingerprint(there.dispatch(0, design)) for design in asked]
    assert there.dispatch(0, asked[3]).status == "limited"
    assert first == [fingerprint(back.dispatch(0, design)) for design in asked[::-1]][::-1]


def test_a_kept_session_does_not_run_out_of_time(kit: SimpleNamespace) -> None:
    """The time limit is for one solve, not for all that a session does in its life."""
    case = kit.random_case(505)
    operator = Operator(case, SolverSettings(time_limit_seconds=1.0))
    asked = designs(case, 10)
    seen, start = set(), time.monotonic()
    while time.monotonic() - start < 3.0:
        seen |= {operator.dispatch(0, design).status for design in asked}
    assert seen == {"optimal"}


def test_cbc_is_pure_too(kit: SimpleNamespace, cbc: SolverSettings) -> None:
    case = kit.random_case(505)
    operator = Operator(case, cbc)
    asked = [kit.random_design(case, 505 + k) for k in range(3)]
    there = [fingerprint(operator.dispatch(0, design)) for design in asked]
    assert there == [fingerprint(operator.dispatch(0, design)) for design in asked[::-1]][::-1]


PROGRAM = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("purity", sys.argv[1])
purity = importlib.util.module_from_spec(spec)
spec.loader.exec_module(purity)
for name in ("independent", "interconnected"):
    case = purity.read_case("beijing", name)
    operator = purity.Operator(case, purity.SolverSettings())
    for design in purity.designs(case, 4):
        print(*(purity.fingerprint(operator.dispatch(s, design)) for s in (0, 1)))
"""


@pytest.mark.parametrize("seeds", [("0", "12345")])
def test_the_hash_seed_does_not_matter(tmp_path: Path, seeds: tuple[str, str]) -> None:
    """Two processes, in two folders, with different orders of Python's sets and dictionaries."""
    told = []
    for seed in seeds:
        folder = tmp_path / seed
        folder.mkdir()
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        run = subprocess.run(
            [sys.executable, "-c", PROGRAM, __file__],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        told.append(run.stdout)
        assert not list(folder.iterdir()), "a solve left files behind"
    assert told[0] == told[1] and told[0].count("\n") == 8
