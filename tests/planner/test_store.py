"""The run store: exact, durable, and never half believed when damaged."""

from __future__ import annotations

import math
import sqlite3
from pathlib import Path

import pytest

from cases import Case
from operation import Design, Operator, SolverSettings, Status
from planner.evaluation import Evaluation, evaluate, failure
from planner.records import from_json, to_json
from planner.store import RunStore, StoreError


@pytest.fixture
def evaluations(tiny: Case) -> list[Evaluation]:
    solver = SolverSettings()
    operator = Operator(tiny, solver)
    designs = [Design((float(s),), (float(f),)) for s, f in ((0, 0), (30, 5), (200, 40))]
    made = [evaluate(tiny, operator, design, solver) for design in designs]
    odd = Design((math.pi,), (0.1 + 0.2,))
    return [*made, failure(tiny, odd, Status.SOLVER_ERROR, 'died "twice"\nreally')]


def test_records_keep_every_bit(evaluations: list[Evaluation]) -> None:
    for evaluation in evaluations:
        again = from_json(to_json(evaluation))
        # nan is not equal to itself: compare the texts, and what is a number exactly
        assert to_json(again) == to_json(evaluation)
        assert again.design == evaluation.design and again.cost == evaluation.cost


def test_an_infeasible_design_keeps_its_causes(starved: Case) -> None:
    solver = SolverSettings()
    result = evaluate(starved, Operator(starved, solver), Design.nothing(starved), solver)
    assert result.status is Status.INFEASIBLE and not result.failed
    # 14 kW + 12 kW of load beyond what a meter of 2 kW and 12 kW of PV leave uncovered, and so on
    assert result.shortfall == pytest.approx((5 - 2) + (12 - 2), abs=4)
    assert '"hut"' in from_json(to_json(result)).message


def test_store_gives_back_what_it_got(tmp_path: Path, evaluations: list[Evaluation]) -> None:
    path = tmp_path / "run.sqlite"
    store = RunStore.create(path, {"seed": 7})
    store.add(evaluations[:2])
    store.add(evaluations[2:])
    store.close()
    again = RunStore.open(path)
    assert again.header["seed"] == 7
    assert [to_json(e) for e in again.all()] == [to_json(e) for e in evaluations]
    again.close()


def test_an_existing_store_is_never_overwritten(tmp_path: Path) -> None:
    RunStore.create(tmp_path / "run.sqlite", {}).close()
    with pytest.raises(StoreError, match="exists already"):
        RunStore.create(tmp_path / "run.sqlite", {})


def test_a_failed_write_keeps_what_was_there(tmp_path: Path, evaluations: list[Evaluation]) -> None:
    path = tmp_path / "run.sqlite"
    store = RunStore.create(path, {})
    store.add(evaluations[:1])
    with pytest.raises(StoreError, match="cannot be written"):
        store.add([evaluations[1], evaluations[0]])  # the second is a duplicate
    assert len(store) == 1
    store.close()
    again = RunStore.open(path)
    assert again.all() == tuple(evaluations[:1])
    again.close()


def test_a_full_disk_is_an_error_that_names_the_file(
    tmp_path: Path, tiny: Case, evaluations: list[Evaluation]
) -> None:
    path = tmp_path / "run.sqlite"
    store = RunStore.create(path, {})
    store.add(evaluations[:1])
    pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
    store._connection.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StoreError, match=r"run\.sqlite cannot be written.*full"):
        store.add(
            failure(tiny, Design((float(n),), (1.0,)), Status.SOLVER_ERROR, "x" * 900)
            for n in range(50)
        )
    store.close()
    again = RunStore.open(path)
    assert len(again) == 1
    again.close()


def damaged(path: Path, whole: bytes, content: bytes, texts: list[str]) -> bool:
    """Whether a damaged file is refused, or still tells exactly the truth."""
    path.write_bytes(content)
    try:
        store = RunStore.open(path)
    except StoreError:
        return True
    told = [to_json(evaluation) for evaluation in store.all()]
    header = dict(store.header)
    store.close()
    return told == texts and header == {"format": 1, "seed": 7}


def small_store(path: Path, evaluations: list[Evaluation]) -> tuple[bytes, list[str]]:
    store = RunStore.create(path, {"seed": 7})
    store.add(evaluations[:2])
    store.close()
    return path.read_bytes(), [to_json(evaluation) for evaluation in evaluations[:2]]


def test_damage_is_never_believed(tmp_path: Path, evaluations: list[Evaluation]) -> None:
    """A bit flipped at, or the file cut at, every 37th byte (every byte: `-m slow`)."""
    path = tmp_path / "run.sqlite"
    whole, texts = small_store(path, evaluations)
    every_damage(path, whole, texts, step=37)


@pytest.mark.slow
def test_damage_is_never_believed_at_any_byte(
    tmp_path: Path, evaluations: list[Evaluation]
) -> None:
    path = tmp_path / "run.sqlite"
    whole, texts = small_store(path, evaluations)
    every_damage(path, whole, texts, step=1)


def every_damage(path: Path, whole: bytes, texts: list[str], step: int) -> None:
    for place in range(0, len(whole), step):
        flipped = bytearray(whole)
        flipped[place] ^= 1 << (place % 8)
        assert damaged(path, whole, bytes(flipped), texts), f"bit flipped at {place}"
        assert damaged(path, whole, whole[:place], texts[:0]) or place == len(whole), (
            f"cut at {place}"
        )


def test_a_file_that_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "run.sqlite").write_text("hello")
    with pytest.raises(StoreError, match="damaged"):
        RunStore.open(tmp_path / "run.sqlite")
    connection = sqlite3.connect(tmp_path / "other.sqlite")
    connection.execute("CREATE TABLE header (text TEXT, checksum TEXT)")
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match="damaged"):
        RunStore.open(tmp_path / "other.sqlite")
