"""Runs of a study: what is recorded, kept, read again, and the same however it is done."""

from __future__ import annotations

import copy
import dataclasses
import math
import os
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pymoo.core.problem import Problem as PymooProblem

from algorithms import nondominated
from benchmarks.competitors import build_competitor, competitor_kinds
from benchmarks.study.archive import new_archive
from benchmarks.study.conduct import Progress, conduct
from benchmarks.study.definition import AlgorithmEntry, Study
from benchmarks.study.errors import StudyError
from benchmarks.study.execution import execute_all
from benchmarks.study.folder import StudyFolder
from benchmarks.study.identity import _FOREIGN, sources_digest, versions
from benchmarks.study.one_run import execute
from benchmarks.study.plan import PlannedRun, plan_runs
from benchmarks.study.probes import problem_fingerprint, search_fingerprint
from benchmarks.study.progress import StudyWatcher
from benchmarks.study.recording import BudgetExceeded, RecordedProblem, Recorder
from benchmarks.study.records import RunRecord, RunStatus, read_records, versions_of
from benchmarks.study.run_files import DamagedRun, Seconds, from_bytes, to_bytes


def algorithm(name: str, kind: str, **options: Any) -> AlgorithmEntry:
    return AlgorithmEntry(name=name, kind=kind, options=options, label=name)


def study(**changes: Any) -> Study:
    settings: dict[str, Any] = {
        "name": "small",
        "title": "A small study",
        "cost": "",
        "algorithms": (algorithm("ours", "glnsga2"), algorithm("dice", "random_search")),
        "problems": ("zdt1_d5", "bnh"),
        "seeds": (1, 2),
        "evaluations": 60,
        "population": 12,
        "checkpoints": (30, 60),
        "reference": "dice",
    }
    return Study(**{**settings, **changes})


def planned(**changes: Any) -> PlannedRun:
    settings: dict[str, Any] = {
        "kind": "random_search",
        "options": {},
        "problem": "zdt1_d5",
        "seed": 1,
        "evaluations": 60,
        "population": 12,
        "checkpoints": (30, 60),
        "fingerprints": {"problem": "0"},
        "versions": {"numpy": "1"},
        "algorithm": "dice",
    }
    return PlannedRun(**{**settings, **changes})


def record(**changes: Any) -> RunRecord:
    settings: dict[str, Any] = {
        "algorithm": "dice",
        "problem": "zdt1_d5",
        "seed": 1,
        "status": RunStatus.DONE,
        "error": "",
        "seconds": 1.5,
        "evaluations": 60,
        "log_evaluations": np.array([1, 7]),
        "log_objectives": np.array([[1.0, 2.0], [0.5, 3.0]]),
        "checkpoints": {30: np.array([[1.0, 2.0]]), 60: np.empty((0, 2))},
        "problem_seconds": 0.25,
        "versions": {"numpy": "1"},
    }
    return RunRecord(**{**settings, **changes})


def parts(kept: RunRecord) -> dict[str, Any]:
    """Everything of a record but what clocks measured, comparable by ==."""
    found = dataclasses.asdict(kept)
    del found["seconds"], found["problem_seconds"]
    found["checkpoints"] = {b: p.tolist() for b, p in kept.checkpoints.items()}
    for name in ("log_evaluations", "log_objectives"):
        found[name] = found[name].tolist()
    return found


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "runs").iterdir())}


def improves_naively(before: Sequence[Sequence[float]], point: Sequence[float]) -> bool:
    return not any(all(a <= b for a, b in zip(other, point, strict=True)) for other in before)


@pytest.mark.parametrize("objectives", [1, 2, 3])
@pytest.mark.parametrize("levels", [4, 12, None])
def test_archive_agrees_with_a_naive_one(objectives: int, levels: int | None) -> None:
    generator = np.random.default_rng(objectives)
    points = generator.random((300, objectives)) - 0.5
    if levels is not None:  # many equal coordinates and points
        points = np.round(points * levels)
    archive = new_archive(objectives)
    for place, point in enumerate(points):
        expected = improves_naively(points[:place].tolist(), point.tolist())
        assert archive.add(point.tolist()) == expected
        assert len(archive) == nondominated(points[: place + 1]).sum()


class Slope(PymooProblem):
    """Two objectives, one constraint on inequality and one on equality."""

    def __init__(self) -> None:
        super().__init__(n_var=2, n_obj=2, n_ieq_constr=1, n_eq_constr=1, xl=0.0, xu=1.0)

    def _evaluate(self, X: Any, out: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        out["F"] = np.column_stack([X[:, 0], 1 - X[:, 0] + X[:, 1]])
        out["G"] = X[:, :1] - 0.8
        out["H"] = np.where(X[:, 1:] > 0.9, -1.0, 5e-5)  # inside pymoo's tolerance of 1e-4


def test_recording_changes_nothing_and_hears_everything() -> None:
    problem = Slope()
    recorder = Recorder(2, 100, [100])
    recorded = RecordedProblem(problem, recorder)
    X = np.array([[0.5, 0.5], [0.9, 0.0], [0.5, 0.1], [0.1, 0.95], [0.2, 0.5], [0.5, 0.1]])
    assert set(recorded.evaluate(X, return_as_dictionary=True)) == {"F", "G", "H"}
    for mine, its in zip(recorded.evaluate(X), problem.evaluate(X), strict=True):
        assert np.array_equal(mine, its)
    numbers, objectives = recorder.log()
    assert recorder.used == 12
    assert numbers.tolist() == [1, 3, 5]
    assert np.allclose(objectives, [[0.5, 1.0], [0.5, 0.6], [0.2, 1.3]])
    assert copy.deepcopy(recorded) is recorded
    assert (recorded.n_var, recorded.n_obj, recorded.xl.tolist()) == (2, 2, [0.0, 0.0])


def test_too_many_evaluations_are_refused_before_they_are_made() -> None:
    recorder = Recorder(2, 5, [5])
    recorded = RecordedProblem(Slope(), recorder)
    recorded.evaluate(np.zeros((4, 2)))
    with pytest.raises(BudgetExceeded, match="asked for 6 evaluations, 5 are allowed"):
        recorded.evaluate(np.zeros((2, 2)))
    assert recorder.used == 4


def test_values_that_are_not_finite_improve_nothing() -> None:
    recorder = Recorder(2, 10, [10])
    F = np.array([[np.nan, 0.0], [-np.inf, 0.0], [1.0, 1.0]])
    recorder.add(F, np.ones(3, dtype=bool))
    recorder.observe(F, np.ones(3, dtype=bool))
    assert recorder.log()[0].tolist() == [3]
    assert recorder.checkpoints()[10].tolist() == [[1.0, 1.0]]


def test_checkpoints_hold_the_last_population_inside_the_budget() -> None:
    recorder = Recorder(2, 60, [5, 20, 30, 59, 60])
    yes = np.ones(2, dtype=bool)
    for generation in range(1, 6):
        F = np.array([[1.0 / generation, 1.0], [2.0, 2.0]])
        recorder.add(np.full((10, 2), 9.0), np.zeros(10, dtype=bool))
        recorder.observe(F, yes)
    recorder.add(np.full((5, 2), 9.0), np.zeros(5, dtype=bool))
    found = recorder.checkpoints()
    assert found[5].shape == (0, 2)
    assert found[20].tolist() == [[1 / 2, 1.0]]
    assert found[30].tolist() == [[1 / 3, 1.0]]
    assert found[59].tolist() == found[60].tolist() == [[1 / 5, 1.0]]
    assert len(recorder.log()[0]) == 0


def test_a_population_that_changes_later_is_not_the_one_observed() -> None:
    recorder = Recorder(2, 60, [10, 60])
    F = np.array([[1.0, 1.0]])
    recorder.add(np.zeros((10, 2)), np.zeros(10, dtype=bool))
    recorder.observe(F, np.array([True]))
    F[:] = 7.0
    assert recorder.checkpoints()[10].tolist() == [[1.0, 1.0]]


def test_a_run_file_holds_the_run_and_no_seconds() -> None:
    run = planned()
    content = to_bytes(record(), run.identity())
    assert content == to_bytes(record(seconds=9.0, problem_seconds=8.0), run.identity())
    digits = run.name.rpartition("-")[2]
    again = from_bytes(content, digits, "renamed", Seconds(1.5, 0.25))
    assert parts(again) == {**parts(record()), "algorithm": "renamed"}
    assert (again.seconds, again.problem_seconds) == (1.5, 0.25)
    assert again.checkpoints[60].shape == (0, 2)


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: b"not a file of ours",
        lambda content: content[: len(content) // 2],
        lambda content: content[:100] + bytes([content[100] ^ 0xFF]) + content[101:],
        lambda content: to_bytes(record(seed=2), planned(seed=2).identity()),
        lambda content: to_bytes(record(checkpoints={}), planned().identity()),
        lambda content: to_bytes(record(log_evaluations=np.array([1])), planned().identity()),
    ],
    ids=["empty", "text", "cut short", "a bit", "another run", "no checkpoint", "torn log"],
)
def test_damage_is_noticed(damage: Callable[[bytes], bytes]) -> None:
    content = to_bytes(record(), planned().identity())
    with pytest.raises(DamagedRun):
        from_bytes(damage(content), planned().name.rpartition("-")[2], "dice", Seconds(0, 0))


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "glnsga2"},
        {"options": {"eta": 3}},
        {"problem": "bnh"},
        {"seed": 2},
        {"evaluations": 61},
        {"population": 13},
        {"checkpoints": (31, 60)},
        {"fingerprints": {"problem": "1"}},
        {"versions": {"numpy": "2"}},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_everything_that_determines_a_run_is_in_its_name(changes: Mapping[str, Any]) -> None:
    assert planned(**changes).name != planned().name


def test_the_name_of_a_search_does_not_determine_its_runs() -> None:
    assert planned(algorithm="other").name == planned().name
    a, b = planned(options={"a": 1, "b": 2}), planned(options={"b": 2, "a": 1})
    assert a.name == b.name


def test_a_changed_problem_has_another_fingerprint() -> None:
    class Steeper(Slope):
        def _evaluate(self, X: Any, out: dict[str, Any], *args: Any, **kwargs: Any) -> None:
            super()._evaluate(X, out)
            out["F"] = out["F"] * 1.001

    plain, again, steeper = map(problem_fingerprint, (Slope(), Slope(), Steeper()))
    assert plain == again != steeper


def test_a_search_that_is_driven_otherwise_has_another_fingerprint() -> None:
    def of(kind: str, **options: Any) -> str:
        return search_fingerprint(build_competitor(kind, 12, options), 12)

    found = [of("nsga2"), of("random_search"), of("glnsga2"), of("glnsga2", levy_beta=1.4)]
    assert len(set(found)) == 4
    assert of("glnsga2") == found[2]


def test_comments_are_no_other_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def digest(name: str, source: str) -> str:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(source)
        return sources_digest(name)

    monkeypatch.syspath_prepend(str(tmp_path))
    bare = digest("digested_a", "def f():\n    return 1\n")
    commented = digest("digested_b", '"""Doc."""\n\ndef f():\n    """More."""\n    return 1  # !\n')
    changed = digest("digested_c", "def f():\n    return 2\n")
    assert bare == commented != changed


def test_our_searches_have_a_version_of_ours_and_others_have_theirs() -> None:
    assert versions("glnsga2")["clusterflex"] == sources_digest("algorithms")
    assert "clusterflex" not in versions("nsga2")
    assert "pygmo" in versions("pygmo_nsga2") and "pygmo" not in versions("nsga2")
    assert set(_FOREIGN) < set(competitor_kinds())


def test_sources_that_change_under_a_study_stop_it() -> None:
    with pytest.raises(StudyError, match="sources changed while the study was running"):
        execute(planned(versions={"clusterflex": "another"}))


def test_versions_are_told_apart() -> None:
    found = versions_of([record(), record(versions={"numpy": "2", "pygmo": "2.19"})])
    assert found == {"numpy": ("1", "2"), "pygmo": ("2.19",)}


def done(folder: Path, of: Study, **settings: Any) -> Progress:
    plan = plan_runs(of)
    return conduct(StudyFolder.prepare(folder, of, plan), plan, **{"workers": 0, **settings})


def test_the_number_of_processes_changes_no_byte(tmp_path: Path) -> None:
    for workers in (0, 2):
        done(tmp_path / str(workers), study(), workers=workers)
    assert files(tmp_path / "0") == files(tmp_path / "2")
    assert len(files(tmp_path / "0")) == 8
    alone = [parts(r) for r in read_records(tmp_path / "0")[1]]
    assert alone == [parts(r) for r in read_records(tmp_path / "2")[1]]
    rows = (tmp_path / "2" / "seconds.csv").read_text().splitlines()
    assert len(rows) == 9 and rows[0] == "run,seconds,problem_seconds"


def test_records_are_what_was_evaluated(tmp_path: Path) -> None:
    done(tmp_path / "s", study())
    read, records = read_records(tmp_path / "s")
    assert read == study()
    order = [(r.problem, r.algorithm, r.seed) for r in records]
    assert order == [(p, a, s) for p in study().problems for a in ("ours", "dice") for s in (1, 2)]
    for kept in records:
        assert (kept.status, kept.error, kept.evaluations) == (RunStatus.DONE, "", 60)
        assert kept.seconds > 0 and kept.problem_seconds > 0
        assert list(kept.checkpoints) == [30, 60]
        front = kept.log_objectives[nondominated(kept.log_objectives)]
        last = kept.checkpoints[60]
        assert len(last) and nondominated(last).all()
        every = np.vstack([front, last])  # nothing in the population beats the archive
        assert not nondominated(every)[len(front) :].any()


def test_only_what_is_missing_is_done(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    first = done(folder, study(seeds=(1,)))
    assert (first.kept, first.done) == (0, 4)
    before = files(folder)
    second = done(folder, study())
    assert (second.kept, second.done) == (4, 4)
    assert before.items() <= files(folder).items()
    renamed = algorithm("gl", "glnsga2")
    assert done(folder, study(algorithms=(renamed, study().algorithms[1]))).done == 0
    assert [r.algorithm for r in read_records(folder)[1]][:2] == ["gl", "gl"]


def test_a_damaged_run_is_told_and_done_again(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    done(folder, study())
    before = files(folder)
    name = sorted(before)[3]
    (folder / "runs" / name).write_bytes(before[name][:-40])
    assert len(read_records(folder)[1]) == 7
    again = done(folder, study())
    assert again.done == 1 and len(again.damaged) == 1
    assert again.damaged[0].startswith(name.removesuffix(".npz"))
    assert files(folder) == before


def test_runs_of_another_version_are_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "s"
    monkeypatch.setattr("benchmarks.study.plan.versions", lambda kind: {"numpy": "0.1"})
    done(folder, study(seeds=(1,)))
    assert versions_of(read_records(folder)[1]) == {"numpy": ("0.1",)}
    monkeypatch.undo()
    assert done(folder, study(seeds=(1,))).done == 4
    assert versions_of(read_records(folder)[1])["numpy"] != ("0.1",)
    assert StudyFolder.open(folder).others == 4


def test_a_failed_run_is_kept_and_not_tried_again_unless_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from benchmarks import competitors

    build = competitors.build_competitor

    class Falls:
        def run(self, problem: Any, evaluations: int, seed: int, observe: Any) -> None:
            if not isinstance(problem, RecordedProblem):
                build("random_search", 12, {}).run(problem, evaluations, seed, observe)
                return
            problem.evaluate(np.full((3, problem.n_var), 0.5))
            raise ZeroDivisionError("float division\nby zero")

    def falling(kind: str, *rest: Any) -> Any:
        return Falls() if kind == "random_search" else build(kind, *rest)

    monkeypatch.setattr(competitors, "build_competitor", falling)
    folder, heard = tmp_path / "s", list[RunRecord | None]()
    first = done(folder, study(), on_run=lambda progress, ended: heard.append(ended))
    assert (first.done, first.failed) == (8, 4)
    assert heard[0] is None and len(heard) == 9
    kept = [r for r in read_records(folder)[1] if r.status is RunStatus.FAILED]
    assert len(kept) == 4 and {r.algorithm for r in kept} == {"dice"}
    text = "ZeroDivisionError: float division by zero (test_study_runs.py, line "
    assert kept[0].error.startswith(text) and kept[0].error.endswith(", run)")
    assert (kept[0].evaluations, len(kept[0].log_evaluations)) == (3, 0)
    assert {b: p.shape for b, p in kept[0].checkpoints.items()} == {30: (0, 2), 60: (0, 2)}
    monkeypatch.undo()
    again = done(folder, study())
    assert (again.done, again.failed, again.kept) == (0, 4, 8)
    retried = done(folder, study(), retry_failed=True)
    assert (retried.done, retried.failed, retried.kept) == (4, 0, 4)


def ends_its_process(run: PlannedRun) -> RunRecord:
    if run.seed == 3:
        os._exit(9)
    return execute(run)


def test_a_run_that_ends_its_process_costs_itself_alone() -> None:
    runs = [planned(seed=seed) for seed in range(1, 7)]
    found: dict[int, RunRecord] = {}
    execute_all(runs, 1, lambda run, ended: found.update({run.seed: ended}), ends_its_process)
    assert sorted(found) == [1, 2, 3, 4, 5, 6]
    assert [s for s, r in found.items() if r.status is RunStatus.FAILED] == [3]
    assert "ended its process" in found[3].error


def test_an_interruption_goes_through_and_keeps_what_is_done(tmp_path: Path) -> None:
    plan = plan_runs(study())
    folder = StudyFolder.prepare(tmp_path / "s", study(), plan)

    def on_run(progress: Progress, ended: RunRecord | None) -> None:
        if progress.done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        conduct(folder, plan, workers=1, on_run=on_run)
    assert 3 <= len(files(tmp_path / "s")) < 8
    assert done(tmp_path / "s", study()).kept >= 3


def test_runs_do_not_touch_the_shared_generators() -> None:
    random.seed(5)
    np.random.seed(5)
    execute(planned())
    after = random.random(), np.random.random()
    random.seed(5)
    np.random.seed(5)
    assert after == (random.random(), np.random.random())


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    plan = plan_runs(study(seeds=(1,)))
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.tex").write_text("")
    with pytest.raises(StudyError, match="not empty, and holds no study"):
        StudyFolder.prepare(tmp_path / "full", study(), plan)
    with pytest.raises(StudyError, match="no folder of a study"):
        StudyFolder.open(tmp_path / "nothing")
    StudyFolder.prepare(tmp_path / "s", study(), plan)
    with pytest.raises(StudyError, match='holds the study "small"'):
        StudyFolder.prepare(tmp_path / "s", study(name="other"), plan)
    (tmp_path / "s" / "study.json").write_text("{")
    with pytest.raises(StudyError, match=r"study\.json is damaged"):
        StudyFolder.open(tmp_path / "s")


def test_lost_seconds_are_no_number(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    done(folder, study(seeds=(1,)))
    path = folder / "seconds.csv"
    rows = path.read_text().splitlines()
    path.write_text("\n".join(rows[:-1]) + "\n" + rows[-1][:20])
    seconds = [kept.seconds for kept in read_records(folder)[1]]
    assert [math.isnan(s) for s in seconds] == [False, False, False, True]


class Terminal:
    def __init__(self, is_terminal: bool) -> None:
        self.text, self._is_terminal = "", is_terminal

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return self._is_terminal


def test_progress_is_told_as_rows_or_as_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    failed = record(status=RunStatus.FAILED, error="boom")
    for is_terminal in (False, True):
        clock = iter(range(100))
        stream: Any = Terminal(is_terminal)
        watching = StudyWatcher(stream, lambda clock=clock: float(next(clock)))  # type: ignore[misc]
        watching.on_run(Progress(of=45, kept=5), None)
        for number in range(1, 41):
            ended = failed if number == 7 else record()
            watching.on_run(Progress(of=45, kept=5, done=number, failed=int(number >= 7)), ended)
        watching.close()
        assert "failed: dice on zdt1_d5, seed 1: boom\n" in stream.text
        assert "run 45 of 45  1 failed" in stream.text
        assert ("\r" in stream.text) == is_terminal
        assert is_terminal or 20 <= stream.text.count("\n") <= 23
