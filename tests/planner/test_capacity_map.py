"""Maps over the capacities: designs, what lies between them, marks and axes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from cases import Case
from operation import Design, Status
from planner import Objective, Plan, plan
from planner.evaluation import failure
from planner.report.figures import capacity_map
from planner.report.saving import svg_bytes

_MADE: dict[str, Plan] = {}


@pytest.fixture
def planned(tiny: Case) -> Plan:
    """A small plan, made once: nothing changes it."""
    if tiny.digest not in _MADE:
        settings: dict[str, Any] = {"bound_levels": 0, "second_opinion": False, "front_runs": 0}
        _MADE[tiny.digest] = plan(tiny, population=6, generations=2, workers=0, **settings)
    return _MADE[tiny.digest]


def test_map_has_every_design_and_marks_front_and_choice(planned: Plan) -> None:
    found = planned
    ax = capacity_map(found, Objective.LIFECYCLE_COST)
    (dots,) = [c for c in ax.collections if "evaluated" in str(c.get_label())]
    offsets = map(tuple, np.asarray(dots.get_offsets()).tolist())
    places = dict(zip(offsets, np.asarray(dots.get_array()).tolist(), strict=True))
    for evaluation in found.evaluations:
        cost = places[evaluation.design.values]
        assert cost == pytest.approx(evaluation.lifecycle_cost / 1e6)
    lines = {line.get_label(): line for line in ax.lines}
    assert len(lines["front"].get_xdata()) == len(found.front_evaluations)
    chosen = (lines["chosen"].get_xdata()[0], lines["chosen"].get_ydata()[0])
    assert chosen == found.chosen.design.values
    units = {
        Objective.LIFECYCLE_COST: "lifecycle cost (million EUR over 10 years)",
        Objective.ANNUAL_EMISSIONS: "annual emissions (tCO₂ per year)",
        Objective.SELF_CONSUMPTION: "self-consumption (%)",
        Objective.DAILY_COST: "daily cost (EUR per day)",
    }
    for objective, unit in units.items():
        (bar,) = capacity_map(planned, objective).child_axes
        assert bar.get_ylabel() == unit


def test_map_is_filled_near_designs_only(planned: Plan) -> None:
    """Three designs near one another and one far away: nothing is told of what lies between."""
    example = planned.front_evaluations[0]

    def at(kwh: float, kw: float) -> Any:
        return replace(example, design=Design((kwh,), (kw,)))

    near = [at(0, 0), at(10, 0), at(0, 2), at(10, 2)]
    some = replace(planned, evaluations=(*near, at(200, 40)))
    (filled,) = [c for c in capacity_map(some).collections if not len(c.get_offsets()) > 1]
    corners = np.vstack([path.vertices for path in filled.get_paths() if len(path.vertices)])
    assert corners.max(axis=0) == pytest.approx([10, 2])
    alone = replace(planned, evaluations=(at(0, 0), at(200, 40)))
    assert svg_bytes(capacity_map(alone))


def test_map_marks_what_cannot_be_run(planned: Plan) -> None:
    lost = failure(planned.case, Design((50.0,), (5.0,)), Status.INFEASIBLE, "too small")
    some = replace(planned, evaluations=(*planned.evaluations, lost))
    (crosses,) = [line for line in capacity_map(some).lines if line.get_label() == "cannot be run"]
    assert (crosses.get_xdata()[0], crosses.get_ydata()[0]) == (50.0, 5.0)
    none = replace(planned, evaluations=(lost,), front_evaluations=(), decision=None)
    assert any("no design" in text.get_text() for text in capacity_map(none).texts)


def test_map_axes_are_told_and_chosen_by_name(planned: Plan, tiny: Case) -> None:
    (site,), kind = tiny.storage, tiny.storage_types[0]
    more = (site, site.model_copy(update={"name": "spare"}))
    case = replace(tiny, storage=more, storage_types=(kind, kind))
    evaluations = tuple(
        replace(e, design=Design((kwh, e.design.storage_kwh[0]), e.design.fid_kw))
        for e in planned.evaluations
        for kwh in (0.0, 10.0)
    )
    wide = replace(planned, case=case, evaluations=evaluations, front_evaluations=(),
                   decision=None)  # fmt: skip
    ax = capacity_map(wide)
    assert ax.get_xlabel() == "storage, 2 together (kWh)"
    assert ax.get_ylabel() == "FID rating link (kW)"
    ax = capacity_map(wide, over=("spare", "shared"))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("storage spare (kWh)", "storage shared (kWh)")
    assert any("the best is drawn" in text.get_text() for text in ax.texts)
    for wrong in (("shared",), ("shared", "shared"), ("shared", "moon")):
        with pytest.raises(ValueError, match=r"two different capacities.*shared, spare, link"):
            capacity_map(wide, over=wrong)
    single = replace(planned, case=replace(tiny, hubs=()))
    assert any("one capacity only" in text.get_text() for text in capacity_map(single).texts)
