"""Finished runs for the report: of the tiny case, and of one with hostile titles and names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from cases import Case, read_case
from planner import Plan, plan
from planner.report.gallery import gallery
from planner.report.page import page
from planner.report.saving import svg_bytes
from tests.planner.conftest import write_tiny

Page = Callable[[Plan], str]

NASTY = '</script><script>alert("x")</script> <b>&amp; Söhne</b>'


@pytest.fixture(scope="session")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """A real run of the tiny case."""
    case = read_case(write_tiny(tmp_path_factory.mktemp("case") / "tiny"))
    return plan(case, population=8, generations=4, seed=1, workers=0)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """A real run with three capacities; everything that has a title or a name is called NASTY.

    Names are given after the run, for a case with such names is not read.
    """
    folder = write_tiny(tmp_path_factory.mktemp("case") / "tiny")
    file = folder / "case.toml"
    both = '[[configuration]]\nname = "both"\nstorage = ["shared", "own"]\nhubs = ["link"]\n\n'
    file.write_text(file.read_text().replace("[[scenario]]", f"{both}[[scenario]]"))
    made = plan(read_case(folder, "both"), population=8, generations=3, seed=1, workers=0)
    case = made.case
    hut, barn = case.buildings
    shared, own = case.storage
    (hub,), (day,) = case.hubs, case.scenarios
    called = replace(
        case,
        title=NASTY,
        currency="<b>",
        configuration=case.configuration.model_copy(update={"title": NASTY}),
        buildings=(hut.model_copy(update={"name": NASTY, "title": NASTY}), barn),
        storage=(shared, own.model_copy(update={"name": f"2{NASTY}", "at": NASTY})),
        hubs=(hub.model_copy(update={"buildings": (NASTY, "barn")}),),
        scenarios=(replace(day, title=NASTY),),
    )
    return replace(made, case=called)


@pytest.fixture(scope="session")
def page_of() -> Page:
    """The report of a plan; figures of plans of one case are drawn once."""
    drawn: dict[Case, dict[str, bytes]] = {}

    def report(plan: Plan) -> str:
        if plan.case not in drawn:
            figures = {picture.stem: svg_bytes(picture.draw()) for picture in gallery(plan)}
            drawn[plan.case] = figures
        return page(plan, drawn[plan.case])

    return report
