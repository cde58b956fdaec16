"""Plans: the same seed gives the same bytes, whatever the workers, order, or interruptions."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from algorithms import nondominated
from cases import Case, read_case
from operation import Design, SolverSettings
from planner import NothingToPlan, Objective, Outcome, Plan, StoreError, plan
from planner.planning import run_plan
from planner.report.summary import headline
from planner.run_folder import RunFolder

ROOT = Path(__file__).resolve().parents[2]
SMALL = {"population": 8, "generations": 4, "seed": 3, "cache": False}
"""Without a cache: a plan that is compared with another one must have solved for itself."""


@pytest.fixture(scope="module", autouse=True)
def no_pictures() -> None:
    """Pictures have their own tests; here they would only cost time."""


def csv(result: Plan) -> str:
    return str(result.front.to_csv(index=False))


def test_a_plan_ends_with_a_front_a_choice_and_a_checked_dispatch(tiny: Case) -> None:
    result = plan(tiny, workers=0, **SMALL)
    assert result.outcome is Outcome.DONE
    objectives = result.front[["lifecycle_cost", "annual_emissions_kg"]].to_numpy()
    assert nondominated(objectives).all()
    assert (np.diff(objectives[:, 0]) > 0).all() and (np.diff(objectives[:, 1]) < 0).all()
    assert result.front["chosen"].sum() == 1
    assert result.chosen in result.front_evaluations
    assert result.front["membership"].sum() == pytest.approx(1.0)
    for outcome in result.dispatches:
        assert outcome.report is not None and outcome.report.accepted
    assert len(result.dispatch) == 6
    [scenario] = result.chosen.scenarios
    assert scenario.indicators == result.dispatches[0].indicators


def test_no_evaluated_design_beats_the_front(tiny: Case) -> None:
    result = plan(tiny, workers=0, **SMALL)
    front = result.front[["lifecycle_cost", "annual_emissions_kg"]].to_numpy()
    for evaluation in result.evaluations:
        mine = np.array([evaluation.lifecycle_cost, evaluation.annual_emissions_kg])
        assert not ((mine <= front).all(axis=1) & (mine < front).any(axis=1)).any()


def test_designs_stand_on_whole_modules_and_inside_bounds(tiny: Case) -> None:
    for evaluation in plan(tiny, workers=0, **SMALL).evaluations:
        storage, fid = evaluation.design.storage_kwh[0], evaluation.design.fid_kw[0]
        assert storage % 10 == 0 and 0 <= storage <= 200
        assert fid % 5 == 0 and 0 <= fid <= 40


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_workers_do_not_change_a_byte(tiny: Case, workers: int) -> None:
    assert csv(plan(tiny, workers=workers, **SMALL)) == csv(plan(tiny, workers=0, **SMALL))


def test_a_search_that_stalls_stops_early_and_says_so(tiny: Case) -> None:
    settings = {"population": 8, "generations": 40, "seed": 3, "algorithm": "nsga2"}
    whole = plan(tiny, workers=0, **settings)
    early = plan(tiny, workers=0, **settings, patience=4, gain=1e-4)
    rows = len(early.generations)
    assert 4 < rows < len(whole.generations)
    assert early.history["hypervolume"].tolist() == whole.history["hypervolume"].tolist()[:rows]
    gain = early.history["hypervolume_gain"]
    volume = early.history["hypervolume"].to_numpy()
    assert gain[:4].isna().all()
    np.testing.assert_allclose(gain[4:], 1 - volume[:-4] / volume[4:])
    assert (gain[4:-1] >= 1e-4).all() and gain.iloc[-1] < 1e-4
    assert "the search stopped there, before its 40 generations" in " ".join(headline(early))
    assert "stopped there" not in " ".join(headline(whole))


def test_a_search_without_any_new_design_ends(tiny: Case) -> None:
    result = plan(tiny, workers=0, population=8, generations=400, seed=3)
    assert len(result.generations) < 400
    designs = [evaluation.design for evaluation in result.evaluations]
    assert len(set(designs)) == len(designs)
    assert len(designs) + result.generations[-1].screened > 100
    assert "no new design was left" in " ".join(headline(result))


def test_three_objectives_at_once(tiny: Case) -> None:
    names = ("lifecycle_cost", "annual_emissions_kg", "self_consumption")
    result = plan(tiny, workers=0, population=12, generations=6, seed=3, objectives=names)
    signs = np.array([1.0, 1.0, -1.0])
    front = result.front[list(names)].to_numpy() * signs
    assert nondominated(front).all()
    for evaluation in result.evaluations:
        mine = np.array([getattr(evaluation, name) for name in names]) * signs
        assert not ((mine <= front).all(axis=1) & (mine < front).any(axis=1)).any()
    assert result.decision is not None
    assert set(result.decision.single) == set(map(Objective, names))
    assert result.cleanest.annual_emissions_kg == result.front["annual_emissions_kg"].min()
    for wrong in (("lifecycle_cost",), ("daily_cost", "daily_cost")):
        with pytest.raises(ValueError, match="different objectives"):
            plan(tiny, objectives=wrong)


def test_seeds_differ(tiny: Case) -> None:
    searched = [
        {e.design for e in plan(tiny, workers=0, population=8, generations=2, seed=s).evaluations}
        for s in (1, 2)
    ]
    assert searched[0] != searched[1]


@pytest.mark.parametrize("algorithm", ["glnsga2", "nsga2", "paper"])
def test_every_algorithm_plans(tiny: Case, algorithm: str) -> None:
    assert plan(tiny, workers=0, algorithm=algorithm, **SMALL).outcome is Outcome.DONE


def test_weights_move_the_choice_along_the_front(tiny: Case) -> None:
    cheap = plan(tiny, workers=0, weights={"lifecycle_cost": 1.0}, **SMALL)
    clean = plan(tiny, workers=0, weights={Objective.ANNUAL_EMISSIONS: 1.0}, **SMALL)
    assert cheap.chosen.lifecycle_cost == cheap.front["lifecycle_cost"].min()
    assert clean.chosen.annual_emissions_kg == clean.front["annual_emissions_kg"].min()


def test_a_case_without_any_feasible_design_says_why(tmp_path: Path, starved: Case) -> None:
    hub = starved.hubs[0].model_copy(update={"rating_max_kw": 5.0, "port_power_max_kw": 5.0})
    site = starved.storage[0].model_copy(update={"capacity_max_kwh": 10.0})
    import dataclasses

    poor = dataclasses.replace(starved, hubs=(hub,), storage=(site,))
    result = plan(poor, workers=0, **SMALL)
    assert result.outcome is Outcome.NO_FEASIBLE_DESIGN
    assert result.front.empty and result.dispatches == ()
    assert '"hut"' in result.nothing_installed.message
    with pytest.raises(ValueError, match="no feasible design"):
        _ = result.chosen


def test_failures_above_one_percent_leave_no_choice(
    tiny: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    from operation import DispatchOutcome, Operator, Status

    honest = Operator.dispatch

    def sick(self: Operator, scenario: int, design: Design) -> DispatchOutcome:
        if design.fid_kw == (40.0,):
            return DispatchOutcome("day", Status.REJECTED, message="the checker refuses: x")
        return honest(self, scenario, design)

    monkeypatch.setattr(Operator, "dispatch", sick)
    result = plan(tiny, workers=0, **SMALL)
    assert result.failures > 0.01 * len(result.evaluations)
    assert result.outcome is Outcome.SOLVER_TROUBLE and result.decision is None
    assert all(e.design.fid_kw != (40.0,) for e in result.front_evaluations)


def test_nothing_to_choose_is_said(tiny: Case) -> None:
    import dataclasses

    with pytest.raises(NothingToPlan, match="nothing to choose"):
        plan(dataclasses.replace(tiny, storage=(), storage_types=(), hubs=()), workers=0)


@pytest.mark.parametrize("bad", [{"population": 1}, {"generations": 0}, {"seed": -1}])
def test_bad_settings_are_refused(tiny: Case, bad: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="must be at least"):
        plan(tiny, workers=0, **bad)


def test_a_folder_holds_the_whole_result(tiny: Case, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    result = plan(tiny, workers=0, folder=folder, **SMALL)
    names = {file.name for file in folder.iterdir()}
    expected = {"run.sqlite", "front.csv", "history.csv", "dispatch.csv", "chosen.json"}
    assert expected | {"manifest.json", "report.html", "front.png", "front.svg", "case"} <= names
    assert not any(name.endswith(".part") for name in names)
    chosen = json.loads((folder / "chosen.json").read_text())
    assert chosen["design"] == result.chosen.design.named(tiny)
    assert chosen["scenarios"]["day"]["checker_accepts"] is True
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["settings"]["search"]["seed"] == 3
    assert manifest["designs"]["evaluated"] == len(result.evaluations)
    assert "front.csv" in manifest["files_sha256"]
    with pytest.raises(StoreError, match=r"not empty.*resume"):
        plan(tiny, workers=0, folder=folder, **SMALL)


def test_a_changed_case_or_package_cannot_be_resumed(
    tiny: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "run"
    plan(tiny, workers=0, folder=folder, **SMALL)
    toml = folder / "case" / "case.toml"
    toml.write_text(toml.read_text().replace("0.30", "0.31"))
    with pytest.raises(StoreError, match="has changed"):
        RunFolder.open(folder)
    monkeypatch.setattr("planner.run_folder.versions", lambda: {"numpy": "0.1"})
    with pytest.raises(StoreError, match=r"numpy .* \(now 0\.1\)"):
        RunFolder.open(folder)


RUN = """
import sys
from cases import read_case
from planner import plan
case, folder = read_case(sys.argv[1]), sys.argv[2]
plan(case, population=8, generations=5, seed=3, workers=2, folder=folder, cache=False)
"""


def killed_and_resumed(case_folder: Path, folder: Path, delay: float) -> None:
    """SIGKILL a run a while after its store appears, then resume it."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "random"}
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, str(case_folder), str(folder)], env=environment
    )
    while process.poll() is None and not (folder / "run.sqlite").exists():
        time.sleep(0.01)
    deadline = time.time() + delay
    while process.poll() is None and time.time() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    try:
        kept, case, settings = RunFolder.open(folder)
    except StoreError as error:
        # cut while the store itself was being made: nothing was lost, and that is said
        assert "damaged" in str(error)
        return
    run_plan(case, settings, workers=0, folder=kept)


def kill_many(tiny_folder: Path, tmp_path: Path, times: int) -> None:
    whole = tmp_path / "whole"
    small = {"population": 8, "generations": 5, "seed": 3, "cache": False}
    plan(read_case(tiny_folder), workers=0, folder=whole, **small)
    wanted = {n: (whole / n).read_bytes() for n in ("front.csv", "history.csv", "dispatch.csv")}
    chance = random.Random(5)
    resumed = 0
    for number in range(times):
        folder = tmp_path / f"cut{number}"
        killed_and_resumed(tiny_folder, folder, chance.uniform(0.0, 5.0))
        if (folder / "front.csv").exists():
            resumed += 1
            for name, content in wanted.items():
                assert (folder / name).read_bytes() == content, f"{name} of run {number}"
        assert not list(folder.glob("*.part"))
    assert resumed >= 0.8 * times


def test_killed_runs_end_as_undisturbed_ones(tiny_folder: Path, tmp_path: Path) -> None:
    """Three kills (200: `-m slow`), also with another hash seed and other workers."""
    kill_many(tiny_folder, tmp_path, 3)


@pytest.mark.slow
def test_200_killed_runs_end_as_undisturbed_ones(tiny_folder: Path, tmp_path: Path) -> None:
    kill_many(tiny_folder, tmp_path, 200)


def test_workers_die_with_their_parent(tiny_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    code = RUN.replace("generations=5", "generations=500")
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tiny_folder), str(folder)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    while not (folder / "run.sqlite").exists() or len(descendants(process.pid)) < 2:
        assert process.poll() is None
        time.sleep(0.05)
    family = descendants(process.pid)
    process.kill()
    process.wait()
    deadline = time.time() + 10
    while time.time() < deadline and any(alive(pid) for pid in family):
        time.sleep(0.1)
    assert not [pid for pid in family if alive(pid)]


def descendants(pid: int) -> list[int]:
    """Processes started by a process, and by those."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int(
                    (entry / "stat").read_text().rpartition(")")[2].split()[1]
                )
            except OSError:
                continue
    found, front = [], [pid]
    while front:
        front = [child for child, parent in parents.items() if parent in front]
        found += front
    return found


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_hash_seed_and_working_directory_do_not_matter(tiny_folder: Path, tmp_path: Path) -> None:
    fronts = set()
    for seed in ("0", "1"):
        folder = tmp_path / f"run{seed}"
        subprocess.run(
            [sys.executable, "-c", RUN, str(tiny_folder), str(folder)],
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
            cwd=folder.parent if seed == "0" else "/",
            check=True,
        )
        fronts.add((folder / "front.csv").read_bytes())
    assert len(fronts) == 1


def test_solver_settings_are_kept(tiny: Case, tmp_path: Path) -> None:
    solver = SolverSettings(gap=1e-3, node_limit=77)
    plan(tiny, workers=0, solver=solver, folder=tmp_path / "run", **SMALL)
    kept, _, settings = RunFolder.open(tmp_path / "run")
    kept.store.close()
    assert settings.solver == solver


def test_the_reference_design_is_evaluated_beside_the_search(tiny: Case) -> None:
    found = plan(tiny, population=4, generations=2, seed=1, workers=0)
    reference = tiny.configuration.reference
    assert reference is not None and found.reference is not None
    assert found.reference.design.named(tiny) == {
        **dict.fromkeys(found.reference.design.named(tiny), 0.0),
        **reference.storage_kwh,
        **reference.fid_kw,
    }
    assert found.reference.accepted
    bare = replace(tiny, configuration=tiny.configuration.model_copy(update={"reference": None}))
    again = plan(bare, population=4, generations=2, seed=1, workers=0)
    assert again.reference is None
    assert again.front.equals(found.front), "the search does not see it"
