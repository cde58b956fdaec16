"""Figures: axes of their own or the caller's, units, the same bytes every time."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cases import Case
from planner import Plan, plan
from planner.report.drawing import house_style
from planner.report.figures import (
    convergence_figure,
    dispatch_figure,
    front_figure,
    ports_figure,
    save_figure,
    storage_figure,
)
from planner.report.gallery import BUILDINGS_DRAWN, gallery, left_out
from planner.report.saving import inline_svg, png_bytes, svg_bytes

Draw = Callable[[Plan, Axes | None], Axes]
DRAWINGS: dict[str, Draw] = {
    "front": front_figure,
    "convergence": convergence_figure,
    "dispatch": lambda p, ax: dispatch_figure(p, "day", "hut", ax),
    "storage": lambda p, ax: storage_figure(p, "day", ax),
    "ports": lambda p, ax: ports_figure(p, "day", ax),
}
UNITS = {
    "front": ("million EUR", "tCO₂ per year"),
    "convergence": ("designs", "%"),
    "dispatch": ("", "kW"),
    "storage": ("", "kWh"),
    "ports": ("clock time", "kW"),
}


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


@pytest.mark.parametrize("name", DRAWINGS)
def test_every_figure_takes_axes_and_names_its_units(planned: Plan, name: str) -> None:
    own = DRAWINGS[name](planned, None)
    given = Figure().subplots()
    assert DRAWINGS[name](planned, given) is given
    for ax in (own, given):
        x, y = UNITS[name]
        assert x in ax.get_xlabel()
        assert y in ax.get_ylabel()
        assert ax.get_title(loc="left")


@pytest.mark.parametrize("name", DRAWINGS)
def test_bytes_are_the_same_on_every_call(planned: Plan, name: str) -> None:
    first, second = DRAWINGS[name](planned, None), DRAWINGS[name](planned, None)
    svg, png = svg_bytes(first), png_bytes(first)
    assert svg_bytes(first) == svg
    assert png_bytes(second) == png
    assert svg_bytes(second) == svg
    assert png.startswith(b"\x89PNG")
    assert b"<dc:date>" not in svg


def test_the_users_settings_neither_matter_nor_change(planned: Plan) -> None:
    plain = svg_bytes(front_figure(planned))
    with matplotlib.rc_context({"font.size": 20, "axes.grid": False, "lines.linewidth": 9}):
        assert svg_bytes(front_figure(planned)) == plain
        assert matplotlib.rcParams["font.size"] == 20


def test_saving_writes_both_kinds_whole(planned: Plan, out: Path) -> None:
    ax = front_figure(planned)
    save_figure(ax, out / "a.front")
    save_figure(ax.figure.figure, out / "b")
    assert sorted(file.name for file in out.iterdir()) == [
        "a.front.png", "a.front.svg", "b.png", "b.svg",
    ]  # fmt: skip
    assert (out / "a.front.svg").read_bytes() == (out / "b.svg").read_bytes()


def test_front_has_every_design_and_labels_the_choice(planned: Plan) -> None:
    ax = front_figure(planned)
    (front,) = [line for line in ax.lines if line.get_label() == "front"]
    costs = [e.lifecycle_cost / 1e6 for e in planned.front_evaluations]
    assert np.allclose(front.get_xdata(), costs)
    (label,) = [text.get_text() for text in ax.texts if "shared" in text.get_text()]
    assert f"{planned.chosen.design.storage_kwh[0]:g} kWh" in label
    for name in ("front", "chosen"):
        (line,) = [line for line in ax.lines if line.get_label() == name]
        (low, high), (bottom, top) = ax.get_xlim(), ax.get_ylim()
        assert all(low <= x <= high for x in line.get_xdata())
        assert all(bottom <= y <= top for y in line.get_ydata())


def test_nothing_installed_is_drawn_or_told(planned: Plan) -> None:
    def told(p: Plan) -> str:
        return "\n".join(text.get_text() for text in front_figure(p).texts)

    def drawn(p: Plan) -> bool:
        return any(line.get_label() == "nothing installed" for line in front_figure(p).lines)

    nothing = planned.nothing_installed
    assert nothing.cost is not None
    far = replace(nothing, cost=replace(nothing.cost, purchases=1e9))
    away = replace(planned, nothing_installed=far)
    assert "off the scale" in told(away)
    assert not drawn(away)
    near = replace(planned, nothing_installed=planned.front_evaluations[0])
    assert drawn(near)
    assert "off the scale" not in told(near)


def test_stacks_balance_in_every_step(planned: Plan) -> None:
    """What is drawn above zero is as high as what is drawn below."""
    for building in ("hut", "barn"):
        ax = dispatch_figure(planned, "day", building)
        reach = np.zeros((2, 6))
        for bands in ax.collections:
            if bands.get_hatch():
                continue
            for path in bands.get_paths():
                x, y = path.vertices.T
                for t in range(6):
                    inside = y[(x >= 4 * t) & (x <= 4 * (t + 1))]
                    if (x.min() <= 4 * t) and (x.max() >= 4 * (t + 1)) and len(inside):
                        middle = y[_covers(x, 4 * t)]
                        reach[0, t] = max(reach[0, t], middle.max())
                        reach[1, t] = min(reach[1, t], middle.min())
        assert np.allclose(reach[0], -reach[1], atol=1e-4)
        assert reach[0].min() > 0


def _covers(x: np.ndarray, start: float) -> np.ndarray:
    """Corners of the step that begins at `start`: pairs of neighbours that span it."""
    ends = np.roll(x, -1)
    begins = ((x == start) & (ends == start + 4)) | ((ends == start) & (x == start + 4))
    return begins | np.roll(begins, 1)


def test_wrong_names_and_missing_choices_are_told(planned: Plan) -> None:
    with pytest.raises(ValueError, match='no building "castle"; there are: hut, barn'):
        dispatch_figure(planned, "day", "castle")
    with pytest.raises(ValueError, match='no scenario "night"; there are: day'):
        storage_figure(planned, "night")
    with pytest.raises(ValueError, match="no design was chosen"):
        dispatch_figure(replace(planned, decision=None, dispatches=()), "day", "hut")
    joined = planned.case
    alone = replace(joined, hubs=(), storage=(), storage_types=())
    with pytest.raises(ValueError, match="no hub"):
        ports_figure(replace(planned, case=alone), "day")


def test_without_storage_the_figure_says_so(planned: Plan) -> None:
    assert planned.decision is not None
    bare = replace(planned.chosen, design=replace(planned.chosen.design, storage_kwh=(0.0,)))
    front = list(planned.front_evaluations)
    front[planned.decision.row] = bare
    ax = storage_figure(replace(planned, front_evaluations=tuple(front)), "day")
    assert any("no storage" in text.get_text() for text in ax.texts)


def test_empty_search_still_draws(planned: Plan) -> None:
    generations = tuple(replace(g, hypervolume=0.0) for g in planned.generations)
    nothing = replace(planned, front_evaluations=(), decision=None, generations=generations)
    for draw in (front_figure, convergence_figure):
        assert any("no design" in text.get_text() for text in draw(nothing).texts)
        assert svg_bytes(draw(nothing))


def test_long_scenarios_are_marked_by_days(planned: Plan) -> None:
    (day,) = planned.case.scenarios
    wide = replace(planned, case=replace(planned.case, scenarios=(replace(day, step_hours=20.0),)))
    ax = ports_figure(wide, "day")
    labels = [label.get_text() for label in ax.get_xticklabels()]
    assert labels == ["day 1", "day 2", "day 3", "day 4", "day 5"]


def test_clock_times_stand_at_the_steps(planned: Plan) -> None:
    labels = [t.get_text() for t in ports_figure(planned, "day").get_xticklabels()]
    assert labels[0] == "00:00"
    assert labels[-1] == "24:00"
    assert len(labels) == 9


def test_of_many_buildings_the_first_are_drawn_and_it_is_said(planned: Plan) -> None:
    hut = planned.case.buildings[0]
    many = tuple(hut.model_copy(update={"name": f"hut_{n}"}) for n in range(BUILDINGS_DRAWN + 2))
    crowd = replace(planned, case=replace(planned.case, buildings=many))
    drawn = [p.stem for p in gallery(crowd) if p.stem.startswith("dispatch")]
    assert drawn == [f"dispatch_day_hut_{n}" for n in range(BUILDINGS_DRAWN)]
    assert "first 6 of 8 buildings" in left_out(crowd)[0]
    assert left_out(planned) == []


def test_inline_figures_share_no_ids(planned: Plan) -> None:
    svg = svg_bytes(front_figure(planned))
    pages = [inline_svg(svg, key, 'a "front" <b>') for key in ("one", "two")]
    ids = [set(_ids(page)) for page in pages]
    assert ids[0]
    assert not ids[0] & ids[1]
    for page, known in zip(pages, ids, strict=True):
        assert "<b>" not in page
        assert "currentColor" in page
        for reference in _between(page, 'href="#', '"') + _between(page, "url(#", ")"):
            assert reference in known


def test_house_style_is_put_back() -> None:
    before = dict(matplotlib.rcParams)
    with house_style():
        assert not math.isnan(matplotlib.rcParams["font.size"])
    assert dict(matplotlib.rcParams) == before


def _ids(text: str) -> list[str]:
    return _between(text, ' id="', '"')


def _between(text: str, start: str, end: str) -> list[str]:
    return [part.split(end)[0] for part in text.split(start)[1:]]
