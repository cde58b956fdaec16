"""clusterflex feeder check: verdict, files, exit codes, bad input, and planning again."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result
from typer.testing import CliRunner

from cases import read_case
from operation.network.engine import ControlFailed
from planner import plan
from planner.cli.main import app
from planner.kept_run import read_run
from tests.planner.conftest import write_tiny

FEEDER = """bus,parent,r_ohm,x_ohm,p_kw,q_kvar,base_kv,base_mva
grid,,0,0,0,0,0.4,0.1
a,grid,0.02,0.01,10,3,0.4,0.1
b,a,0.10,0.03,5,1,0.4,0.1
c,a,0.05,0.02,5,1,0.4,0.1
"""
BAND = ("--low", "0.976")


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a run, a feeder and a map."""
    folder = tmp_path_factory.mktemp("planned")
    tiny = read_case(write_tiny(folder / "tiny"))
    budget = {"population": 8, "generations": 3, "workers": 0}
    shown = {"front_runs": 0, "bound_levels": 0, "second_opinion": False}
    plan(tiny, folder=folder / "run", **budget, **shown)
    (folder / "weak.csv").write_text(FEEDER)
    (folder / "map.csv").write_text("building,bus\nhut,c\nbarn,b\n")
    return folder


@pytest.fixture
def place(planned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that folder, the working folder of the test."""
    copy = shutil.copytree(planned, tmp_path / "place")
    monkeypatch.chdir(copy)
    return copy


def check(*words: str, run: str = "run") -> Result:
    given = ("feeder", "check", run, "--feeder", "weak.csv", "--map", "map.csv")
    return CliRunner().invoke(app, [*given, "--scenarios", "40", *words])


def test_a_feeder_that_carries_the_plan(place: Path) -> None:
    done = check("--low", "0.9")
    assert done.exit_code == 0, done.output
    assert "The feeder weak carries the plan" in done.stdout
    record = json.loads(Path("run/feeder/check.json").read_text())
    assert record["outcome"] == "carried"
    voltages = pd.read_csv("run/feeder/voltages.csv")
    assert len(voltages) == 6 * 4 and voltages["planned_pu"].between(0.9, 1.0).all()
    report = Path("run/report.html").read_text()
    assert 'id="feeder"' in report and "On the feeder" in report


def test_a_broken_voltage_is_told_and_is_the_exit_code(place: Path) -> None:
    done = check(*BAND)
    assert done.exit_code == 3, done.output
    assert "Furthest outside is bus b in day at" in done.stdout
    voltages = pd.read_csv("run/feeder/voltages.csv")
    lowest = voltages.loc[voltages["planned_pu"].idxmin()]
    assert f"{lowest['planned_pu']:.4f} pu at bus {lowest['bus']}" in done.stdout


def test_the_same_is_told_as_json(place: Path) -> None:
    done = check(*BAND, "--json")
    record = json.loads(done.stdout)
    assert done.exit_code == 3 and record["outcome"] in ("carried_with_control", "not_carried")
    assert record == json.loads(Path("run/feeder/check.json").read_text())


def test_parts_can_be_chosen_and_another_design_leaves_the_run_alone(place: Path) -> None:
    done = check("--parts", "replay", "--design", "nothing")
    assert done.exit_code in (0, 3), done.output
    assert not Path("run/feeder").exists() and "stay as they are" in done.stderr
    assert "With predictive control" not in done.stdout


def test_twice_the_same_bytes(place: Path) -> None:
    check(*BAND)
    first = contents(Path("run/feeder")), Path("run/report.html").read_bytes()
    check(*BAND)
    again = contents(Path("run/feeder")), Path("run/report.html").read_bytes()
    assert first[0].keys() == again[0].keys()
    assert [name for name in first[0] if first[0][name] != again[0][name]] in (
        [],
        ["check.json", "section.html"],  # these tell how long it took
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_limits_give_a_plan_that_the_feeder_carries(place: Path) -> None:
    done = check(*BAND, "--parts", "replay", "--limits", "-o", "again", "--workers", "1")
    assert done.exit_code == 0, done.output
    last = max(place.glob("again*"), key=lambda folder: len(folder.name))
    assert done.stderr.rstrip().endswith(f"the feeder carries the design of {last.name}")
    record = json.loads((last / "feeder/check.json").read_text())
    assert record["outcome"] == "carried"
    first, limited = read_run(Path("run")), read_run(last)
    assert limited.case.network is not None and len(limited.case.scenarios[0].network) > 0
    for run, accepted in ((first, True), (limited, False)):
        nothing = next(e for e in run.evaluations if not any(e.design.values))
        assert nothing.accepted is accepted  # no dispatch without storage keeps the limits


def test_limits_may_screen_designs_out(place: Path) -> None:
    words = (
        "--parts",
        "replay",
        "--limits",
        "--enforce",
        "screen",
        "-o",
        "again",
        "--workers",
        "1",
    )
    done = check("--low", "0.976", *words)
    # the dispatch knows nothing of the feeder, and none of these designs keeps it by itself
    assert done.exit_code == 3, done.output
    assert 'voltage at bus "b" leaves its band: import of "barn"' in done.stderr
    assert not read_run(Path("again")).front


def test_limits_do_not_mend_a_feeder_that_is_broken_alone(place: Path) -> None:
    done = check("--low", "0.999", "--parts", "replay", "--limits", "-o", "again")
    assert done.exit_code == 2 and "without the cluster the feeder is at" in done.stderr
    assert not Path("again").exists()


def test_every_problem_is_told_at_once(place: Path) -> None:
    Path("map.csv").write_text("building,bus\nhoot,z\n")
    words = ("--low", "1.1", "--parts", "reply", "--scenarios", "0", "--deviation", "2")
    words += ("--seed", "-1", "-o", "elsewhere", "--design", "shard=1", "--workers", "0")
    words += ("--enforce", "screen")
    done = check(*words)
    assert done.exit_code == 2
    for told in (
        "--low 1.1 must be below --high 1.05",
        '--parts: "reply" is not known. Did you mean "replay"?',
        "--scenarios must be at least 1",
        "--deviation must be",
        "--seed must be",
        "--workers must be",
        "is the folder of the run that --limits makes: add --limits",
        "--enforce screen is how --limits plans again",
        'The case has no building "hoot"',
        'The feeder weak has no bus "z"',
        'The building "barn" is missing',
        'Did you mean "shared"?',
    ):
        assert told in done.stderr, done.stderr
    assert not Path("run/feeder").exists()


def test_files_that_are_not_there_are_told_together(tmp_path: Path) -> None:
    words = ("--feeder", "case33bv", "--map", "none.csv", "--base-load", "nan")
    done = CliRunner().invoke(app, ["feeder", "check", str(tmp_path / "no"), *words])
    assert done.exit_code == 2
    for told in ('Did you mean "case33bw"?', "is not the folder of a run", "--base-load must be"):
        assert told in done.stderr


@pytest.mark.parametrize("package", ["qoco", "clarabel"])
def test_a_missing_package_is_told_before_anything_begins(
    package: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    done = check(*BAND)
    assert done.exit_code == 2 and f'"{package}" is not installed' in done.stderr
    assert not Path("run/feeder").exists()
    assert check(*BAND, "--parts", "screen,stress").exit_code == 3


def test_a_line_that_no_flow_can_pass_is_no_crash(place: Path) -> None:
    thin = FEEDER.replace("0.10,0.03", "6,2")
    Path("weak.csv").write_text(thin)
    done = check("--parts", "replay,screen,stress")
    assert done.exit_code == 3 and "cannot carry the plan" in done.stdout


def test_a_feeder_that_cannot_carry_its_own_customers_is_bad_input(place: Path) -> None:
    Path("weak.csv").write_text(FEEDER.replace("5,1,", "900,10,"))
    done = check("--parts", "replay")
    assert done.exit_code == 2 and "even without the cluster" in done.stderr


@pytest.mark.slow
def test_the_studys_buildings_may_stand_around(place: Path) -> None:
    Path("map.csv").write_text("building,bus\nhut,671\nbarn,634\n")
    words = ["--feeder", "ieee13_perphase", "--parts", "replay", "--base-load", "0.5"]
    done = CliRunner().invoke(
        app, ["feeder", "check", "run", "--map", "map.csv", *words, "--with-buildings", "day"]
    )
    assert "Among 91 buildings" in done.stdout, done.output
    together = json.loads(Path("run/feeder/check.json").read_text())["together"]
    assert together["buildings"] == 91 and together["figures"]["violations"] == 0
    assert together["payments"] == pytest.approx(together["planned_payments"], rel=0.02)


def test_buildings_around_need_a_feeder_of_the_study(place: Path) -> None:
    done = check("--with-buildings", "dya")
    assert done.exit_code == 2 and 'Did you mean "day"?' in done.stderr
    assert "no buildings for the feeder weak" in done.stderr


def test_control_that_fails_loses_nothing_else(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*given: object, **named: object) -> None:
        raise ControlFailed("QOCO ended with NOTHING")

    monkeypatch.setattr("planner.feeder.checking.operate_day", fails)
    done = check(*BAND)
    assert done.exit_code == 4, done.output
    assert "Predictive control failed: QOCO ended with NOTHING." in done.stdout
    assert "with forecasts wrong by 15 %" in done.stdout
    record = json.loads(Path("run/feeder/check.json").read_text())
    assert record["control_trouble"] and record["ways"]["planned"] and record["stress"]


def test_control_that_fails_among_other_buildings_loses_nothing_else(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*given: object, **named: object) -> None:
        raise ControlFailed("QOCO ended with NOTHING")

    monkeypatch.setattr("planner.feeder.checking.operate_together", fails)
    Path("map.csv").write_text("building,bus\nhut,671\nbarn,634\n")
    words = ["--feeder", "ieee13_perphase", "--base-load", "0.5", "--scenarios", "40"]
    done = CliRunner().invoke(
        app, ["feeder", "check", "run", "--map", "map.csv", *words, "--with-buildings", "day"]
    )
    assert done.exit_code == 4, done.output
    assert "failed: among other buildings: QOCO ended with NOTHING." in done.stdout
    assert "With predictive control, voltages go from" in done.stdout
    assert json.loads(Path("run/feeder/check.json").read_text())["stress"]
