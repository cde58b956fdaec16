"""Second opinions: every verdict, whatever the second solver does, and where it is told."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
import time
import types
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cases import Case
from cases.schema import ObjectiveJoin
from operation import Design, DispatchOutcome, Operator, SolverSettings, Status
from operation.operate import Stage
from operation.second_solver import SecondSolver, Way, second_solver
from operation.solver import Session, SolvableModel, open_session
from planner import Outcome, Plan, plan, second_solves
from planner.cli.exits import Exit
from planner.cli.main import app
from planner.cli.opinion import tell_opinion
from planner.planning import run_plan
from planner.report.opinions import NOT_ASKED, opinion_sentence
from planner.report.page import report_html
from planner.report.summary import headline
from planner.run_folder import RunFolder
from planner.second_opinion import ScenarioOpinion, SecondOpinion, Verdict, compared
from planner.second_solves import Errand, run_errands, total_seconds

ROOT = Path(__file__).resolve().parents[2]
SMALL: dict[str, Any] = {"population": 4, "generations": 2, "seed": 3, "cache": False}
OPTIONS = ["--population", "4", "--generations", "2", "--workers", "1"]
DESIGN = Design((100.0,), (20.0,))
GAP = SolverSettings.gap
NASTY = '<script>alert("x")</script> & co'


@pytest.fixture
def pictureless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures have their own tests; here they would only cost time."""
    files = types.ModuleType("planner.report.files")
    files.write_report = lambda plan, folder: None  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "planner.report.files", files)


@pytest.fixture
def lexicographic(tiny: Case) -> Case:
    """Cost first, then self-consumption within 1 %."""
    changes = {"objective": ObjectiveJoin.LEXICOGRAPHIC, "lexicographic_tolerance": 0.01}
    return replace(tiny, operation=tiny.operation.model_copy(update=changes))


def dispatched(case: Case) -> DispatchOutcome:
    outcome = Operator(case, SolverSettings()).dispatch(0, DESIGN)
    assert outcome.status is Status.OPTIMAL
    return outcome


def verdict(first: DispatchOutcome, second: DispatchOutcome) -> ScenarioOpinion:
    (opinion,) = compared([first], [second], GAP)
    return opinion


def with_stage(
    outcome: DispatchOutcome, objective: float, bound: float, number: int = 0
) -> DispatchOutcome:
    stages = list(outcome.stages)
    stages[number] = Stage(objective, bound)
    return replace(outcome, stages=tuple(stages))


# two answers, one verdict


def test_the_same_answer_twice_agrees(tiny: Case, lexicographic: Case) -> None:
    for case, solves in ((tiny, 1), (lexicographic, 2)):
        first = dispatched(case)
        assert len(first.stages) == solves
        opinion = verdict(first, first)
        assert (opinion.verdict, opinion.reason, opinion.difference) == (Verdict.AGREES, "", 0.0)
        assert opinion.daily_cost_difference == opinion.emissions_difference_kg == 0.0


@pytest.mark.parametrize(("apart", "expected"), [(5e-7, "agrees"), (2e-6, "disagrees")])
@pytest.mark.parametrize("sign", [1, -1])
def test_two_optima_must_be_equal_to_a_millionth(
    tiny: Case, apart: float, expected: str, sign: int
) -> None:
    first = dispatched(tiny)
    size = max(first.indicators.purchase_cost, first.stages[0].objective)
    other = first.stages[0].objective + sign * apart * size
    # a solver that tells no bound claims one by calling its dispatch optimal
    for bound in (other, math.nan):
        opinion = verdict(first, with_stage(first, other, bound))
        assert opinion.verdict == expected
        assert opinion.difference == pytest.approx(apart, rel=1e-3)


def test_a_dispatch_below_the_first_bound_disagrees(tiny: Case) -> None:
    first = dispatched(tiny)
    cheaper = with_stage(first, first.stages[0].objective - 1.0, -math.inf)
    opinion = verdict(first, replace(cheaper, status=Status.LIMITED))
    assert opinion.verdict is Verdict.DISAGREES
    assert "has proven to be the least possible" in opinion.reason


def test_a_bound_above_the_first_dispatch_disagrees(tiny: Case) -> None:
    first = dispatched(tiny)
    least = first.stages[0].objective
    opinion = verdict(first, with_stage(first, least + 2.0, least + 1.0))
    assert opinion.verdict is Verdict.DISAGREES and "it claims" in opinion.reason


def test_unfinished_without_contradiction_is_undecided(tiny: Case) -> None:
    first = dispatched(tiny)
    least = first.stages[0].objective
    late = replace(with_stage(first, least + 5.0, least - 5.0), status=Status.LIMITED)
    opinion = verdict(first, late)
    assert opinion.verdict is Verdict.UNDECIDED
    assert f"{10 / (least + 5.0):.1e}" in opinion.reason
    assert "does not contradict" in opinion.reason
    untold = verdict(first, with_stage(late, least + 5.0, math.nan))
    assert untold.verdict is Verdict.UNDECIDED and "no bound" in untold.reason


def test_the_same_cost_without_a_proof_agrees_and_says_so(tiny: Case) -> None:
    first = dispatched(tiny)
    least = first.stages[0].objective
    late = replace(with_stage(first, least, least - 5.0), status=Status.LIMITED)
    opinion = verdict(first, late)
    assert opinion.verdict is Verdict.AGREES and "without a proof" in opinion.reason


@pytest.mark.parametrize("second_status", [Status.OPTIMAL, Status.LIMITED])
def test_better_than_a_dispatch_cut_short_is_undecided(tiny: Case, second_status: Status) -> None:
    """The first solver stopped at a limit and said so: nobody is wrong, but it is not the same."""
    found = replace(dispatched(tiny), status=second_status)
    least = found.stages[0].objective
    size = max(found.indicators.purchase_cost, 1.04 * least)
    for bound in (0.9 * least, math.nan):
        first = replace(with_stage(found, 1.04 * least, bound), status=Status.LIMITED)
        opinion = verdict(first, found)
        assert opinion.verdict is Verdict.UNDECIDED
        assert f"is {100 * 0.04 * least / size:.3g} % better" in opinion.reason
        assert "the first solver had stopped at a limit" in opinion.reason
    assert verdict(with_stage(first, 1.04 * least, 1.01 * least), found).verdict == "disagrees"


def test_apart_but_within_a_wide_gap_agrees_without_calling_it_the_same(tiny: Case) -> None:
    found = dispatched(tiny)
    least = found.stages[0].objective
    first = with_stage(found, 1.004 * least, 0.999 * least)
    (opinion,) = compared([first], [found], 1e-2)
    assert opinion.verdict is Verdict.AGREES and "within the gap" in opinion.reason
    assert opinion.difference > 1e-3
    (narrow,) = compared([first], [found], 1e-3)
    assert narrow.verdict is Verdict.UNDECIDED and "had not proven" in narrow.reason
    # the second solver's proof holds for the first dispatch as well
    untold = replace(with_stage(first, 1.004 * least, 0.5 * least), status=Status.LIMITED)
    assert compared([untold], [found], 1e-2)[0].verdict is Verdict.AGREES


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (Status.INFEASIBLE, Verdict.DISAGREES),
        (Status.UNBOUNDED, Verdict.DISAGREES),
        (Status.REJECTED, Verdict.UNDECIDED),
        (Status.NO_SOLUTION, Verdict.UNDECIDED),
        (Status.SOLVER_ERROR, Verdict.UNDECIDED),
    ],
)
def test_no_dispatch_from_the_second(tiny: Case, status: Status, expected: Verdict) -> None:
    first = dispatched(tiny)
    opinion = verdict(first, DispatchOutcome("day", status, message=""))
    assert opinion.verdict is expected and opinion.reason
    assert opinion.second_solver_status is status
    assert math.isnan(opinion.difference) and math.isfinite(opinion.first_solver_objective)


def test_the_second_of_two_objectives_counts(lexicographic: Case) -> None:
    first = dispatched(lexicographic)
    spilled = first.stages[1].objective
    less = verdict(first, with_stage(first, spilled - 1.0, spilled - 1.0, 1))
    assert less.verdict is Verdict.DISAGREES and "second objective" in less.reason


def test_a_dispatch_above_the_cap_is_not_held_against_a_bound_below_it(
    lexicographic: Case,
) -> None:
    """It may spill less than any dispatch that costs no more than the first."""

    def without_second_solve(model: SolvableModel, settings: SolverSettings) -> Session:
        sessions.append(open_session(model, settings))
        if len(sessions) == 1:
            return sessions[0]
        return Lying(sessions[1], lambda s: replace(s, status=Status.NO_SOLUTION, values=None))

    sessions: list[Session] = []
    found = dispatched(lexicographic)
    cost, spilled = found.stages[0].objective, found.stages[1].objective
    operator = Operator(lexicographic, SolverSettings(), opening=without_second_solve)
    second = operator.dispatch(0, DESIGN, 0.9 * cost)
    assert second.status is Status.LIMITED and len(second.stages) == 1
    # the first solver: as cheap, but with more spilled, of which it has a proof
    opinion = verdict(with_stage(found, spilled + 50.0, spilled + 50.0, 1), second)
    assert opinion.verdict is Verdict.UNDECIDED
    assert "no dispatch" in opinion.reason and "second of the two" in opinion.reason
    assert opinion.difference == 0.0, "of the one objective that both have"
    # below the cap it is a dispatch of the second problem, and contradicts
    kept = operator.dispatch(0, DESIGN, cost)
    assert len(kept.stages) == 2
    proven = kept.stages[1].objective + 50.0
    assert verdict(with_stage(found, proven, proven, 1), kept).verdict is Verdict.DISAGREES


# the second solver


def test_it_is_always_another_one() -> None:
    for first in ("highs", "HiGHS"):
        assert second_solver(first).way is not Way.HIGHS
    for first in ("cbc", "PULP_CBC_CMD", "gurobi", "scip"):
        assert second_solver(first).way is Way.HIGHS


@pytest.mark.parametrize(
    ("usable", "way"),
    [
        (("highs", "cbc", "scip"), Way.SCIP),
        (("highs", "cbc", "gurobi"), Way.CBC),
        (("highs",), Way.PLAIN_HIGHS),
    ],
)
def test_the_choice_follows_what_is_there(
    monkeypatch: pytest.MonkeyPatch, usable: tuple[str, ...], way: Way
) -> None:
    monkeypatch.setattr("operation.second_solver.available_solvers", lambda: usable)
    chosen = second_solver("highs")
    assert chosen.way is way
    assert chosen.another == (way is not Way.PLAIN_HIGHS)


WAYS = [Way.PLAIN_HIGHS, second_solver("highs").way, Way.HIGHS]


@pytest.mark.parametrize("way", dict.fromkeys(WAYS))
def test_every_way_finds_the_same(tiny: Case, lexicographic: Case, way: Way) -> None:
    for case in (tiny, lexicographic):
        first = dispatched(case)
        second = Errand(
            case, SolverSettings(), SecondSolver(way, way), 0, DESIGN, first.stages[0].objective
        ).run(30.0)
        opinion = verdict(first, second)
        assert opinion.verdict is Verdict.AGREES, opinion
        assert opinion.difference <= 1e-8 and opinion.second_solver_residual <= 1e-6


class Lying:
    """A session whose answers are changed on their way."""

    def __init__(self, session: Session, change: Callable[[Any], Any]) -> None:
        self._session, self._change = session, change

    def solve(self, fixed: Any) -> Any:
        return self._change(self._session.solve(fixed))


def lies(change: Callable[[Any], Any]) -> Callable[..., Session]:
    def opened(self: SecondSolver, model: SolvableModel, settings: SolverSettings) -> Session:
        return Lying(open_session(model, replace(settings, name="highs")), change)

    return opened


@pytest.mark.parametrize(
    ("change", "expected", "told"),
    [
        (lambda s: replace(s, status=Status.INFEASIBLE, values=None), "disagrees", "infeasible"),
        (lambda s: replace(s, values=s.values + 0.01), "undecided", "refused by the checker: "),
        (lambda s: replace(s, objective=s.objective - 3.0), "undecided", "refused by the checker"),
        (lambda s: replace(s, bound=s.objective + 3.0), "disagrees", "it claims"),
        (lambda s: replace(s, status=Status.NO_SOLUTION, values=None), "undecided", "no dispatch"),
    ],
    ids=["infeasible", "moved", "cheap", "bound", "nothing"],
)
def test_a_second_solver_that_lies(
    tiny: Case,
    tmp_path: Path,
    pictureless: None,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Any], Any],
    expected: str,
    told: str,
) -> None:
    monkeypatch.setattr(SecondSolver, "open", lies(change))
    found = plan(tiny, workers=0, folder=tmp_path / "run", **SMALL)
    assert found.outcome is Outcome.DONE
    assert found.second_opinion is not None and found.second_opinion.verdict == expected
    (scenario,) = found.second_opinion.scenarios
    assert told in scenario.reason
    record = json.loads((tmp_path / "run" / "chosen.json").read_text())["second_opinion"]
    assert record["verdict"] == record["scenarios"]["day"]["verdict"] == expected
    assert (tmp_path / "run" / "front.csv").exists()


@dataclass(frozen=True, eq=False)
class Deadly(Errand):
    def run(self, seconds: float) -> DispatchOutcome:
        os._exit(9)


@dataclass(frozen=True, eq=False)
class Hanging(Errand):
    def run(self, seconds: float) -> DispatchOutcome:
        time.sleep(600)
        raise AssertionError


@dataclass(frozen=True, eq=False)
class Broken(Errand):
    def run(self, seconds: float) -> DispatchOutcome:
        raise ZeroDivisionError("a bug in a solver")


def errand(case: Case, kind: type[Errand] = Errand) -> Errand:
    return kind(case, SolverSettings(), second_solver("highs"), 0, DESIGN, None)


def test_whatever_a_process_does_costs_its_own_scenario(tiny: Case) -> None:
    kinds = [Deadly, Errand, Broken, Errand]
    outcomes = run_errands([errand(tiny, kind) for kind in kinds], 2, 60.0)
    assert [outcome.status for outcome in outcomes] == [
        Status.SOLVER_ERROR,
        Status.OPTIMAL,
        Status.SOLVER_ERROR,
        Status.OPTIMAL,
    ]
    assert "process died" in outcomes[0].message
    assert outcomes[2].message == "ZeroDivisionError: a bug in a solver"
    assert outcomes[1].indicators == outcomes[3].indicators


def test_a_process_that_hangs_is_ended(tiny: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_solves, "SCENARIO_SECONDS", 1.5)
    monkeypatch.setattr(second_solves, "GRACE_SECONDS", 0.5)
    began = time.monotonic()
    (outcome,) = run_errands([errand(tiny, Hanging)], 2, 60.0)
    assert outcome.status is Status.NO_SOLUTION and "did not stop" in outcome.message
    assert time.monotonic() - began < 20


def test_when_the_time_is_spent_the_rest_is_not_reached(tiny: Case) -> None:
    outcomes = run_errands([errand(tiny)] * 3, 0, 0.5)
    assert [outcome.status for outcome in outcomes] == [Status.NO_SOLUTION] * 3
    assert {outcome.message for outcome in outcomes} == {"not reached in time"}
    assert run_errands([], 2, 10.0) == []


def test_time_is_bounded() -> None:
    assert total_seconds(1) == total_seconds(2) == 20.0
    assert total_seconds(12) == total_seconds(400) == 120.0


INTERRUPTED = """
import sys
sys.path.insert(0, sys.argv[1])
from cases import read_case
from tests.planner.test_second_opinion import Hanging, errand
from planner.second_solves import run_errands
case = read_case(sys.argv[2])
print("begun", flush=True)
run_errands([errand(case, Hanging)] * 4, 2, 100.0)
"""


def test_ctrl_c_is_heard_and_ends_the_processes(tiny_folder: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, str(ROOT), str(tiny_folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None and process.stdout.readline() == "begun\n"
    deadline = time.time() + 20
    while len(family := children(process.pid)) < 3 and time.time() < deadline:
        time.sleep(0.1)  # two workers and the resource tracker
    assert len(family) >= 2
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode != 0 and "KeyboardInterrupt" in said
    deadline = time.time() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in family) and time.time() < deadline:
        time.sleep(0.1)
    assert not [pid for pid in family if Path(f"/proc/{pid}").exists()]


def children(pid: int) -> list[int]:
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in told.split()]


# a plan


def test_a_plan_has_a_second_opinion(tiny: Case, tmp_path: Path, pictureless: None) -> None:
    records, sentences = [], []
    for workers in (0, 1, 2):
        folder = tmp_path / f"run{workers}"
        found = plan(tiny, workers=workers, folder=folder, **SMALL)
        assert found.second_opinion is not None
        assert found.second_opinion.verdict is Verdict.AGREES
        assert found.second_opinion.difference < 1e-8
        assert found.second_opinion.first.startswith("HiGHS 1.")
        records.append({p.name: p.read_bytes() for p in folder.iterdir() if p.suffix == ".json"})
        sentences.append(opinion_sentence(found))
    assert records[0]["chosen.json"] == records[1]["chosen.json"] == records[2]["chosen.json"]
    assert records[0]["manifest.json"] == records[1]["manifest.json"]
    assert len(set(sentences)) == 1 and found.second_opinion.second in sentences[0]


def test_none_is_made_where_none_is_asked_for(
    tiny: Case, tmp_path: Path, pictureless: None
) -> None:
    folder = tmp_path / "run"
    found = plan(tiny, workers=0, folder=folder, second_opinion=False, **SMALL)
    assert found.second_opinion is None
    assert json.loads((folder / "chosen.json").read_text())["second_opinion"] is None
    assert NOT_ASKED in headline(found)[-1] and NOT_ASKED in report_html(found)
    before = (folder / "chosen.json").read_bytes()
    kept, case, settings = RunFolder.open(folder)
    assert settings.second_opinion is False, "a resumed run keeps it"
    assert run_plan(case, settings, workers=0, folder=kept).second_opinion is None
    assert (folder / "chosen.json").read_bytes() == before


def test_a_run_from_before_is_resumed_with_one(
    tiny: Case, tmp_path: Path, pictureless: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from planner import run_folder

    def older(settings: Any) -> dict[str, Any]:
        record = honest(settings)
        assert record.pop("second_opinion") is True
        return record

    honest = run_folder.settings_record
    monkeypatch.setattr(run_folder, "settings_record", older)
    plan(tiny, workers=0, folder=tmp_path / "run", **SMALL)
    kept, case, settings = RunFolder.open(tmp_path / "run")
    assert "second_opinion" not in kept.store.header["settings"]
    assert settings.second_opinion is True
    assert run_plan(case, settings, workers=0, folder=kept).second_opinion is not None


def test_a_run_of_another_solver_is_checked_by_highs(tiny: Case, cbc: SolverSettings) -> None:
    found = plan(tiny, workers=0, solver="cbc", **SMALL)
    assert found.second_opinion is not None
    assert found.second_opinion.first.startswith("CBC")
    assert found.second_opinion.second.startswith("HiGHS")
    assert found.second_opinion.verdict is Verdict.AGREES


@pytest.fixture
def cbc() -> SolverSettings:
    from operation import available_solvers

    if "cbc" not in available_solvers():
        pytest.skip("no CBC here")
    return SolverSettings(name="cbc")


# what is told


def opined(found: Plan, *scenarios: ScenarioOpinion, another: bool = True) -> Plan:
    return replace(found, second_opinion=SecondOpinion("First 1", "Other 2", another, scenarios))


def opinion_on(day: str, verdict: Verdict, reason: str = "", **figures: Any) -> ScenarioOpinion:
    status = Status.OPTIMAL if verdict is Verdict.AGREES else Status.LIMITED
    return ScenarioOpinion(day, verdict, reason, Status.OPTIMAL, status, **figures)


_MADE: list[Plan] = []


@pytest.fixture
def found(tiny: Case) -> Plan:
    """A small plan without a second opinion, made once: nothing changes it."""
    if not _MADE:
        _MADE.append(plan(tiny, workers=0, second_opinion=False, **SMALL))
    return _MADE[0]


def test_the_report_says_it_in_plain_words(found: Plan) -> None:
    fine = opinion_on("day", Verdict.AGREES, difference=2.1e-9)
    late = opinion_on("night", Verdict.UNDECIDED, "it did not finish")
    wrong = opinion_on("noon", Verdict.DISAGREES, NASTY)
    told = opinion_sentence(opined(found, fine))
    assert told == "Other 2, another solver, finds the same dispatch cost to 2e-09."
    assert told in headline(opined(found, fine))[-1]
    assert opinion_sentence(opined(found, fine, another=False)).startswith("Other 2 finds")
    wide = opinion_on("dawn", Verdict.AGREES, "both are within the gap", difference=4e-3)
    apart = opinion_sentence(opined(found, wide))
    assert apart == (
        "Other 2, another solver, differs by up to 4e-03 (within the gap that is proven for both)."
    )
    both = opinion_sentence(opined(found, fine, wide))
    assert "the same dispatch cost to 2e-09 in 1 of 2 scenarios and differs by up to" in both
    several = opinion_sentence(opined(found, fine, late, wrong))
    for part in (
        "to 2e-09 in 1 of 3 scenarios",
        "no verdict on 1 of 3",
        "contradicts First 1 in 1 of 3",
    ):
        assert part in several
    text = report_html(opined(found, fine, late, wrong))
    assert "Second opinion on the chosen design" in text and "night: it did not finish." in text
    assert NASTY not in text and "&lt;script&gt;" in text


def test_a_disagreement_comes_first(found: Plan) -> None:
    wrong = opinion_on("day", Verdict.DISAGREES, "it finds the scenario infeasible")
    sentences = headline(opined(found, wrong))
    assert sentences[1].startswith("Do not trust these figures yet: Other 2 disagrees")
    assert "day: it finds the scenario infeasible" in sentences[1]
    text = report_html(opined(found, wrong))
    assert '<p class="trouble">Do not trust' in text
    assert text.count("Do not trust these figures yet") == 1
    fine = opined(found, opinion_on("day", Verdict.AGREES))
    assert "Do not trust" not in report_html(fine)


def cf(*words: object) -> Any:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert "Traceback" not in result.stderr
    return result


def answers(status: Status, message: str) -> Callable[..., list[DispatchOutcome]]:
    return lambda errands, processes, seconds: [e.ended(status, message) for e in errands]


def test_a_disagreement_changes_the_exit_code_and_keeps_the_result(
    tiny_folder: Path, tmp_path: Path, pictureless: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_solves, "run_errands", answers(Status.INFEASIBLE, ""))
    done = cf("run", tiny_folder, *OPTIONS, "-o", tmp_path / "r")
    assert done.exit_code == Exit.SOLVER
    said = done.stderr[done.stderr.index("error:") :].splitlines()
    assert "disagrees with HiGHS" in said[0] and "day: it finds the scenario infeasible" in said[1]
    assert "chosen design" in done.stdout and "contradicts HiGHS" in done.stdout
    for name in ("front.csv", "chosen.json", "dispatch.csv", "manifest.json"):
        assert (tmp_path / "r" / name).exists()
    again = cf("resume", tmp_path / "r", "--json", "--workers", 1)
    assert again.exit_code == Exit.SOLVER
    assert json.loads(again.stdout)["chosen"]["second_opinion"]["verdict"] == "disagrees"


def test_undecided_is_told_without_an_exit_code(
    tiny_folder: Path, tmp_path: Path, pictureless: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_solves, "run_errands", answers(Status.NO_SOLUTION, "too late"))
    done = cf("run", tiny_folder, *OPTIONS, "-o", tmp_path / "r")
    assert done.exit_code == Exit.DONE
    assert "warning: second opinion on day undecided: too late" in done.stderr


def test_scenarios_that_share_a_reason_are_told_in_one_line(
    found: Plan, capsys: pytest.CaptureFixture[str]
) -> None:
    late = [opinion_on(f"d{n}", Verdict.UNDECIDED, "not reached in time") for n in range(300)]
    own = [opinion_on(f"e{n}", Verdict.UNDECIDED, f"its gap is {n}") for n in range(40)]
    assert not tell_opinion(opined(found, *own, *late))
    said = capsys.readouterr().err.splitlines()
    assert said[0] == (
        "warning: second opinion on 300 scenarios (d0, d1, d2 and 297 more) undecided: "
        "not reached in time"
    )
    assert said[1] == "warning: second opinion on e0 undecided: its gap is 0"
    assert len(said) < 12 and "33 scenarios (e7, e8, e9 and 30 more)" in said[-1]


def test_the_command_tells_it_or_leaves_it_out(
    tiny_folder: Path, tmp_path: Path, pictureless: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = cf("run", tiny_folder, *OPTIONS, "-o", tmp_path / "with")
    assert done.exit_code == Exit.DONE
    assert "finds the same dispatch cost" in done.stdout
    assert "runs the chosen design as well" in done.stderr

    def never(*_: object) -> list[DispatchOutcome]:
        raise AssertionError("nobody asked")

    monkeypatch.setattr(second_solves, "run_errands", never)
    done = cf("run", tiny_folder, *OPTIONS, "--no-second-opinion", "-o", tmp_path / "r")
    assert done.exit_code == Exit.DONE and "second opinion" not in done.stdout + done.stderr
    assert cf("resume", tmp_path / "r", "--workers", 1).exit_code == Exit.DONE
