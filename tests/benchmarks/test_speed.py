"""The programs that measure speed run, and measure what they say."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from benchmarks.speed import designs_per_second, full_search, scaling
from benchmarks.speed.ways import cbc_name


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_all_ways_find_the_same_dispatches(tmp_path: Path) -> None:
    designs_per_second.main(["--designs", "2", "--gap", "1e-6", "--csv", str(tmp_path / "a.csv")])
    rows = {row["way"]: row for row in table(tmp_path / "a.csv")}
    assert len(rows) == (5 if cbc_name() else 4)
    for name, row in rows.items():
        assert float(row["ms per design"]) > 0 and row["machine"]
        if name != "product":
            assert float(row["largest excess over the best"]) <= 2e-6, name
    assert float(rows["product"]["largest gap"]) <= 1e-6
    assert 0 < float(rows["product"]["share in HiGHS"]) <= 1


def test_a_whole_search_is_timed_and_confirmed(tmp_path: Path) -> None:
    options = ["--population", "4", "--generations", "2", "--workers", "2"]
    path = tmp_path / "b.csv"
    assert full_search.main([*options, "-o", str(tmp_path / "run"), "--csv", str(path)]) == 0
    (row,) = table(path)
    assert float(row["minutes"]) > 0 and 50 < float(row["MB"]) < 4000
    assert int(row["solved"]) + int(row["screened"]) >= 8
    if cbc_name():
        assert row["confirmed by CBC"] == row["front"]
        assert float(row["worst difference"]) <= full_search.CONFIRMED
    assert (tmp_path / "run" / "report.html").is_file()


def test_scaling_counts_what_it_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scaling.main(["--buildings", "2", "5", "--designs", "1", "--csv", str(tmp_path / "c.csv")])
    small, large = table(tmp_path / "c.csv")
    assert (small["buildings"], large["buildings"]) == ("2", "5")
    assert float(small["s per design"]) > 0 and float(large["MB"]) > float(small["MB"])
    scaling.main(["--workers", "1", "--designs", "2", "--csv", str(tmp_path / "d.csv")])
    (row,) = table(tmp_path / "d.csv")
    assert float(row["faster by"]) == 1.0
    assert "N^" not in capsys.readouterr().out.split("buildings")[0]
