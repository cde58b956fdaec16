"""The program that measures power flows runs, and compares the same flows."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from benchmarks.speed import power_flows


def test_every_program_is_measured_on_the_same_flows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "flows.csv"
    options = ["--feeders", "ieee13_posseq", "--flows", "200", "--rounds", "1", "--csv", str(path)]
    power_flows.main(options)
    with path.open(encoding="utf-8", newline="") as file:
        rows = {row["program"]: row for row in csv.DictReader(file)}
    assert rows["ClusterFlex"]["flows"] == "200" and rows["OpenDSS"]["flows"] == "4"
    for program, row in rows.items():
        assert float(row["flows per CPU-second"]) > 0 and row["buses"] == "13", program
        assert float(row["largest difference [pu]"]) < 1e-7, program
    assert "flows per CPU-second" in capsys.readouterr().out


def test_loads_are_those_that_are_said() -> None:
    from cases.feeders.reading import read_feeder

    feeder = read_feeder("case33bw")
    p, q = power_flows.loads(feeder, 400)
    loaded = feeder.load_kw > 0
    share = p[:, loaded] / feeder.load_kw[loaded]
    assert 0.2 <= share.min() < 0.21 and 1.19 < share.max() <= 1.2
    assert (q[:, loaded] / feeder.load_kvar[loaded]) == pytest.approx(share)
    assert (power_flows.loads(feeder, 400)[0] == p).all()
