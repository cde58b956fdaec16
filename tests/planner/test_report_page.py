"""Headline, notebook and report: the plan's numbers, nothing fetched, nothing unescaped."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from pathlib import Path

import pytest

from cases import Case, read_case
from operation import Status
from planner import Outcome, Plan, plan
from planner.evaluation import failure
from planner.report import pictures
from planner.report.answer_section import answer
from planner.report.case_warnings import case_warnings
from planner.report.causes import frequent_causes
from planner.report.files import write_report
from planner.report.gallery import gallery
from planner.report.page import report_html
from planner.report.pictures import embedded, figures
from planner.report.saving import svg_bytes
from planner.report.summary import headline, notebook_html
from planner.report.words import design_words, kilo, money, number, percent, tonnes
from tests.planner.html_tree import Tree

NASTY = '<script>alert("x")</script> & Söhne'
NOTHING = "Against nothing installed"
REFERENCE = "The reference design,"
LIVE = ("front", "dispatch", "storage", "ports")


_MADE: dict[str, Plan] = {}


@pytest.fixture
def planned(tiny: Case) -> Plan:
    """A small plan, made once: nothing changes it."""
    if tiny.digest not in _MADE:
        _MADE[tiny.digest] = plan(tiny, population=6, generations=3, seed=1, workers=0)
    return _MADE[tiny.digest]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """An empty folder."""
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.fixture
def hopeless(tiny_folder: Path) -> Plan:
    """A plan of meters too small for any design."""
    file = tiny_folder / "case.toml"
    text = file.read_text()
    assert "import_limit_kw = 100" in text
    file.write_text(re.sub(r"import_limit_kw = [\d.]+", "import_limit_kw = 6", text))
    case = read_case(tiny_folder)
    return plan(case, population=4, generations=2, seed=1, workers=0)


def test_headline_says_the_plans_numbers(planned: Plan) -> None:
    text = " ".join(headline(planned))
    chosen, nothing = planned.chosen, planned.nothing_installed
    assert f"{kilo(chosen.design.storage_kwh[0])} kWh storage at link" in text
    assert f"{kilo(chosen.design.fid_kw[0])} kW FID" in text
    assert money(chosen.lifecycle_cost, "EUR") in text
    assert money(chosen.daily_cost, "EUR") in text
    annuity = (1 - 1.05**-10) / 0.05
    assert f"{money(chosen.lifecycle_cost / annuity, 'EUR')} a year" in text
    assert tonnes(chosen.annual_emissions_kg) in text
    assert tonnes(10 * chosen.annual_emissions_kg) in text
    saved = nothing.lifecycle_cost - chosen.lifecycle_cost
    assert saved > 0
    assert f"saves {money(saved, 'EUR')} ({percent(saved / nothing.lifecycle_cost)})" in text
    carbon = nothing.annual_emissions_kg - chosen.annual_emissions_kg
    assert f"saves {tonnes(carbon)} ({percent(carbon / nothing.annual_emissions_kg)})" in text
    assert percent(chosen.self_consumption) in text
    assert f"front has {len(planned.front_evaluations)} designs" in text
    assert f"{len(planned.evaluations)} designs were evaluated in 3 generations" in text
    residual = max(s.worst_residual for s in chosen.scenarios)
    assert f"{residual:.1e}" in text


def test_what_is_not_saved_is_said(planned: Plan) -> None:
    assert planned.nothing_installed.cost is not None
    cheap = replace(
        planned.nothing_installed,
        cost=replace(planned.nothing_installed.cost, purchases=0.0, maintenance=0.0, sales=0.0),
        annual_emissions_kg=1e6,
    )
    (line,) = [s for s in headline(replace(planned, nothing_installed=cheap)) if NOTHING in s]
    assert f"it costs {money(planned.chosen.lifecycle_cost, 'EUR')} more over the horizon" in line
    assert "but saves" in line
    clean = replace(cheap, annual_emissions_kg=1.0)
    (line,) = [s for s in headline(replace(planned, nothing_installed=clean)) if NOTHING in s]
    assert " and emits " in line
    assert "-" not in line


def test_nothing_installed_may_be_chosen_or_impossible(planned: Plan) -> None:
    assert planned.decision is not None
    none = planned.nothing_installed
    chosen = replace(planned, front_evaluations=(none,), decision=replace(planned.decision, row=0))
    lines = headline(chosen)
    assert lines[0] == "The compromise is to install nothing."
    assert any("neither saves nor costs" in line for line in lines)
    broken = replace(failure(planned.case, none.design, Status.INFEASIBLE, "too dark"))
    lines = headline(replace(planned, nothing_installed=broken))
    assert any("cannot be run: too dark." in line for line in lines)
    assert report_html(replace(planned, nothing_installed=broken))


def test_a_front_that_ends_at_a_maximum_says_so(planned: Plan) -> None:
    design = replace(planned.chosen.design, storage_kwh=(100.0,), fid_kw=(20.0,))
    inside = replace(planned.chosen, design=design)
    assert planned.decision is not None
    free = replace(planned, front_evaluations=(inside,), decision=replace(planned.decision, row=0))
    assert not any("maximum" in line for line in headline(free))
    full = replace(
        inside,
        design=replace(design, storage_kwh=(200.0,)),
        annual_emissions_kg=inside.annual_emissions_kg + 1.0,
    )
    (line,) = [
        line
        for line in headline(replace(free, front_evaluations=(full, inside)))
        if "maximum" in line
    ]
    assert "the cheapest takes all that is allowed of shared (200)" in line
    assert "cleanest" not in line


def test_the_reference_design_is_placed(planned: Plan) -> None:
    chosen = planned.chosen
    assert chosen.cost is not None
    dear = replace(chosen, cost=replace(chosen.cost, purchases=1e9), annual_emissions_kg=1e9)
    (line,) = [s for s in headline(replace(planned, reference=dear)) if REFERENCE in s]
    assert "better in both" in line and "no design" not in line
    ideal = replace(chosen, cost=replace(chosen.cost, purchases=0.0), annual_emissions_kg=0.0)
    (line,) = [s for s in headline(replace(planned, reference=ideal)) if REFERENCE in s]
    assert "no design that was evaluated is better in both" in line
    broken = failure(planned.case, chosen.design, Status.INFEASIBLE, "too dark")
    (line,) = [s for s in headline(replace(planned, reference=broken)) if REFERENCE in s]
    assert "cannot be run: too dark." in line
    assert report_html(replace(planned, reference=broken))
    assert not any(REFERENCE in s for s in headline(replace(planned, reference=None)))


def test_other_configurations_are_compared_with(planned: Plan) -> None:
    (alone,) = planned.alternatives
    (line,) = [s for s in headline(planned) if "configuration alone" in s]
    assert "with its reference design, 100 kWh storage at hut," in line
    saved = alone.evaluation.lifecycle_cost - planned.chosen.lifecycle_cost
    carbon = alone.evaluation.annual_emissions_kg - planned.chosen.annual_emissions_kg
    share = percent(saved / alone.evaluation.lifecycle_cost)
    assert f"saves {money(saved, 'EUR')} ({share})" in line
    assert f"saves {tonnes(carbon)}" in line
    text = str(answer(planned))
    assert "alone, reference design" in text
    assert number(alone.evaluation.lifecycle_cost) in text
    assert f"{money(saved, 'EUR')}" in text[text.index("saved against alone") :][:120]
    broken = failure(alone.case, alone.evaluation.design, Status.INFEASIBLE, "too dark")
    dark = replace(planned, alternatives=(replace(alone, evaluation=broken),))
    (line,) = [s for s in headline(dark) if "configuration alone" in s]
    assert line.endswith("cannot be run: too dark.")
    assert "saved against alone" not in answer(dark)


def test_warnings_of_the_case_stand_in_the_report(planned: Plan) -> None:
    doubted = "Of the data, these are to be doubted"
    assert case_warnings(replace(planned.case, path=None)) == ""
    text = str(case_warnings(read_case("beijing", "interconnected")))
    assert doubted in text
    assert "tariff" in text
    assert case_warnings(replace(planned.case, path=Path("nowhere"))) == ""


def test_report_is_one_sound_file_without_anything_fetched(planned: Plan) -> None:
    text = report_html(planned)
    tree = Tree(text)
    names = [name for name, _ in tree.tags]
    assert not {"link", "iframe", "object", "form", "foreignobject"} & set(names)
    scripts = [found.get("type") for name, found in tree.tags if name == "script"]
    assert scripts == ["application/json", "text/plain", "application/json", None]
    assert not any(key.startswith("on") for _, found in tree.tags for key in found)
    for _, found in tree.tags:
        assert (found.get("href") or "#").startswith(("#", "data:image/png"))
        assert (found.get("src") or "data:").startswith("data:")
    space = "http://www.w3.org/2000/svg"
    assert {url.rstrip("';") for url in re.findall(r"https?://[^\s\"<]*", text)} == {space}
    assert "@import" not in text
    assert not re.search(r"url\((?!#)", text)
    ids = [found["id"] for _, found in tree.tags if "id" in found]
    assert len(ids) == len(set(ids))
    targets = [found["href"] for name, found in tree.tags if name in ("a", "use")]
    assert "front" in {str(target)[1:] for target in targets}
    assert {str(target)[1:] for target in targets} <= set(ids)
    assert len(text.encode()) < 3e6
    assert text == report_html(planned)


def test_report_can_be_read_by_everybody(planned: Plan) -> None:
    tree = Tree(report_html(planned))
    names = [name for name, _ in tree.tags]
    assert ("html", {"lang": "en"}) in tree.tags
    assert names.count("h1") == names.count("main") == 1
    assert names.count("caption") == names.count("table") > 5
    for name, found in tree.tags:
        if name == "svg":
            assert found["role"] == "img"
            assert found["aria-label"]
        if name == "th":
            assert found["scope"] in ("row", "col")
        if name == "img":
            assert found["alt"]
    style = report_html(planned)
    for query in ("prefers-color-scheme:dark", "@media print", "max-width:40rem"):
        assert query in style


def test_report_tells_everything(planned: Plan) -> None:
    text = report_html(planned)
    for day in planned.case.scenarios:
        assert f"<h3>{day.name}" in text
        for building in planned.case.buildings:
            assert f"Electricity of {building.name} in {day.name}" in text
    for words in (
        "10 years", "5.0 % a year", "0.05 EUR/kWh", "surplus", "two_level", "0.1 / 0.3",
        planned.case.digest, "highspy", "population", "node limit", "membership", "hypervolume",
    ):  # fmt: skip
        assert words.lower() in text.lower(), words
    for evaluation in planned.front_evaluations:
        assert number(evaluation.lifecycle_cost) in text
    front = text[text.index('<section id="front"') : text.index('<section id="operation"')]
    assert front.count('<tr class="chosen">') == 1
    assert text.index('id="answer"') < text.index('id="front"') < text.index('id="verdicts"')


def test_markup_in_names_is_escaped(planned: Plan) -> None:
    case = planned.case
    (day,) = case.scenarios
    hut, barn = case.buildings
    nasty = replace(
        planned,
        case=replace(
            case,
            title=NASTY,
            scenarios=(replace(day, title=NASTY),),
            buildings=(hut.model_copy(update={"title": NASTY}), barn),
            configuration=case.configuration.model_copy(update={"title": NASTY}),
        ),
    )
    for text in (report_html(nasty), notebook_html(nasty)):
        assert "<script>alert" not in text.lower()
        assert "&lt;script&gt;" in text
        Tree(text)


def test_without_a_feasible_design_causes_are_named(hopeless: Plan, out: Path) -> None:
    assert hopeless.outcome is Outcome.NO_FEASIBLE_DESIGN
    causes = frequent_causes(hopeless)
    counts = [cause.designs for cause in causes]
    assert counts == sorted(counts, reverse=True)
    assert len({cause.text for cause in causes}) == len(causes)
    assert 'electricity demand of "barn" is' in causes[0].text
    assert counts[0] == len(hopeless.evaluations)
    write_report(hopeless, out)
    assert sorted(file.name for file in out.iterdir()) == [
        "convergence.png", "convergence.svg", "report.html",
    ]  # fmt: skip
    text = (out / "report.html").read_text()
    Tree(text)
    assert "No design was chosen" in text
    assert "electricity demand of &quot;barn&quot; is" in text
    assert "No design was chosen" in notebook_html(hopeless)


def test_causes_differ_by_name_and_not_by_figure(planned: Plan) -> None:
    texts = ['heat of "shop2" is 3 kW short', 'heat of "shop2" is 4.5e+02 kW short', 'x "shop3" 1']
    failed = [
        failure(planned.case, e.design, Status.SOLVER_ERROR, text)
        for e, text in zip(planned.evaluations, texts, strict=False)
    ]
    trouble = replace(
        planned,
        outcome=Outcome.SOLVER_TROUBLE,
        evaluations=(*failed, *planned.evaluations[3:]),
        decision=None,
        dispatches=(),
    )
    assert [cause.designs for cause in frequent_causes(trouble)] == [2, 1]
    first = headline(trouble)[0]
    assert "3 of " in first
    assert "lost to a solver error" in first
    text = report_html(trouble)
    assert 'id="front"' in text
    assert "shop2" in text


def test_written_files_are_the_reports(planned: Plan, out: Path) -> None:
    write_report(planned, out)
    stems = {"front", "convergence", "storage_day", "ports_day"}
    stems |= {"dispatch_day_hut", "dispatch_day_barn", "exchange_day"}
    stems |= {"map_lifecycle_cost", "map_annual_emissions_kg"}
    expected = {f"{stem}.{kind}" for stem in stems for kind in ("png", "svg")} | {"report.html"}
    assert {file.name for file in out.iterdir()} == expected
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    assert before["report.html"].decode() == report_html(planned)
    write_report(planned, out)
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before


def test_without_hubs_there_are_no_ports(tiny_folder: Path, out: Path) -> None:
    alone = plan(read_case(tiny_folder, "alone"), population=4, generations=2, seed=1, workers=0)
    write_report(alone, out)
    assert not list(out.glob("ports*"))
    assert (out / "storage_day.svg").is_file()
    assert "ports" not in {p.name.split("_")[0] for p in out.iterdir()}


def test_figures_without_room_are_named(planned: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = report_html(planned)
    assert "files of their own" not in whole
    drawn = {picture.stem: svg_bytes(picture.draw()) for picture in gallery(planned)}
    inside, absent = embedded(list(gallery(planned)), drawn)
    assert not absent
    sizes = {picture.stem: len(svg) for picture, svg in inside.items()}
    needed = {stem: size for stem, size in sizes.items() if not stem.startswith(LIVE)}
    assert len(needed) == 4
    live = {stem: size for stem, size in sizes.items() if stem not in needed}
    # room for what the script does not draw, the front, and the smallest of the others
    smallest = min(live.items(), key=lambda item: (item[0] == "front", item[1]))
    room = sum(needed.values()) + sizes["front"] + smallest[1]
    monkeypatch.setattr(pictures, "FIGURES_BYTES", room)
    inside, absent = embedded(list(gallery(planned)), drawn)
    assert {picture.stem for picture in inside} == {*needed, "front", smallest[0]}
    text = report_html(planned)
    Tree(text)
    assert len(text) < len(whole)
    (note,) = re.findall(r"files of their own: ([^<]*)\.<", text)
    assert set(re.findall(r"\w+(?=\.svg)", note)) == {picture.stem for picture in absent}
    still = text.index('class="still"', text.index('<section id="operation"'))
    assert still < text.index("files of their own") < text.index("Who gives to whom")
    monkeypatch.setattr(pictures, "FIGURES_BYTES", 1)
    text = report_html(planned)
    Tree(text)
    for key, stem in (("front", "front"), ("operation", "exchange_day"), ("search", "convergence")):
        section = text[text.index(f'<section id="{key}"') :].partition("</section>")[0]
        assert f"{stem}.svg" in section.partition("files of their own")[2]


def test_a_section_without_figures_is_left_out(
    hopeless: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 'href="#search"' in report_html(hopeless)
    assert figures({}, ("convergence",)) == ""
    monkeypatch.setattr("planner.report.page.gallery", lambda plan: iter(()))
    text = report_html(hopeless)
    assert 'href="#search"' not in text
    assert "How it was found" not in text


def test_maps_stand_beside_each_other(planned: Plan) -> None:
    text = report_html(planned)
    section = text[text.index('<section id="search"') :].partition("</section>")[0]
    first, rest = section.split('<div class="figures">')
    assert first.count("<figure>") == 1
    assert "Hypervolume" in first
    assert rest.count("<figure>") == 2


def test_notebook_shows_choice_and_front(planned: Plan) -> None:
    text = planned._repr_html_()
    Tree(text)
    assert design_words(planned.case, planned.chosen.design) in text
    assert "data:image/svg+xml;base64," in text


def test_numbers_as_people_say_them() -> None:
    assert money(47_994_930.4, "CNY") == "47.99 million CNY"
    assert money(6211.9, "CNY") == "6,212 CNY"
    assert money(12.5, "EUR") == "12.50 EUR"
    assert money(-0.001, "EUR") == "0.00 EUR"
    assert tonnes(2_271_938) == "2,272 tCO2"
    assert tonnes(125_400) == "125.4 tCO2"
    assert tonnes(4_669) == "4.669 tCO2"
    assert percent(0.9916) == "99.2 %"
    assert number(math.nan) == "not known"
    assert number(-0.2) == "0"
    assert kilo(1500.0) == "1,500"
    assert kilo(12.34) == "12.3"


def test_designs_in_words(tiny: Case, planned: Plan) -> None:
    design = replace(planned.chosen.design, storage_kwh=(500.0,), fid_kw=(80.0,))
    assert design_words(tiny, design) == "500 kWh storage at link and an 80 kW FID"
    assert design_words(tiny, replace(design, fid_kw=(160.0,))).endswith("a 160 kW FID")
    assert design_words(tiny, replace(design, storage_kwh=(0.0,), fid_kw=(0.0,))) == "nothing"
