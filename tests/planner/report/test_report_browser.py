"""The report in a real browser: clicks, sliders, keys, print; no error, and nothing fetched."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from algorithms import compromise
from planner import Plan
from planner.decision import decide
from planner.evaluation import Objective
from planner.front_runs import FrontRuns
from planner.report.words import design_words, kilo, money, number, percent, tonnes
from planner.tables import dispatch_table
from tests.planner.report.conftest import Page

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

COST, EMISSIONS = Objective.LIFECYCLE_COST, Objective.ANNUAL_EMISSIONS
Open = Callable[..., AbstractContextManager["Tab"]]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("there is no chromium on this machine")
    with sync_api.sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def opened(browser: Browser, page_of: Page, tmp_path_factory: pytest.TempPathFactory) -> Open:
    """Opens the report of a plan; whatever goes wrong while it is open fails the test."""
    folder = tmp_path_factory.mktemp("pages")

    @contextmanager
    def open_report(
        plan: Plan, *, live: bool = True, before: str = "", **settings: Any
    ) -> Iterator[Tab]:
        file = folder / f"{len(list(folder.iterdir()))}.html"
        file.write_text(page_of(plan))
        settings.setdefault("viewport", {"width": 1280, "height": 900})
        context = browser.new_context(java_script_enabled=live, offline=True, **settings)
        if before:
            context.add_init_script(before)
        tab = context.new_page()
        trouble: list[str] = []
        tab.on("console", lambda message: trouble.append(f"{message.type}: {message.text}"))
        tab.on("pageerror", lambda error: trouble.append(str(error)))
        tab.on("dialog", lambda dialog: trouble.append(f"dialog {dialog.message}"))
        tab.on("request", lambda request: trouble.append(request.url))
        tab.goto(file.as_uri())
        if live and not before:
            tab.wait_for_selector(".live-front.live-operation .explorer .chart")
        yield tab
        context.close()
        assert trouble == [file.as_uri()]

    return open_report


def text_of(tab: Tab, selector: str) -> str:
    """What is to be read there, spaces alike."""
    return " ".join(tab.locator(selector).first.inner_text().split())


def chosen_row(plan: Plan) -> int:
    """Row of the chosen design."""
    assert plan.decision is not None
    return plan.decision.row


def other_row(plan: Plan) -> int:
    """A design of the front that is not the chosen one."""
    return 0 if chosen_row(plan) else len(plan.front_evaluations) - 1


def move(tab: Tab, objective: Objective, weight: int) -> None:
    """Put a slider somewhere, as a reader's hand does."""
    tab.locator(f"#weight-{objective.value}").fill(str(weight))


def test_what_is_drawn_takes_the_place_of_what_stands_still(planned: Plan, opened: Open) -> None:
    with opened(planned) as tab:
        assert tab.locator("#front .still").is_hidden()
        assert tab.locator("#operation .still").is_hidden()
        assert tab.locator(".spot").count() == len(planned.front_evaluations)
        chosen = design_words(planned.case, planned.chosen.design)
        assert chosen in text_of(tab, ".design-head")
        assert "the run's choice" in text_of(tab, ".design-head")
    with opened(planned, live=False) as tab:
        assert tab.locator("#front .still svg").first.is_visible()
        assert tab.locator("#front .still tr.chosen").is_visible()
        assert tab.locator("#operation .still svg").first.is_visible()
        assert tab.locator("#front-live").is_hidden()


def test_a_click_shows_a_design(planned: Plan, opened: Open) -> None:
    row = other_row(planned)
    evaluation = planned.front_evaluations[row]
    with opened(planned) as tab:
        tab.locator(f".spot[data-row='{row}']").click()
        heading = f"Design {row + 1}: {design_words(planned.case, evaluation.design)}"
        assert text_of(tab, ".design-head h3") == heading
        assert text_of(tab, ".operation-head h3") == heading
        measures = text_of(tab, ".design .measures")
        assert f"shared {kilo(evaluation.design.storage_kwh[0])} kWh" in measures
        assert f"link {kilo(evaluation.design.fid_kw[0])} kW" in measures
        table = text_of(tab, ".design table")
        for words in (
            money(evaluation.lifecycle_cost, "EUR"),
            tonnes(evaluation.annual_emissions_kg),
            percent(evaluation.self_consumption),
            money(planned.nothing_installed.lifecycle_cost, "EUR"),
        ):
            assert words in table
        outcome = planned.front_runs.outcomes[row][0].indicators
        assert number(outcome.import_kwh) in text_of(tab, ".design > .scroll table")
        assert heading in text_of(tab, "#announced")
        tab.locator(f".ranking tr[data-row='{chosen_row(planned)}']").click()
        assert "the run's choice" in text_of(tab, ".design-head")


def test_sliders_choose_as_the_decision_does(planned: Plan, opened: Open) -> None:
    front, winners = planned.front_evaluations, set()
    with opened(planned) as tab:
        for cost, emissions in ((100, 0), (0, 100), (70, 31), (1, 2), (50, 50)):
            # never both zero on the way
            move(tab, COST, 100)
            move(tab, EMISSIONS, emissions)
            move(tab, COST, cost)
            decision = decide(front, {COST: cost, EMISSIONS: emissions})
            winners.add(decision.row)
            assert text_of(tab, ".winner-name").startswith(f"Design {decision.row + 1} wins")
            assert percent(cost / (cost + emissions), 0) in text_of(tab, ".slider")
            first = tab.locator(".ranking tbody tr").first
            assert first.get_attribute("data-row") == str(decision.row)
            for row, overall in enumerate(decision.overall):
                cells = tab.locator(f".ranking tr[data-row='{row}'] td")
                assert cells.last.inner_text() == f"{overall:.5f}"
        assert len(winners) > 1
        move(tab, COST, 0)
        wins = decide(front, {COST: 0, EMISSIONS: 50}).row
        tab.get_by_role("button", name=f"Select design {wins + 1}").click()
        assert f"Design {wins + 1}:" in text_of(tab, ".design-head")


def test_without_weights_nothing_wins(planned: Plan, opened: Open) -> None:
    with opened(planned) as tab:
        tab.locator(f".ranking tr[data-row='{other_row(planned)}']").click()
        take = tab.locator(".weights .buttons button").first
        assert take.get_attribute("aria-disabled") is None
        move(tab, COST, 0)
        move(tab, EMISSIONS, 0)
        for row in (other_row(planned), chosen_row(planned)):
            tab.locator(f".ranking tr[data-row='{row}']").click()
            assert "above zero" in text_of(tab, ".winner")
            assert tab.locator(".slider output").all_inner_texts() == ["\u2013"] * 2
            assert set(tab.locator(".ranking td:last-child").all_inner_texts()) == {"\u2013"}
            assert take.get_attribute("aria-disabled") == "true"
            take.click(force=True)
            selected = tab.locator(".ranking tr[aria-current]")
            assert selected.get_attribute("data-row") == str(row)
        tab.get_by_role("button", name="Back to the run's weights").click()
        assert "It is the run's choice" in text_of(tab, ".winner")


def test_the_pages_membership_is_ours_to_the_last_digit(browser: Browser) -> None:
    source = (files("planner.report.interactive") / "membership.js").read_text()
    draw = np.random.default_rng(3)
    tab = browser.new_page()
    for designs, objectives in ((1, 2), (7, 2), (40, 3), (25, 4)):
        for _ in range(5):
            values = draw.normal(size=(designs, objectives)) * 10.0 ** draw.integers(-3, 8)
            values = np.round(values, 1) if designs == 25 else values
            weights = draw.uniform(size=objectives) * draw.integers(0, 2, size=objectives)
            weights[0] += 0.1
            row, overall = compromise(values, weights)
            found = tab.evaluate(
                f"([m, w]) => {{ {source}; return compromise(m, w); }}",
                [values.tolist(), weights.tolist()],
            )
            assert found["row"] == row
            assert found["overall"] == overall.tolist()
    tab.close()


def test_keys_go_along_the_front(planned: Plan, opened: Open) -> None:
    with opened(planned) as tab:
        tab.locator("#front select").last.focus()
        tab.keyboard.press("Tab")
        tab.keyboard.press("Tab")
        focused = "document.activeElement"
        assert tab.evaluate(f"{focused}.dataset.row") == str(chosen_row(planned))
        assert tab.evaluate(f"{focused}.getAttribute('role')") == "option"
        assert tab.evaluate(f"getComputedStyle({focused}).outlineStyle") == "solid"
        tab.keyboard.press("Home")
        assert tab.evaluate(f"{focused}.dataset.row") == "0"
        assert "Design 1" in text_of(tab, ".tip")
        tab.keyboard.press("ArrowRight")
        assert tab.evaluate(f"{focused}.dataset.row") == "1"
        assert "Design 2" not in text_of(tab, ".design-head h3")
        tab.keyboard.press("Enter")
        assert "Design 2:" in text_of(tab, ".design-head h3")
        assert tab.evaluate(f"{focused}.getAttribute('aria-selected')") == "true"
        assert text_of(tab, "#announced").startswith("Selected: Design 2")


def test_the_focus_stays_where_it_is(planned: Plan, opened: Open) -> None:
    focused = "document.activeElement.textContent"
    with opened(planned) as tab:
        cheaper = tab.get_by_role("button", name="cheaper").first
        for _ in range(chosen_row(planned) + 1):
            cheaper.focus()
            tab.keyboard.press("Enter")
        assert "Design 1:" in text_of(tab, ".design-head h3")
        assert "cheaper" in tab.evaluate(focused)
        assert cheaper.get_attribute("aria-disabled") == "true"
        for name in ("dearer", "the run's choice"):
            tab.get_by_role("button", name=name).first.focus()
            tab.keyboard.press("Enter")
            assert name in tab.evaluate(focused)
        assert "the run's choice" in text_of(tab, ".design-head .badge")
        move(tab, COST, 0)
        for button, word in ((1, "Back"), (0, "Select")):
            if button == 0:
                move(tab, COST, 0)
            tab.locator(".weights .buttons button").nth(button).focus()
            tab.keyboard.press("Enter")
            assert word in tab.evaluate(focused)
        tab.locator(".spot[data-row='1']").focus()
        before = tab.locator(".front-chart svg").bounding_box()
        tab.set_viewport_size({"width": 700, "height": 900})
        tab.wait_for_function(
            "wide => document.querySelector('.front-chart svg').clientWidth !== wide",
            arg=before["width"] if before else 0,
        )
        tab.wait_for_timeout(100)
        assert tab.evaluate("document.activeElement.dataset.row") == "1"
        assert "Design 2" in text_of(tab, ".tip")
        tab.keyboard.press("Escape")
        assert tab.locator(".tip").is_hidden()
        assert tab.evaluate("document.activeElement.dataset.row") == "1"


def test_names_of_buttons_begin_with_what_is_seen(planned: Plan, opened: Open) -> None:
    with opened(planned) as tab:
        for button in tab.locator("button[aria-label]").all():
            seen = re.sub(r"[^\w' ]", "", button.inner_text()).strip()
            assert (button.get_attribute("aria-label") or "").startswith(seen)
        assert tab.locator("button[aria-label]").count() == 6


def test_a_browser_that_cannot_unpack_says_so(planned: Plan, opened: Open) -> None:
    few = replace(planned, front_runs=FrontRuns({chosen_row(planned): planned.dispatches}))
    with opened(few, before="delete window.DecompressionStream") as tab:
        tab.wait_for_selector("#operation-live p")
        assert text_of(tab, "#operation-live").startswith("This browser cannot unpack")
        assert tab.locator("#operation .still svg").first.is_visible()
        assert "is in this file" not in text_of(tab, "#operation")
    with opened(few, live=False) as tab:
        assert "is in this file" not in text_of(tab, "#operation")


def test_curtailed_is_hatched_as_in_the_legend(planned: Plan, opened: Open) -> None:
    runs = {
        row: tuple(
            replace(
                outcome,
                dispatch=replace(outcome.dispatch, pv_used_kw=0.5 * outcome.dispatch.pv_used_kw),
            )
            for outcome in outcomes
            if outcome.dispatch is not None
        )
        for row, outcomes in planned.front_runs.outcomes.items()
    }
    with opened(replace(planned, front_runs=FrontRuns(runs))) as tab:
        assert tab.locator(".legend .hatched").count() == 1
        fill = tab.locator(".curtailed").get_attribute("fill") or ""
        (name,) = re.findall(r"url\(#(.*)\)", fill)
        assert tab.locator(f"pattern#{name} line").count() == 1
        assert tab.locator(".curtailed").get_attribute("d")


@pytest.mark.parametrize("place", ["hut", "barn"])
def test_numbers_of_the_pictures_are_the_dispatchs(planned: Plan, opened: Open, place: str) -> None:
    row = other_row(planned)
    table = dispatch_table(planned.case, planned.front_runs.outcomes[row])
    with opened(planned) as tab:
        tab.locator(f".spot[data-row='{row}']").click()
        tab.get_by_label("where").select_option(label=place)
        tab.get_by_text("The numbers of these pictures").click()
        shown = tab.locator(".numbers table")
        head = [" ".join(text.split()) for text in shown.locator("thead th").all_inner_texts()]
        body = [line.split("\t") for line in shown.locator("tbody tr").all_inner_texts()]
        assert [line[0] for line in body] == list(table["time"])
        level = f"shared ({kilo(planned.front_evaluations[row].design.storage_kwh[0])} kWh)"
        load = table[f"{place}.electricity_kw"] - table[f"{place}.shift_out_kw"]
        ports = table[f"link.{place}.port_in_kw"] - table[f"link.{place}.port_out_kw"]
        expected = {
            "grid, supply (kW)": table[f"{place}.import_kw"],
            "load, use (kW)": load + table[f"{place}.shift_in_kw"],
            "PV, supply (kW)": table[f"{place}.pv_used_kw"],
            "link, supply (kW)": table[f"link.{place}.port_out_kw"],
            "link, use (kW)": table[f"link.{place}.port_in_kw"],
            f"port {place}, from the building (kW)": ports,
            f"{level}, at the start (kWh)": table["shared.stored_at_start_kwh"],
            "import price (EUR/kWh)": table[f"{place}.import_price_per_kwh"],
        }
        assert "grid, supply (kW)" in head
        for name, values in expected.items():
            if not values.abs().max() > 1e-6:
                assert name not in head
                continue
            column = [float(line[head.index(name)].replace(",", "")) for line in body]
            np.testing.assert_allclose(column, values, atol=0.0051)


def test_a_design_that_was_not_run_says_how_to(planned: Plan, opened: Open) -> None:
    few = replace(planned, front_runs=FrontRuns({chosen_row(planned): planned.dispatches}))
    row = other_row(planned)
    design = planned.front_evaluations[row].design
    with opened(few) as tab:
        tab.locator(f".spot[data-row='{row}']").click()
        told = text_of(tab, ".operation-body code")
        sizes = f"shared={design.storage_kwh[0]:g},link={design.fid_kw[0]:g}"
        assert told == f'--design "{sizes}"'
        assert f"The dispatch of 1 of {len(planned.front_evaluations)} designs" in text_of(
            tab, "#operation-live"
        )
        tab.get_by_role("button", name="the run's choice, back to it").first.click()
        assert tab.locator(".operation-body .chart").count() == 4


def test_names_are_text_whatever_they_are(hostile: Plan, opened: Open) -> None:
    name = hostile.case.buildings[0].name
    with opened(hostile) as tab:
        assert tab.locator("main b:not(.legend b), main script:not([type])").count() == 0
        assert tab.locator(".parallel .strand").count() == len(hostile.front_evaluations)
        assert tab.locator(".parallel").is_visible()
        where = tab.get_by_label("where")
        where.select_option(index=1)
        assert name in where.inner_text()
        tab.get_by_text("The numbers of these pictures").click()
        assert name in text_of(tab, ".numbers caption")
        assert f"2{name}" in text_of(tab, ".design .measures")
        box = tab.locator(".parallel .picture").bounding_box()
        assert box is not None
        strand = tab.locator(".parallel .strand[data-row='0']").evaluate(
            "path => { const p = path.getPointAtLength(path.getTotalLength() * 0.55);"
            " return [p.x, p.y]; }"
        )
        tab.locator(".parallel .picture").click(position={"x": strand[0], "y": strand[1]})
        assert re.match(r"Selected: Design \d+", text_of(tab, "#announced"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_it_without_scrolling_sideways(
    hostile: Plan, opened: Open, scheme: str
) -> None:
    size = {"width": 390, "height": 844}
    with opened(hostile, viewport=size, color_scheme=scheme, has_touch=True) as tab:
        tab.locator(".spot[data-row='1']").tap()
        assert "Design 2" in text_of(tab, ".design-head h3")
        assert tab.evaluate("document.documentElement.scrollWidth") == 390
        for picture in (
            tab.locator(".operation-body svg").first,
            tab.locator(".operation-body svg").last,
        ):
            picture.tap()
            assert text_of(tab, ".when").startswith("Step from ")
            assert re.search(r"\d kW", text_of(tab, ".operation-body .legend"))
        targets = "button, select, summary, .tick-box, input[type=range], nav a"
        heights = tab.locator(targets).evaluate_all(
            "nodes => nodes.map(node => node.getBoundingClientRect().height).filter(Boolean)"
        )
        assert min(heights) >= 24


def test_axes_can_be_anything(planned: Plan, opened: Open) -> None:
    front, bound = planned.front_evaluations, planned.bound
    assert bound is not None
    values = {
        "lifecycle cost": [e.lifecycle_cost for e in front],
        "self-sufficiency": [e.self_sufficiency for e in front],
        "shared": [e.design.storage_kwh[0] for e in front],
        "above the bound": list(bound.gaps),
    }
    with opened(planned) as tab:
        for name, expected in values.items():
            tab.get_by_label("across").select_option(label=name)
            assert name in (tab.locator(".front-chart svg").text_content() or "")
            places = []
            for row in range(len(front)):
                at = tab.locator(f".spot[data-row='{row}']").get_attribute("transform")
                places.append(float(re.findall(r"[\d.]+", at or "")[0]))
            slope, start = np.polyfit(expected, places, 1) if np.ptp(expected) else (0, places[0])
            np.testing.assert_allclose(places, start + slope * np.array(expected), atol=0.11)
            assert slope > 0 or not np.ptp(expected)
        tab.get_by_label("across").select_option(label="lifecycle cost")
        tab.get_by_label("with everything compared").check()
        assert tab.locator(".front-chart .mark").count() == 3
        assert "Outside the picture" not in text_of(tab, ".front-chart")


def test_a_heading_sorts(planned: Plan, opened: Open) -> None:
    with opened(planned) as tab:
        heading = tab.get_by_role("button", name="self-consumption")
        heading.click()
        rows = "nodes => nodes.map(node => Number(node.dataset.row))"
        order = tab.locator(".ranking tbody tr").evaluate_all(rows)
        values = [planned.front_evaluations[row].self_consumption for row in order]
        assert values == sorted(values)
        heading.click()
        again = tab.locator(".ranking tbody tr").evaluate_all(rows)
        values = [planned.front_evaluations[row].self_consumption for row in again]
        assert values == sorted(values, reverse=True)
        assert tab.locator("th[aria-sort=descending]").inner_text() == "self-consumption"


def test_the_best_membership_comes_first(planned: Plan, opened: Open) -> None:
    with opened(planned) as tab:
        move(tab, EMISSIONS, 0)
        heading = tab.get_by_role("button", name="membership")
        for sort in ("descending", "ascending"):
            heading.click()
            assert tab.locator(f"th[aria-sort={sort}]").inner_text() == "membership"
            cells = tab.locator(".ranking tbody td:last-child").all_inner_texts()
            values = [float(text) for text in cells]
            assert values == sorted(values, reverse=sort == "descending")
            assert len(set(values)) > 1


def test_paper_has_every_day_and_no_controls(planned: Plan, opened: Open, tmp_path: Path) -> None:
    with opened(planned, color_scheme="dark") as tab:
        tab.emulate_media(media="print")
        assert not tab.locator(".weights").is_visible()
        assert not tab.locator("select").first.is_visible()
        assert tab.locator("#operation .still svg").first.is_visible()
        assert tab.locator("#operation-live").is_hidden()
        paper = "getComputedStyle(document.body).backgroundColor"
        assert tab.evaluate(paper) == "rgb(255, 255, 255)"
        tab.locator(f".ranking tr[data-row='{other_row(planned)}']").click()
        assert tab.locator("#operation-live .chart").first.is_visible()
        assert tab.locator("#operation .still").is_hidden()
        told = text_of(tab, ".operation-body .on-paper")
        assert told.lower() == "electricity of the whole cluster, day"
        tab.emulate_media(media="screen")
        assert tab.locator(".on-paper").is_hidden()
        tab.pdf(path=tmp_path / "report.pdf", format="A4")
        assert (tmp_path / "report.pdf").read_bytes().count(b"/Type /Page\n") >= 3
