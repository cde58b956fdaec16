"""The page's data: the numbers of the tables, packed and back, safe whatever things are called."""

from __future__ import annotations

import json
import re
import tomllib
import zlib
from base64 import b64decode, b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from planner import Plan
from planner.front_runs import FrontRuns
from planner.report.interactive import dispatch_data as packing_of_dispatches
from planner.report.interactive.dispatch_data import dispatch_data
from planner.report.interactive.packing import multiples, packed, step_for
from planner.report.interactive.script import FILES
from tests.planner.report.conftest import Page

ROOT = Path(__file__).resolve().parents[3]


class Blocks(HTMLParser):
    """Contents of script elements as a browser separates them, by id, and all tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.tags: list[str] = []
        self.policy = ""
        self._open: str | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.tags.append(tag)
        if tag == "script":
            self._open = named.get("id") or "program"
            assert self._open not in self.found
            self.found[self._open] = ""
        if named.get("http-equiv") == "Content-Security-Policy":
            self.policy = named["content"] or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self.found[self._open] += data


def unpacked(text: str) -> list[int]:
    """All numbers of a packed text: seven bits a byte, sign lowest."""
    numbers, value, shift = [], 0, 0
    for byte in zlib.decompress(b64decode(text)):
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            numbers.append(-(value + 1) // 2 if value % 2 else value // 2)
            value = shift = 0
    assert shift == 0
    return numbers


def test_packed_numbers_come_back() -> None:
    chain = [np.array([0, 1, -1, 300]), np.array([0, 1, 10**12, -(10**9)])]
    expected = [0, 1, -1, 300, 0, 0, 10**12 + 1, -(10**9) - 300, 7]
    assert unpacked(packed([chain, [np.array([7])]])) == expected


@pytest.mark.parametrize("largest", [0.0, 3e-3, 0.99, 1.0, 250.0, 1491.5, 8e6])
def test_a_step_tells_six_digits(largest: float) -> None:
    step = step_for(largest)
    assert np.isclose(np.log10(step) % 1, 0)
    if largest:
        assert 99_999 < largest / step < 1_000_001
    values = np.array([0.0, largest / 3, largest])
    assert np.abs(multiples(values, step) * step - values).max() <= step / 2 * (1 + 1e-9)


def test_dispatches_in_the_page_are_those_of_the_designs(planned: Plan) -> None:
    data = dispatch_data(planned)
    assert data is not None
    record = data.record
    assert record["rows"] == list(planned.front_runs.outcomes)
    assert len(record["rows"]) > 2
    stream = iter(unpacked(data.numbers))
    for number, day in enumerate(planned.case.scenarios):
        for name in record["profiles"]:
            for column in getattr(day, name).T:
                shown = [next(stream) * record["steps"]["power"] for _ in column]
                np.testing.assert_allclose(shown, column, atol=record["steps"]["power"])
        before: dict[tuple[str, int, int], int] = {}
        for row in record["rows"]:
            y = planned.front_runs.outcomes[row][number].dispatch
            for column in record["columns"]:
                step = record["steps"]["level" if column["level"] else "power"]
                table = getattr(y, column["name"])
                assert table.shape == (day.steps + column["level"], column["items"])
                for item, values in enumerate(table.T):
                    for t, value in enumerate(values):
                        key = (column["name"], item, t)
                        before[key] = before.get(key, 0) + next(stream)
                        assert abs(before[key] * step - value) <= step
    assert next(stream, None) is None


def test_figures_are_those_of_the_tables(planned: Plan, page_of: Page) -> None:
    data = json.loads(Blocks(page_of(planned)).found["front-data"])
    table = planned.front
    names = [figure["name"] for figure in data["figures"]]
    assert len(data["designs"]) == len(table)
    for design, (_, line) in zip(data["designs"], table.iterrows(), strict=True):
        for name, value in zip(names, design["figures"], strict=True):
            assert value == pytest.approx(line[name], rel=1e-9)
        assert design["capacities"] == [line["shared_kwh"], line["link_kw"]]
        assert design["above"] == line["bound_gap"]
    assert data["chosen"] == int(np.argmax(table["chosen"]))
    assert [objective["weight"] for objective in data["objectives"]] == [1.0, 1.0]
    exact = [[e.lifecycle_cost, e.annual_emissions_kg] for e in planned.front_evaluations]
    assert data["minimised"] == exact
    kinds = {mark["kind"]: mark for mark in data["marks"]}
    assert set(kinds) == {"nothing", "reference", "alternative"}
    (alone,) = planned.alternatives
    assert kinds["alternative"]["figures"][0] == pytest.approx(alone.evaluation.lifecycle_cost)
    least = data["bound"]["points"]
    assert all(b[1] <= a[1] for a, b in pairwise(least))
    assert planned.bound is not None
    for emissions, cost in least[::37]:
        expected = planned.bound.curve.least_cost(np.array(emissions))
        assert cost == pytest.approx(float(expected), rel=1e-5)


def test_a_day_in_the_page_is_the_dispatchs(planned: Plan) -> None:
    record = _record(planned)
    for row, days in zip(record["rows"], record["days"], strict=True):
        for outcome, values in zip(planned.front_runs.outcomes[row], days, strict=True):
            for name, value in zip(record["figures"], values, strict=True):
                assert value == pytest.approx(getattr(outcome.indicators, name), rel=1e-6)


def test_nothing_that_a_user_names_ends_a_block(hostile: Plan, page_of: Page) -> None:
    text = page_of(hostile)
    blocks = Blocks(text)
    assert blocks.tags.count("script") == 4
    assert set(blocks.found) == {"program", "front-data", "dispatch-data", "dispatch-numbers"}
    data = json.loads(blocks.found["front-data"])
    name = hostile.case.buildings[0].name
    assert data["currency"] == "<b>"
    assert [capacity["name"] for capacity in data["capacities"]][1] == f"2{name}"
    places = json.loads(blocks.found["dispatch-data"])["places"]
    assert [place["name"] for place in places] == ["", name, "barn"]
    assert "b" not in blocks.tags


def test_the_policy_allows_this_script_alone(planned: Plan, page_of: Page) -> None:
    blocks = Blocks(page_of(planned))
    rules = dict(rule.strip().split(" ", 1) for rule in blocks.policy.split(";"))
    digest = b64encode(sha256(blocks.found["program"].encode()).digest()).decode()
    assert rules["script-src"] == f"'sha256-{digest}'"
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    assert "connect-src" not in rules


def test_scripts_are_packed_up_and_small() -> None:
    folder = files("planner.report.interactive")
    there = {entry.name for entry in folder.iterdir() if entry.name.endswith(".js")}
    assert there == set(FILES)
    for name in there:
        text = (folder / name).read_text()
        assert text.startswith("/*")
        assert len(text.splitlines()) < 250
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text)
        assert "</" not in text
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    assert settings["package-data"]["planner.report.interactive"] == ["*.css", "*.js"]


def test_what_does_not_fit_is_left_out_evenly(
    planned: Plan, page_of: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = dispatch_data(planned)
    assert whole is not None
    assert whole.kept == whole.run
    monkeypatch.setattr(packing_of_dispatches, "DISPATCHES_BYTES", len(whole.numbers) - 8)
    some = dispatch_data(planned)
    assert some is not None
    assert planned.decision is not None
    assert 1 < some.kept < some.run == whole.run
    assert len(some.numbers) <= len(whole.numbers) - 8
    assert planned.decision.row in some.record["rows"]
    text = page_of(planned)
    assert f"has the dispatch of {some.kept} of the {some.run} designs" in text
    monkeypatch.setattr(packing_of_dispatches, "DISPATCHES_BYTES", 1)
    least = dispatch_data(planned)
    assert least is not None
    assert least.record["rows"] == [planned.decision.row]


def test_runs_that_failed_are_told(planned: Plan, page_of: Page) -> None:
    text = page_of(replace(planned, front_runs=FrontRuns({}, "the pool broke <b>")))
    assert "the pool broke &lt;b&gt;" in text
    assert 'id="dispatch-data"' not in text


def _record(plan: Plan) -> dict[str, Any]:
    data = dispatch_data(plan)
    assert data is not None
    return data.record
