"""Plans under limits of the distribution network: as a screen of designs, and in every dispatch."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from cases import Case, read_case
from cases.limited import write_limited_case
from cases.network_limits import NetworkLimits
from cases.schema import LimitEnforcement
from operation import Design, Operator, SolverSettings, Status
from planner import Plan, plan
from planner.cli.main import app
from planner.design_space import DesignSpace
from planner.evaluation import Evaluation, evaluate
from planner.fingerprint import fingerprint
from planner.problem import DesignProblem
from planner.report.causes import frequent_causes

SMALL = {"population": 8, "generations": 4, "seed": 3, "workers": 0, "cache": False}
NIGHT = (0, 1, 5)
"""Steps of cheap power, in which storage is charged."""
Limit = Callable[[LimitEnforcement, float], Case]


@pytest.fixture
def limit(tiny: Case, tmp_path: Path) -> Limit:
    """The tiny case on a bus that bears so many kW in the steps of the night."""

    def limited(enforce: LimitEnforcement, most_kw: float) -> Case:
        limits = NetworkLimits(
            ("18",) * len(NIGHT),
            np.array(NIGHT),
            np.tile([1.0, 0.8], (len(NIGHT), 1)),
            np.tile([0.5, 0.4], (len(NIGHT), 1)),
            np.full(len(NIGHT), most_kw),
        )
        name = f"{enforce}_{most_kw:g}"
        return read_case(write_limited_case(tiny, {"day": limits}, enforce, tmp_path / name))

    return limited


def evaluated(case: Case, design: Design) -> Evaluation:
    return evaluate(case, Operator(case, SolverSettings()), design, SolverSettings())


def taken_kw(case: Case, design: Design) -> np.ndarray:
    """What the bus of the limits has to bear in every step, without reactive power."""
    y = Operator(case, SolverSettings()).dispatch(0, design).dispatch
    assert y is not None
    return (y.import_kw - y.export_kw) @ [1.0, 0.8]


def cheapest(result: Plan) -> Evaluation:
    return min(result.front_evaluations, key=lambda e: e.lifecycle_cost)


def test_the_screen_takes_out_what_a_search_would_choose(tiny: Case, limit: Limit) -> None:
    free = plan(tiny, **SMALL)
    case = limit(LimitEnforcement.SCREEN, 30.0)
    held = plan(case, **SMALL)
    assert taken_kw(tiny, cheapest(free).design)[list(NIGHT)].max() > 35
    assert held.front_evaluations and held.count(Status.INFEASIBLE) >= 3
    for evaluation in held.evaluations:
        taken = taken_kw(tiny, evaluation.design)[list(NIGHT)]
        assert evaluation.accepted is bool((taken <= 30.0 + 1e-5).all())
        excess = np.maximum(taken - 30.0, 0.0).sum()
        assert evaluation.shortfall == pytest.approx(0.0 if evaluation.accepted else excess)
        if evaluation.accepted:  # the same dispatch costs the same
            assert evaluation.cost == evaluated(tiny, evaluation.design).cost
    assert cheapest(held).lifecycle_cost > cheapest(free).lifecycle_cost
    [cause, *_] = frequent_causes(held)
    assert cause.designs == held.count(Status.INFEASIBLE)
    for part in ('voltage at bus "18" leaves its band', 'import of "hut" is', 'in "day"'):
        assert part in cause.text


def test_a_screened_design_is_infeasible_for_the_search(limit: Limit, tiny: Case) -> None:
    case, design = limit(LimitEnforcement.SCREEN, 30.0), Design((180.0,), (40.0,))
    evaluation = evaluated(case, design)
    assert evaluation.status is Status.INFEASIBLE and not evaluation.failed
    [scenario] = evaluation.scenarios
    assert (scenario.status, scenario.indicators) == (Status.INFEASIBLE, None)
    worst = (taken_kw(tiny, design) - 30.0)[list(NIGHT)].max()
    assert f"{worst:.4g} kW too high" in scenario.message
    problem = DesignProblem(DesignSpace.of(case), lambda designs: [evaluated(case, *designs)])
    out = problem.evaluate(np.array([design.values]), return_as_dictionary=True)
    assert out["G"][0, 0] == evaluation.shortfall > 0


def test_the_dispatch_finds_a_way_where_the_screen_gives_up(limit: Limit, tiny: Case) -> None:
    design = Design((180.0,), (40.0,))
    free = evaluated(tiny, design)
    held = evaluated(limit(LimitEnforcement.DISPATCH, 30.0), design)
    assert held.accepted
    assert held.lifecycle_cost >= free.lifecycle_cost - 1e-6
    assert evaluated(limit(LimitEnforcement.DISPATCH, -99.0), design).status is Status.INFEASIBLE


def test_no_limit_that_binds_changes_nothing(tiny: Case, limit: Limit) -> None:
    case = limit(LimitEnforcement.SCREEN, 1e6)
    assert plan(case, **SMALL).front.to_csv() == plan(tiny, **SMALL).front.to_csv()


def test_evaluations_of_other_limits_are_other_ones(tiny: Case, limit: Limit) -> None:
    cases = [
        tiny,
        limit(LimitEnforcement.SCREEN, 30.0),
        limit(LimitEnforcement.SCREEN, 31.0),
        limit(LimitEnforcement.DISPATCH, 30.0),
    ]
    assert len({fingerprint(case, SolverSettings()) for case in cases}) == len(cases)


def test_a_run_from_the_command_line_holds_its_limits(limit: Limit, tmp_path: Path) -> None:
    case = limit(LimitEnforcement.DISPATCH, 22.0)
    run = tmp_path / "run"
    options = ["--population", "6", "--generations", "3", "--seed", "3", "--bound-levels", "1"]
    done = CliRunner().invoke(
        app, ["run", str(case.path), *options, "--workers", "1", "-o", str(run)]
    )
    assert done.exit_code == 0, done.output
    with (run / "dispatch.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    given = 0.0
    for step in NIGHT:
        row = rows[step]
        net = {
            b: float(row[f"{b}.import_kw"]) - float(row[f"{b}.export_kw"]) for b in ("hut", "barn")
        }
        kvar = {b: float(row[f"link.{b}.port_given_kvar"]) for b in ("hut", "barn")}
        taken = net["hut"] + 0.8 * net["barn"] - 0.5 * kvar["hut"] - 0.4 * kvar["barn"]
        assert taken <= 22.0 + 1e-4
        given += abs(kvar["hut"]) + abs(kvar["barn"])
    assert given > 1.0, "the ports were of use"
    assert (run / "case" / "network_limits.csv").is_file()
    page = (run / "report.html").read_text(encoding="utf-8")
    assert "3 limits of 1 bus: held by every dispatch of a typical day" in page
    chosen = json.loads((run / "chosen.json").read_text())
    assert chosen["scenarios"]["day"]["checker_accepts"]
    assert chosen["second_opinion"]["verdict"] != "disagrees"


def test_check_tells_of_limits(limit: Limit, tiny: Case) -> None:
    for case, told in ((limit(LimitEnforcement.SCREEN, 30.0), True), (tiny, False)):
        done = CliRunner().invoke(app, ["check", str(case.path)])
        assert done.exit_code == 0
        words = "Distribution network: limits 3, buses 1; screen designs"
        assert (words in done.output) is told


def test_a_design_that_is_screened_out_is_told_by_the_command(limit: Limit) -> None:
    case = limit(LimitEnforcement.SCREEN, 30.0)
    design = ["--design", "shared=180,link=40"]
    done = CliRunner().invoke(app, ["dispatch", str(case.path), *design])
    assert done.exit_code == 3
    assert 'voltage at bus "18" leaves its band' in " ".join(done.output.split())


def test_the_days_of_a_year_have_no_limits_and_the_command_says_so(
    yearly_folder: Path, limit: Limit, tmp_path: Path
) -> None:
    limits = {"day": limit(LimitEnforcement.DISPATCH, 22.0).scenarios[0].network}
    case = read_case(yearly_folder)
    target = write_limited_case(case, limits, LimitEnforcement.DISPATCH, tmp_path / "limited")
    words = "The limits of [network] are of typical days"
    for folder, told in ((target, True), (yearly_folder, False)):
        command = ["year", str(folder), "--design", "shared=100,link=30"]
        done = CliRunner().invoke(app, [*command, "-o", str(tmp_path / f"out_{told}")])
        assert done.exit_code == 0, done.output
        assert (words in done.output) is told
    days = [(tmp_path / name / "year.csv").read_text() for name in ("out_True", "out_False")]
    assert days[0] == days[1]
