"""The programme that measures generations: rows, ratios, and what is told without pygmo."""

import csv
from pathlib import Path
from typing import Any

import pytest

from benchmarks import generation_time
from benchmarks.extras import MissingExtra


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("POPULATION", 20), ("WARM_UP", 1), ("GENERATIONS", 3)):
        monkeypatch.setattr(generation_time, name, value)


def missing(module: str, needed_by: str) -> Any:
    raise MissingExtra(f"{needed_by} needs {module}")


def test_every_search_is_measured_in_every_dimension(tmp_path: Path) -> None:
    rows = generation_time.generations(2)
    for variables in generation_time.VARIABLES:
        own = {row.what: row for row in rows if row.variables == variables}
        assert {generation_time.GLNSGA2, generation_time.PYMOO} <= own.keys()
        assert all(row.milliseconds > 0.0 for row in own.values())
        assert own[generation_time.PYMOO].ratio_to_pymoo == 1.0
    path = tmp_path / "times.csv"
    generation_time.write(rows, path)
    with path.open(newline="") as file:
        table = list(csv.DictReader(file))
    assert [row["search"] for row in table] == [row.what for row in rows]
    assert float(table[0]["pymoo_over_it"]) == rows[0].ratio_to_pymoo


def test_without_pygmo_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(generation_time, "extra", missing)
    rows = generation_time.generations(1)
    assert "pygmo" in capsys.readouterr().err
    assert generation_time.PYGMO not in {row.what for row in rows}
    assert all(row.ratio_to_pygmo is None for row in rows)
    generation_time.show(rows)
    assert len(capsys.readouterr().out.splitlines()) == len(rows) + 1


def test_ratios_are_medians_of_pairs_within_a_repetition() -> None:
    assert generation_time._ratio([1.0, 2.0, 4.0], [10.0, 30.0, 8.0]) == 10.0
    assert generation_time._ratio([1.0], None) is None
