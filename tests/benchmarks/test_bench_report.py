"""The report of a small study with a failed run, a run without feasible points, and gaps."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from benchmarks.indicators import Indicator
from benchmarks.problems.benchmark_problem import BenchmarkProblem, FrontSource
from benchmarks.report import ReportFiles, write_report
from benchmarks.report.attainment import attainment_difference, attainment_surfaces, view
from benchmarks.report.canvas import page_names, pages, panels
from benchmarks.report.coverage import coverage
from benchmarks.report.groups import problem_groups
from benchmarks.report.latex import escaped as latex_escaped
from benchmarks.report.latex import latex_table
from benchmarks.report.markdown import escaped, table_lines
from benchmarks.report.numbers import p_text, short, spread, times
from benchmarks.report.results import results
from benchmarks.report.sentences import answer, groups_lost, losses, too_few_runs
from benchmarks.report.text_tables import Cell, Mark, Section, TextTable, row, simple_table
from benchmarks.study.definition import AlgorithmEntry, Study
from benchmarks.study.records import RunRecord, RunStatus

ROOT = Path(__file__).resolve().parents[2]
SEEDS = 5
LEVEL = {"better": 0.05, "reference": 0.2, "worse": 0.6}
NAMES = ("zdt1", "zdt3", "zdt2", "dtlz2_3")


def study(**changes: Any) -> Study:
    made = Study(
        name="made",
        title="Made_up study",
        cost="",
        algorithms=tuple(
            AlgorithmEntry(name=name, kind=name, options={"share": 0.5}, label=name.title())
            for name in LEVEL
        ),
        problems=NAMES,
        seeds=tuple(range(1, SEEDS + 1)),
        evaluations=200,
        population=10,
        checkpoints=(100, 200),
        reference="reference",
    )
    return made.model_copy(update=changes)


def front_of(objectives: int) -> np.ndarray:
    t = np.linspace(0.0, 1.0, 30)
    if objectives == 2:
        return np.column_stack((t, 1.0 - t))
    a, b = (angle.ravel() for angle in np.meshgrid(t * np.pi / 2, t * np.pi / 2))
    return np.column_stack((np.cos(a) * np.cos(b), np.cos(a) * np.sin(b), np.sin(a)))


def problems(names: tuple[str, ...] = NAMES) -> dict[str, BenchmarkProblem]:
    made = {}
    for name in names:
        objectives = 3 if name.endswith("_3") else 2
        made[name] = BenchmarkProblem(
            name=name,
            problem=SimpleNamespace(n_obj=objectives),  # type: ignore[arg-type]
            reference_front=front_of(objectives),
            reference_source=FrontSource.ANALYTIC,
            objectives=tuple(f"f{j + 1}" for j in range(objectives)),
            tuned=name == "zdt2",
        )
    return made


def run(algorithm: str, problem: str, seed: int, level: float | None, error: str = "") -> RunRecord:
    """A run that ends `level` above the front, started twice as far; None: finds nothing."""
    objectives = 3 if problem.endswith("_3") else 2
    rng = np.random.default_rng([seed, len(algorithm), len(problem)])
    count = 0 if level is None else 20
    numbers = np.unique(np.linspace(1, 200, count).astype(np.int64)) if count else np.empty(0, int)
    above = (level or 0.0) * np.linspace(2.0, 1.0, count)[:, None] * rng.uniform(0.9, 1.1)
    logged = front_of(objectives)[rng.integers(0, 30, count)] + above
    return RunRecord(
        algorithm=algorithm,
        problem=problem,
        seed=seed,
        status=RunStatus.FAILED if error else RunStatus.DONE,
        error=error,
        seconds=0.25 * seed,
        evaluations=50 if error else 200,
        log_evaluations=numbers,
        log_objectives=logged,
        checkpoints={100: logged[: count // 2], 200: logged},
        versions={"pymoo": "0.6.2"},
    )


def records() -> list[RunRecord]:
    """One failed, one without a feasible point, two not there."""
    made = []
    for problem in NAMES:
        for algorithm, level in LEVEL.items():
            for seed in range(1, SEEDS + 1):
                key = (algorithm, problem, seed)
                if key == ("worse", "zdt3", 2):
                    made.append(run(*key, None, error="ZeroDivisionError: float | division"))
                elif key == ("worse", "zdt3", 3):
                    made.append(run(*key, None))
                elif algorithm != "better" or problem != "zdt1" or seed < SEEDS - 1:
                    made.append(run(*key, level))
    return made


def write(folder: Path) -> ReportFiles:
    return write_report(study(), records(), folder, problems())


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> ReportFiles:
    return write(tmp_path_factory.mktemp("report"))


def digest(files: ReportFiles) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (files.summary, *files.tables, *files.figures)}


def test_all_files_are_there(report: ReportFiles) -> None:
    names = {path.name for path in report.tables}
    for indicator in Indicator:
        assert {f"comparison_{indicator.value}.{e}" for e in ("csv", "md", "tex")} <= names
    assert {"runs.csv", "indicators.csv", "ranks.csv", "ranks.md", "ranks.tex"} <= names
    drawn = {path.name for path in report.figures}
    for stem in (
        "boxes_igd_plus",
        "convergence_hypervolume_gap",
        "targets_igd_plus",
        "ranks_epsilon",
    ):
        assert {f"{stem}.png", f"{stem}.svg"} <= drawn
    assert {"attainment_100.png", "attainment_difference_200.svg"} <= drawn
    for path in report.figures:
        start = path.read_bytes()[:100]
        assert start.startswith(b"\x89PNG" if path.suffix == ".png" else b"<?xml")
    folder = report.summary.parent
    written = {path for path in folder.rglob("*") if path.is_file()}
    assert written == {report.summary, *report.tables, *report.figures}


def test_same_records_same_bytes_in_another_process(report: ReportFiles, tmp_path: Path) -> None:
    code = (
        "import importlib.util, pathlib, sys\n"
        "spec = importlib.util.spec_from_file_location('made', sys.argv[1])\n"
        "made = importlib.util.module_from_spec(spec); spec.loader.exec_module(made)\n"
        "made.write(pathlib.Path(sys.argv[2]))\n"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)}
    subprocess.run(
        [sys.executable, "-c", code, __file__, str(tmp_path)], env=environment, check=True, cwd=ROOT
    )
    for path in (report.summary, *report.tables, *report.figures):
        again = tmp_path / path.relative_to(report.summary.parent)
        assert again.read_bytes() == path.read_bytes(), path.name


def test_page_tells_what_is_missing_and_what_failed(report: ReportFiles) -> None:
    page = report.summary.read_text()
    assert page.startswith("# Made\\_up study\n")
    assert "60 runs planned: 57 done, 1 failed, 2 not there yet." in page
    assert "Missing: better on zdt1 (2)." in page
    assert "worse on zdt3, seed 2: ZeroDivisionError: float \\| division" in page
    assert "1 run ended without a feasible point and has the worst value: worse on zdt3 (1)" in page
    assert "pymoo 0.6.2" in page
    assert "share = 0.5" in page


def test_page_answers_in_two_sentences(report: ReportFiles) -> None:
    paragraph = report.summary.read_text().split("\n\n")[1]
    assert len(re.findall(r"\.(?:\s|$)", paragraph)) == 2
    assert "Better is significantly better than Reference on 3 of 3 problems by IGD+" in paragraph
    assert "worse on none by either" in paragraph
    assert "Of 3 algorithms it has the best mean rank by IGD+ (1.00" in paragraph


def test_links_of_the_page_lead_somewhere(report: ReportFiles) -> None:
    links = re.findall(r"\]\(([^)]+)\)", report.summary.read_text())
    assert len(links) == len(report.figures) / 2
    assert all((report.summary.parent / link).exists() for link in links)


def test_run_table_has_every_run(report: ReportFiles) -> None:
    table = pd.read_csv(report.summary.parent / "runs.csv")
    assert len(table) == 58
    failed = table[table["status"] == "failed"].iloc[0]
    assert (failed["algorithm"], failed["problem"], failed["seed"]) == ("worse", "zdt3", 2)
    assert failed["hypervolume_gap"] == 1.0 and np.isinf(failed["igd_plus"])
    assert table["tuned"].sum() == 3 * SEEDS


def test_comparison_keeps_tuned_problems_apart(report: ReportFiles) -> None:
    folder = report.summary.parent
    table = pd.read_csv(folder / "comparison_igd_plus.csv")
    assert set(table.loc[table["tuned"], "problem"]) == {"zdt2"}
    lost = table[(table["algorithm"] == "worse") & (table["problem"] == "zdt3")].iloc[-1]
    assert (lost["failed"], lost["infeasible"], lost["verdict"]) == (1, 1, "loss")
    totals = pd.read_csv(folder / "totals.csv")
    assert set(totals["problems"]) == {3}
    markdown = (folder / "comparison_igd_plus.md").read_text()
    judged, tuned = markdown.split("*Tuned on: not counted*")[:2]
    assert "| zdt1 |" in judged and "| zdt2 |" not in judged
    assert "| zdt2 |" in tuned


def test_tables_are_whole(report: ReportFiles) -> None:
    """As many cells in each row as in the head, in Markdown and in LaTeX."""
    folder = report.summary.parent
    for path in folder.glob("*.md"):
        blocks = re.findall(r"(?:^\|.*\|$\n)+", path.read_text(), flags=re.MULTILINE)
        assert blocks
        for block in blocks:
            cells = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
            assert len(cells) == 1, path.name
    for path in folder.glob("*.tex"):
        text = path.read_text()
        tables = re.findall(r"\\begin\{tabular\}\{@\{\}l(r+)@\{\}\}(.*?)\\end", text, re.DOTALL)
        assert tables
        for columns, body in tables:
            assert body.count(r"\toprule") == body.count(r"\bottomrule") == 1
            for line in body.splitlines():
                if "&" in line:
                    assert len(re.findall(r"(?<!\\)&", line)) == len(columns), line
        assert text.count("{") - text.count(r"\{") == text.count("}") - text.count(r"\}")


def test_nothing_tells_when_it_was_made(report: ReportFiles) -> None:
    for name, content in digest(report).items():
        assert not re.search(rb"20\d\d-\d\d-\d\d", content), name


def test_losses_are_told_as_plainly_as_wins() -> None:
    turned = study(algorithms=tuple(reversed(study().algorithms)))
    made = [r for r in records() if r.status is RunStatus.DONE]
    groups = {name: "one" for name in NAMES}
    found = results(turned, made, problems(), groups)
    assert "Worse is significantly better than Reference on none of 3 problems" in answer(found)
    assert "worse on 3 and 3" in answer(found)
    assert "number 3 by mean rank" in answer(found)
    lost = losses(found, "worse", 200)
    assert [text.split(":")[0] for text in lost] == ["zdt1", "zdt3", "zdt2 (tuned on)", "dtlz2_3"]
    assert groups_lost(found, "worse", 200) == ["one (0/0/3)"]
    assert groups_lost(found, "better", 200) == []


def test_too_few_runs_are_told() -> None:
    few = study(seeds=(1, 2, 3))
    found = results(few, records(), problems(), dict.fromkeys(NAMES, "one"))
    assert "With 3 runs of each algorithm no p-value can be below 0.1" in too_few_runs(found)
    everything = results(study(), records(), problems(), dict.fromkeys(NAMES, "one"))
    assert too_few_runs(everything) == ""


def test_study_without_runs(tmp_path: Path) -> None:
    files = write_report(study(), [], tmp_path, problems())
    page = files.summary.read_text()
    assert "60 runs planned: 0 done, 0 failed, 60 not there yet." in page
    assert files.figures == ()


def test_study_with_failed_runs_only(tmp_path: Path) -> None:
    names = NAMES[:1]
    made = [run(a, "zdt1", s, None, error="MemoryError") for a in LEVEL for s in (1, 2)]
    small = study(problems=names, checkpoints=(200,))
    files = write_report(small, made, tmp_path, problems(names))
    page = files.summary.read_text()
    assert "0 done, 6 failed" in page
    assert "better than Reference on none of 1 problem by IGD+" in page
    assert all(path.exists() for path in files.figures)


def test_reference_without_runs_leaves_the_answer_open() -> None:
    made = [r for r in records() if r.algorithm != "reference"]
    found = results(study(), made, problems(), dict.fromkeys(NAMES, "one"))
    assert answer(found).startswith("There is no answer yet")


def test_a_run_that_is_there_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="more than once, such as better on zdt1, seed 1"):
        coverage(study(), [run("better", "zdt1", 1, 0.1)] * 2, NAMES)


def test_records_of_another_study_are_not_looked_at() -> None:
    other = [run("stranger", "zdt1", 1, 0.1), run("better", "zdt1", 99, 0.1)]
    found = coverage(study(), other, NAMES)
    assert (found.others, len(found.records), found.absent) == (2, 0, 60)


def test_attainment_surfaces_by_hand() -> None:
    sets = [np.array([[0.0, 1.0]]), np.array([[1.0, 0.0]])]
    surfaces = attainment_surfaces(sets)
    assert surfaces[0].tolist() == [[0.0, 1.0], [1.0, 0.0]]  # one run is enough
    assert surfaces[100].tolist() == [[1.0, 1.0]]  # both are needed


def test_view_leaves_out_a_steep_end_far_beyond_the_box() -> None:
    steep = {level: np.array([[0.0, 30.0], [0.05, 2.0], [0.8, 0.0]]) for level in (0, 50, 100)}
    low, high = view([steep])
    assert high == pytest.approx([1.1, 2.2])
    assert (low < 0.0).all()
    nowhere = {level: np.full((1, 2), 1e9) for level in (0, 50, 100)}
    assert view([nowhere])[1] == pytest.approx([1.1, 1.1])


def test_attainment_difference_by_hand() -> None:
    """One of two against none of two above (1, 1); above (2, 2) all of both."""
    near, far = np.array([[1.0, 1.0]]), np.array([[2.0, 2.0]])
    areas = attainment_difference([near, far], [far, far])

    def at(x: float, y: float) -> float:
        left, bottom, right, top = areas.corners.T
        inside = (left <= x) & (x < right) & (bottom <= y) & (y < top)
        found = set(areas.difference[inside])
        return float(found.pop()) if found else 0.0

    assert at(1.5, 1.5) == pytest.approx(0.5)
    assert at(2.5, 2.5) == pytest.approx(0.0)
    assert at(0.5, 0.5) == 0.0
    assert set(attainment_difference([far], [near]).difference) == {-1.0}
    assert len(attainment_difference([near, near], [near, near]).difference) == 0
    with pytest.raises(ValueError, match="as many runs"):
        attainment_difference([near, far], [far])


def test_groups_of_problems() -> None:
    names = ("zdt1", "shifted_zdt1", "zdt1_d5", "zdt1_d7", "bbob_biobj_f12_d05_i01")
    assert problem_groups(names) == {
        "zdt1": "zdt",
        "shifted_zdt1": "shifted",
        "zdt1_d5": "few",
        "zdt1_d7": "zdt1_d7",
        "bbob_biobj_f12_d05_i01": "separable - moderate",
    }


def test_many_problems_share_panels_by_group() -> None:
    names = tuple(f"bbob_biobj_f{f:02d}_d02_i01" for f in range(1, 56))
    made = [run("better", name, 1, 0.1) for name in names]
    found = results(study(problems=names), made, problems(names), problem_groups(names))
    shown = panels(found)
    assert len(shown) == 15
    assert sum(len(panel.problems) for panel in shown) == 55
    assert [len(page) for page in pages(shown * 2)] == [15, 15]
    assert page_names("boxes", 1) == ["boxes"]
    assert page_names("boxes", 2) == ["boxes_1", "boxes_2"]


def test_numbers() -> None:
    assert [short(v) for v in (0.0, 0.00123, 0.123, 12.3, 998.9, 1234.0, -2e-5)] == [
        *("0", "1.23e-3", "0.123", "12.3", "999", "1.23e3", "-2.00e-5")
    ]
    assert short(float("inf")) == "∞" and short(float("nan")) == "-"
    assert spread(0.5, float("inf")) == "∞" and spread(float("inf"), float("inf")) == "∞"
    assert [p_text(p) for p in (0.00001, 0.0123, 0.5, 1.0)] == ["<1e-4", "0.012", "0.50", "1.00"]
    assert [times(r) for r in (0.4712, 0.0123, 2.0)] == [
        *("\N{MULTIPLICATION SIGN}0.47", "\N{MULTIPLICATION SIGN}0.012"),
        "\N{MULTIPLICATION SIGN}2.00",
    ]


def test_markdown_means_what_it_says() -> None:
    assert escaped("a|b_c*d\n<e>") == r"a\|b\_c\*d \<e\>"
    table = TextTable(
        "t",
        ("p", "x"),
        (Section((row("a_b", Cell("1", best=True, mark=Mark.BETTER, aside="2")),), "part"),),
    )
    assert table_lines(table) == [
        *("| p | x |", "| :-- | --: |", "| *part* |  |", "| a\\_b | **1** (2) + |")
    ]


def test_latex_means_what_it_says() -> None:
    assert latex_escaped("a_b & 50 % < 1.5e-3 ∞") == (
        r"a\_b \& 50 \% $<$ $1.5\mathrm{e}{-3}$ $\infty$"
    )
    assert latex_escaped("bbob_f1e2") == r"bbob\_f1e2"
    cell = Cell("1.5e-3", best=True, mark=Mark.WORSE, aside="0.2")
    text = latex_table(simple_table("Caption", ("p", "x"), [("a", cell)]), "tab:x")
    assert r"a & \textbf{\boldmath $1.5\mathrm{e}{-3}$}$^{-}$ \\" in text
    assert r"{\tiny(0.2)}" in text
    long = latex_table(simple_table("Caption", ("p", "x"), [("a", "1")] * 40), "tab:x")
    assert r"\begin{longtable}" in long and long.count(r"\toprule") == 2
