"""A feeder check told: words, tables, record, folder, and its section in the run's report."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cases import Case, read_case
from operation import Design
from operation.dispatch import Dispatch
from operation.network.voltage_verdict import voltage_verdict
from planner import Plan, plan
from planner.feeder.check import FeederCheck, Replayed
from planner.feeder.check_folder import write_check
from planner.feeder.check_numbers import error_words, hours_words, time_words, voltage_words
from planner.feeder.check_record import check_record
from planner.feeder.check_tables import check_tables
from planner.feeder.check_words import FeederOutcome, check_sentences, feeder_outcome
from planner.feeder.subject import Subject
from planner.report.feeder_gallery import feeder_gallery
from planner.report.feeder_place import OTHER_DESIGN, UNREADABLE
from planner.report.gallery import Picture
from planner.report.page import page
from planner.serving.kept_files import listed, read_listed
from planner.store import StoreError
from tests.planner.conftest import write_tiny
from tests.planner.feeder_samples import LOW, NARROW, Sample, operated, sample, subject_of_tiny
from tests.planner.html_tree import Tree

NASTY = '</script><script>alert("x")</script>'


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The tiny case."""
    return read_case(write_tiny(tmp_path_factory.mktemp("case") / "tiny"))


@pytest.fixture(scope="module")
def subject(case: Case) -> Subject:
    """A design of the tiny case with its dispatches."""
    return subject_of_tiny(case)


@pytest.fixture(scope="module")
def broken(subject: Subject) -> Sample:
    """A check whose plan is outside, and whose operated day is not."""
    return operated(sample(subject, base_load=1.0), 20.0)


@pytest.fixture(scope="module")
def finished(case: Case, tmp_path_factory: pytest.TempPathFactory) -> tuple[Plan, Path]:
    """A real run with its report, not to be changed."""
    folder = tmp_path_factory.mktemp("finished") / "run"
    made = plan(
        case, population=4, generations=2, seed=1, workers=0, folder=folder, cache=False,
        second_opinion=False, front_runs=0, bound_levels=0,
    )  # fmt: skip
    return made, folder


@pytest.fixture
def run(finished: tuple[Plan, Path], tmp_path: Path) -> Path:
    """A copy of the run."""
    return Path(shutil.copytree(finished[1], tmp_path / "run"))


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures of the operated day and of wrong forecasts only."""

    def some(check: FeederCheck, planned: tuple[Dispatch, ...]) -> Iterator[Picture]:
        wanted = ("voltages_operated", "stress", "losses")
        return (p for p in feeder_gallery(check, planned) if p.stem.startswith(wanted))

    monkeypatch.setattr("planner.report.feeder_files.feeder_gallery", some)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """One figure only, as all of them take a while."""

    def losses(check: FeederCheck, planned: tuple[Dispatch, ...]) -> Iterator[Picture]:
        return (p for p in feeder_gallery(check, planned) if p.stem.startswith("losses"))

    monkeypatch.setattr("planner.report.feeder_files.feeder_gallery", losses)


def write_again(made: Plan, run: Path) -> str:
    """The report of a run as it is written again, with the figures that the run has."""
    drawn = {file.stem: file.read_bytes() for file in run.glob("*.svg")}
    return page(made, drawn, run)


@pytest.fixture(scope="module")
def of_choice(finished: tuple[Plan, Path], broken: Sample) -> Sample:
    """The check as if it were of the design that the run has chosen."""
    return replace(broken, check=replace(broken.check, design=finished[0].chosen.design))


def worst_of(check: FeederCheck) -> tuple[float, str, int]:
    """Lowest planned voltage, its bus and its step, found anew."""
    voltages = check.planned.flows[0].voltage_pu
    step, bus = np.unravel_index(int(voltages.argmin()), voltages.shape)
    return float(voltages[step, bus]), check.connection.feeder.buses[bus], int(step)


def test_a_plan_that_is_carried(subject: Subject) -> None:
    check = sample(subject, LOW).check
    assert feeder_outcome(check) is FeederOutcome.CARRIED
    first, *rest = check_sentences(check)
    assert "small carries the plan" in first and "0.95 to 1.05 pu" in first
    lowest, bus, step = worst_of(check)
    text = " ".join(rest)
    assert f"from {lowest:.4f} pu at bus {bus} in day at {4 * step:02d}:00" in text
    assert "Of 60 days with forecasts wrong by 15 %, none leaves the band." in rest
    assert "Furthest outside" not in text and "redictive control" not in text
    loss = 365 * 4 * check.planned.flows[0].loss_kw.sum()
    assert f"{loss:,.0f} kWh as planned" in text


def test_a_plan_that_needs_control(broken: Sample) -> None:
    check = broken.check
    assert feeder_outcome(check) is FeederOutcome.WITH_CONTROL
    first, *rest = check_sentences(check)
    assert "does not carry the plan as it stands, but does with predictive control" in first
    text = " ".join(rest)
    lowest, bus, step = worst_of(check)
    assert f"bus {bus} in day at {4 * step:02d}:00: {lowest:.4f} pu, below the limit" in text
    outside = (check.planned.flows[0].voltage_pu < NARROW - 1e-6).any(axis=1)
    assert outside.any() and f"outside for {4 * 365 * outside.sum():,} hours a year" in text
    controlled = check.operated[0].flow.voltage_pu.min()
    assert f"With predictive control, voltages go from {controlled:.4f} pu" in text
    assert "It pays 730.00 EUR a year more than the plan" in text
    assert "up to 0.7 kWh less than planned" in text
    assert "of PV and wind" not in text
    more = replace(
        check, planned_renewable_kwh_per_year=check.planned_renewable_kwh_per_year + 12_345.0
    )
    assert (
        "than the plan for electricity, and uses 12.3 MWh a year less of PV and wind"
        in " ".join(check_sentences(more))
    )
    assert "horizons were solved again 2 times" in text and "1 horizon a second solver" in text
    days = check.stressed[0]
    assert f"Of 60 days with forecasts wrong by 15 %, {days.outside} " in text


def test_a_plan_that_is_not_carried(subject: Subject) -> None:
    made = sample(subject, base_load=1.0)
    untried = made.check
    assert feeder_outcome(untried) is FeederOutcome.NOT_CARRIED
    assert check_sentences(untried)[0].endswith("Predictive control was not tried.")
    tried = operated(made, 1.0).check
    assert feeder_outcome(tried) is FeederOutcome.NOT_CARRIED
    text = check_sentences(tried)
    assert "neither as it stands nor with predictive control" in text[0]
    (line,) = [s for s in text if s.startswith("With predictive control")]
    assert "some bus is outside for" in line
    assert any(s.startswith("With nothing installed voltages leave the band too") for s in text)


def test_a_feeder_that_is_outside_alone(subject: Subject) -> None:
    check = sample(subject, LOW, base_load=9.0).check
    assert feeder_outcome(check) is FeederOutcome.BROKEN_ALONE
    first, *rest = check_sentences(check)
    assert check.nothing is not None
    ways = (check.alone, check.nothing, check.planned)
    alone, nothing, planned = (way.flows[0].voltage_pu.min() for way in ways)
    assert nothing < planned < alone
    assert "without the cluster already" in first
    assert "worse than without the cluster, and better than with nothing installed" in first
    for words, way in zip(("Without the", "With nothing", "As planned:"), ways, strict=True):
        (line,) = [s for s in rest if s.startswith(words) and "losses" in s]
        assert f"{way.flows[0].voltage_pu.min():.4f} pu" in line
        assert f"{365 * 4 * way.flows[0].loss_kw.sum() / 1000:,.1f} MWh a year" in line


def test_a_feeder_that_is_outside_alone_may_be_helped(subject: Subject) -> None:
    """Judged by the plan first; that the feeder is outside alone is said all the same."""
    check = sample(subject, LOW).check
    outside = sample(subject, LOW, base_load=9.0).check
    helped = replace(check, alone=outside.alone)
    assert feeder_outcome(helped) is FeederOutcome.CARRIED
    assert "Without the cluster the feeder leaves its band." in check_sentences(helped)


def test_a_flow_without_solution_is_said(subject: Subject) -> None:
    check = collapsed(sample(subject, LOW).check)
    assert feeder_outcome(check) is FeederOutcome.NOT_CARRIED
    text = " ".join(check_sentences(check))
    assert "In 2 steps of the typical days the feeder cannot carry the plan at all" in text
    assert "first in day at 08:00" in text and "nan" not in text
    record = json.loads(json.dumps(check_record(check), allow_nan=False))
    assert record["ways"]["planned"]["loss_kwh_per_year"] is None
    assert check.screened is not None
    blind = replace(check, nothing=check.planned, screened=replace(check.screened, error_pu=np.nan))
    text = " ".join(check_sentences(blind))
    assert "in part since the flow has no solution" in text and "lowest voltage no" not in text
    assert "cannot be held against flows that have no solution" in text


def test_control_without_solution_is_said(broken: Sample) -> None:
    (day,) = broken.check.operated
    (flow,) = collapsed(broken.check).planned.flows
    limits, buses = broken.check.connection.limits, broken.check.connection.feeder.buses
    verdict = voltage_verdict(buses, limits, broken.check.case.scenarios, [flow.voltage_pu])
    check = replace(broken.check, operated=(replace(day, flow=flow),), operated_verdict=verdict)
    text = " ".join(check_sentences(check))
    assert "there are 2 steps that the feeder cannot carry: the flow has no solution" in text
    assert "voltages go from no solution" not in text


def collapsed(check: FeederCheck) -> FeederCheck:
    """The check as if the flows of two planned steps had no solution."""

    (flow,) = check.planned.flows
    converged = np.array([True, True, False, True, False, True])
    gone = replace(
        flow,
        voltage_pu=np.where(converged[:, None], flow.voltage_pu, np.nan),
        loss_kw=np.where(converged, flow.loss_kw, np.nan),
        converged=converged,
    )
    connection = check.connection
    verdict = voltage_verdict(
        connection.feeder.buses, connection.limits, check.case.scenarios, [gone.voltage_pu]
    )
    return replace(check, planned=Replayed((gone,), verdict, float("nan")))


@pytest.mark.parametrize(
    ("voltage", "words"),
    [
        (0.94731, "0.9473 pu"), (0.95, "0.9500 pu"), (0.94997, "0.94997 pu"),
        (0.9499979, "0.949998 pu"), (1.0500004, "1.0500 pu"), (1.050003, "1.050003 pu"),
        (0.0, "no solution"),
    ],
)  # fmt: skip
def test_rounding_does_not_bring_a_voltage_into_the_band(
    voltage: float, words: str, broken: Sample
) -> None:
    limits = replace(broken.check.connection.limits, low_pu=0.95)
    assert voltage_words(voltage, limits) == words


def test_small_numbers_are_readable() -> None:
    assert [time_words(t) for t in (2e-5, 0.012, 3.44, 600)] == [
        "20 µs",
        "12 ms",
        "3.4 s",
        "10.0 min",
    ]
    assert [error_words(e) for e in (0.0034, 3.1e-5, 0.0)] == ["0.0034 pu", "0.000031 pu", "0 pu"]
    assert [error_words(e) for e in (6e-10, 2e-16)] == ["0.000000001 pu", "0 pu"]
    assert [hours_words(h) for h in (0, 0.5, 1, 243.7)] == [
        "0 hours",
        "0.5 hours",
        "1 hour",
        "244 hours",
    ]


def test_tables_hold_every_flow(broken: Sample) -> None:
    check, planned = broken.check, broken.subject.planned
    tables = check_tables(check, planned)
    voltages, buses = tables["voltages.csv"], check.connection.feeder.buses
    assert list(voltages.columns[:3]) == ["scenario", "clock", "bus"]
    assert len(voltages) == 6 * len(buses)
    row = voltages[(voltages["clock"] == "16:00") & (voltages["bus"] == "end")].iloc[0]
    assert row["operated_pu"] == check.operated[0].flow.voltage_pu[4, 5]
    assert row["alone_pu"] == check.alone.flows[0].voltage_pu[4, 5]
    assert check.screened is not None
    errors = (voltages["planned_by_screen_pu"] - voltages["planned_pu"]).abs()
    assert errors.max() == pytest.approx(check.screened.error_pu, abs=1e-12)
    loss = 365 * 4 * tables["losses.csv"]["planned_kw"].sum()
    assert loss == pytest.approx(check.planned.loss_kwh_per_year)
    stress = tables["stress.csv"]
    assert (stress["lowest_pu"] < NARROW - 1e-6).sum() == check.stressed[0].outside
    assert "stress.csv" not in check_tables(replace(check, stressed=()), planned)


def test_the_table_of_ports_says_who_gives(broken: Sample) -> None:
    check, (dispatch,) = broken.check, broken.subject.planned
    ports = check_tables(check, (dispatch,))["ports.csv"]
    assert set(ports["port"]) == {"link.hut", "link.barn"}
    barn = ports[ports["port"] == "link.barn"]
    # what the barn's port gives comes to the barn, beside what its meter imports
    load = check.case.scenarios[0].electricity_kw[:, 1]
    assert np.allclose(barn["planned_kw"], load - dispatch.import_kw[:, 1], atol=1e-6)
    assert (barn["planned_kw"].abs() > 1).any() and (ports["planned_kvar"] == 0).all()
    assert (ports["operated_kvar"] == 20).all() and (ports["rating_kva"] == 20).all()
    share = np.sqrt(ports["operated_kw"] ** 2 + 400) / 20
    assert np.allclose(ports["operated_share_of_rating"], share)
    none = replace(check, design=Design((100.0,), (0.0,)))
    assert not len(check_tables(none, (dispatch,))["ports.csv"])


def test_the_record_is_plain_and_says_the_same(broken: Sample) -> None:
    check = broken.check
    record = check_record(check)
    assert record == json.loads(json.dumps(record, allow_nan=False))
    assert record["outcome"] == "carried_with_control" and not record["carried_as_planned"]
    assert record["sentences"] == check_sentences(check)
    assert record["design"] == check.design.named(check.case)
    assert record["buildings"][0] == {"building": "hut", "bus": "end", "power_factor": 0.95}
    worst = record["ways"]["planned"]["worst"]
    lowest, bus, step = worst_of(check)
    assert (worst["voltage_pu"], worst["bus"]) == (lowest, bus)
    assert worst["clock"] == f"{4 * step:02d}:00"
    assert list(record["ways"]) == ["alone", "nothing", "planned", "operated"]
    assert record["stress"][0]["lowest_pu"] == check.stressed[0].lowest_pu.min()


def test_the_folder_and_the_report_hold_the_check(run: Path, of_choice: Sample) -> None:
    before = json.loads((run / "manifest.json").read_text())
    moment = (run / "manifest.json").stat().st_mtime_ns - 10**12
    os.utime(run / "manifest.json", ns=(moment, moment))
    report = (run / "report.html").read_text()
    written = write_check(of_choice.check, of_choice.subject.planned, run)
    assert written.report_trouble == "" and written.folder == run / "feeder"
    assert {"check.json", "section.html", "voltages.csv", "losses.csv", "ports.csv"} < set(
        written.files
    )
    assert "voltages_operated_day.png" in written.files
    text = (run / "report.html").read_text()
    Tree(text)
    assert text.count('href="#feeder"') == text.count('<section id="feeder"') == 1
    assert text.index('<section id="operation"') < text.index('<section id="feeder"')
    assert text.index('<section id="feeder"') < text.index('<section id="search"')
    assert check_sentences(of_choice.check)[0] in text and OTHER_DESIGN not in text
    assert without_check(text) == report
    after = json.loads((run / "manifest.json").read_text())
    assert (run / "manifest.json").stat().st_mtime_ns == moment
    digests = after["files_sha256"]
    for name, digest in digests.items():
        assert hashlib.sha256((run / name).read_bytes()).hexdigest() == digest, name
    there = {str(f.relative_to(run)) for f in run.rglob("*") if f.is_file()}
    assert set(digests) == there - {"manifest.json", "run.sqlite"}
    kept = {name: digests[name] for name in before["files_sha256"] if name != "report.html"}
    assert all(before["files_sha256"][name] == digest for name, digest in kept.items())
    assert {**after, "files_sha256": 0} == {**before, "files_sha256": 0}


def without_check(report: str) -> str:
    """A report with its places for a check empty."""
    return re.sub(
        "<!--(feeder-link|feeder-section)-->.*?<!--/", r"<!--\1--><!--/", report, flags=re.DOTALL
    )


def contents(run: Path) -> dict[str, bytes]:
    """Every file of a run."""
    return {str(f.relative_to(run)): f.read_bytes() for f in run.rglob("*") if f.is_file()}


@pytest.mark.usefixtures("few")
def test_twice_is_as_once_and_nothing_stale_is_left(run: Path, of_choice: Sample) -> None:
    check, planned = of_choice.check, of_choice.subject.planned
    write_check(check, planned, run)
    once = contents(run)
    (run / "feeder" / "voltages_planned_gone.svg").write_text("stale")
    write_check(check, planned, run)
    assert contents(run) == once
    write_check(replace(check, stressed=(), operated=(), operated_verdict=None), planned, run)
    names = {name for name in contents(run) if name.startswith("feeder/")}
    assert not {n for n in names if "stress" in n or "operated" in n or "outside" in n}
    assert (
        "feeder/stress.csv" not in json.loads((run / "manifest.json").read_text())["files_sha256"]
    )
    assert not [p for p in run.iterdir() if p.name.startswith(".")]


@pytest.mark.usefixtures("quick")
def test_a_report_that_is_written_again_has_the_section(
    finished: tuple[Plan, Path], run: Path, of_choice: Sample
) -> None:
    write_check(of_choice.check, of_choice.subject.planned, run)
    assert write_again(finished[0], run) == (run / "report.html").read_text()
    # a report of its own stands in no folder
    drawn = {file.stem: file.read_bytes() for file in run.glob("*.svg")}
    assert '<section id="feeder"' not in page(finished[0], drawn)


@pytest.mark.usefixtures("quick")
def test_a_check_of_another_design_says_so(
    finished: tuple[Plan, Path], run: Path, of_choice: Sample
) -> None:
    other = replace(of_choice.check, design=Design((0.0,), (5.0,)))
    assert other.design != finished[0].chosen.design
    write_check(other, of_choice.subject.planned, run)
    assert OTHER_DESIGN in (run / "report.html").read_text()
    assert OTHER_DESIGN in write_again(finished[0], run)
    write_check(of_choice.check, of_choice.subject.planned, run)
    assert OTHER_DESIGN not in (run / "report.html").read_text()


@pytest.mark.parametrize("damage", ["nothing of it", "<!--feeder-inside-->"])
@pytest.mark.usefixtures("quick")
def test_a_section_that_cannot_be_read_is_told(
    damage: str, finished: tuple[Plan, Path], run: Path, of_choice: Sample
) -> None:
    write_check(of_choice.check, of_choice.subject.planned, run)
    (run / "feeder" / "section.html").write_text(damage)
    text = write_again(finished[0], run)
    Tree(text)
    assert UNREADABLE in text


@pytest.mark.usefixtures("quick")
def test_an_older_report_stays_as_it_is(run: Path, of_choice: Sample) -> None:
    old = re.sub("<!--/?feeder-[a-z]+-->", "", (run / "report.html").read_text())
    (run / "report.html").write_text(old)
    written = write_check(of_choice.check, of_choice.subject.planned, run)
    assert "no place for the section" in written.report_trouble
    assert str(run / "feeder" / "section.html") in written.report_trouble
    assert (run / "report.html").read_text() == old
    page = (run / "feeder" / "section.html").read_text()
    Tree(page)
    assert check_sentences(of_choice.check)[0] in page


@pytest.mark.usefixtures("quick")
def test_a_run_without_report_gets_it_later(run: Path, of_choice: Sample) -> None:
    (run / "report.html").unlink()
    (run / "manifest.json").unlink()
    written = write_check(of_choice.check, of_choice.subject.planned, run)
    assert "clusterflex resume" in written.report_trouble
    assert (run / "feeder" / "check.json").is_file()
    # a manifest would say that the run is finished
    assert not (run / "manifest.json").exists()


def test_a_damaged_manifest_is_refused_before_anything_is_written(
    run: Path, of_choice: Sample
) -> None:
    (run / "manifest.json").write_text('{"files_sha256": 3}')
    before = contents(run)
    with pytest.raises(StoreError, match=r"manifest\.json cannot be read"):
        write_check(of_choice.check, of_choice.subject.planned, run)
    assert contents(run) == before


@pytest.mark.usefixtures("quick")
def test_a_failure_leaves_the_earlier_check(
    run: Path, of_choice: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_check(of_choice.check, of_choice.subject.planned, run)
    before = contents(run)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("planner.report.feeder_files.write_bytes", full)
    with pytest.raises(StoreError, match="No space left"):
        write_check(of_choice.check, of_choice.subject.planned, run)
    assert contents(run) == before


@pytest.mark.usefixtures("quick")
def test_files_of_the_check_are_served(run: Path, of_choice: Sample) -> None:
    write_check(of_choice.check, of_choice.subject.planned, run)
    manifest = json.loads((run / "manifest.json").read_text())
    names = [name for name in listed(manifest) if name.startswith("feeder/")]
    assert len(names) == len(list((run / "feeder").iterdir()))
    for name in names:
        assert read_listed(run, name) == (run / name).read_bytes()


def test_nothing_in_the_section_runs_or_is_fetched(run: Path, of_choice: Sample) -> None:
    case = of_choice.check.case
    (hut, barn), (hub,) = case.buildings, case.hubs
    nasty = replace(
        case,
        title=NASTY,
        buildings=(hut.model_copy(update={"name": NASTY}), barn),
        hubs=(hub.model_copy(update={"buildings": (NASTY, "barn")}),),
    )
    policy = re.findall("<meta http-equiv[^>]*>", (run / "report.html").read_text())
    write_check(replace(of_choice.check, case=nasty), of_choice.subject.planned, run)
    text = (run / "report.html").read_text()
    assert re.findall("<meta http-equiv[^>]*>", text) == policy
    section = text[text.index('<section id="feeder"') :].partition("</section>")[0]
    Tree(f"{section}</section>")
    Tree((run / "feeder" / "section.html").read_text())
    assert "<script" not in section and NASTY not in text and "&lt;script&gt;" in section
    addresses = re.findall(r"""(?:href|src)=["']([^"']*)|url\(([^)]*)\)""", section)
    assert addresses
    assert all(
        a.startswith(("#", "data:image/png;base64,")) for pair in addresses for a in pair if a
    )
    ids = re.findall(r'\bid="([^"]*)"', text)
    assert len(ids) == len(set(ids))


@pytest.mark.usefixtures("few")
def test_figures_without_room_are_named(
    run: Path, of_choice: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.report.feeder_section.FEEDER_BYTES", 60_000)
    write_check(of_choice.check, of_choice.subject.planned, run)
    text = (run / "report.html").read_text()
    section = text[text.index('<section id="feeder"') :].partition("</section>")[0]
    assert section.count("<figure>") == 1
    (note,) = re.findall(r"files of their own: ([^<]*)\.<", section)
    named = re.findall(r"feeder/(\w+\.svg)", note)
    assert len(named) + 1 == len(list((run / "feeder").glob("*.svg")))
    assert all((run / "feeder" / name).is_file() for name in named)


@pytest.fixture
def tab(run: Path, of_choice: Sample) -> Iterator[Any]:
    """The report with its check, on a telephone in the dark; trouble fails the test."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("there is no chromium on this machine")
    write_check(of_choice.check, of_choice.subject.planned, run)
    trouble: list[str] = []
    with sync_api.sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path, args=["--no-sandbox"])
        context = browser.new_context(
            offline=True, color_scheme="dark", viewport={"width": 390, "height": 844}
        )
        page = context.new_page()
        page.on("console", lambda message: trouble.append(message.text))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        file = (run / "report.html").as_uri()
        page.on("request", lambda asked: trouble.append(asked.url) if asked.url != file else None)
        page.goto(file)
        yield page
        browser.close()
    assert [entry for entry in trouble if not entry.startswith("data:")] == []


def test_a_browser_shows_the_section(tab: Any) -> None:
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    tab.get_by_role("link", name="On the feeder").click()
    assert tab.locator("#feeder .lead").is_visible()
    assert tab.evaluate("document.getElementById('feeder').getBoundingClientRect().top") < 100
    cells = tab.locator("#feeder figure image").first
    box = cells.bounding_box()
    assert box["width"] > 150 and box["height"] > 80
    assert tab.locator("#feeder figure").count() >= 5
