"""Figures of a feeder check: axes of their own or the caller's, the same bytes, what they mark."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure

from cases import read_case
from operation import Design
from operation.network.voltage_limits import VoltageLimits
from planner.feeder.check_ways import Way
from planner.report.feeder_cells import line_by_line
from planner.report.feeder_figures import (
    losses_figure,
    outside_figure,
    port_discs_figure,
    port_powers_figure,
    stress_figure,
    voltages_figure,
)
from planner.report.feeder_gallery import DAYS_DRAWN, drawn_days, feeder_gallery
from planner.report.feeder_scale import scale_ends, voltage_colours
from planner.report.feeder_section import feeder_section
from planner.report.saving import png_bytes, svg_bytes
from tests.planner.conftest import write_tiny
from tests.planner.feeder_samples import (
    NARROW,
    Sample,
    operated,
    sample,
    small_feeder,
    subject_of_tiny,
)

Draw = Callable[[Sample, Axes | None], Axes]
DRAWINGS: dict[str, Draw] = {
    "voltages": lambda s, ax: voltages_figure(s.check, "day", ax=ax),
    "operated": lambda s, ax: voltages_figure(s.check, "day", Way.OPERATED, ax),
    "losses": lambda s, ax: losses_figure(s.check, "day", ax),
    "ports": lambda s, ax: port_powers_figure(s.check, s.subject.planned, "day", ax),
    "discs": lambda s, ax: port_discs_figure(s.check, s.subject.planned, "day", ax),
    "stress": lambda s, ax: stress_figure(s.check, ["day"], ax=ax),
    "outside": lambda s, ax: outside_figure(s.check, "day", ax),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """A check whose plan is outside the band, with an operated day."""
    case = read_case(write_tiny(tmp_path_factory.mktemp("case") / "tiny"))
    return operated(sample(subject_of_tiny(case), base_load=1.0), 20.0)


@pytest.mark.parametrize("name", DRAWINGS)
def test_the_same_bytes_on_new_axes_and_the_callers(name: str, made: Sample) -> None:
    draw = DRAWINGS[name]
    first = draw(made, None)
    assert first.get_title(loc="left")
    assert svg_bytes(first) == svg_bytes(draw(made, None))
    assert png_bytes(first) == png_bytes(draw(made, None))
    ax = Figure().subplots()
    assert draw(made, ax) is ax


@pytest.mark.parametrize("name", sorted(set(DRAWINGS) - {"stress"}))
def test_names_that_are_not_there_are_refused(name: str, made: Sample) -> None:
    case = made.check.case
    (day,) = case.scenarios
    other = replace(made.check, case=replace(case, scenarios=(replace(day, name="eve"),)))
    other = replace(other, stressed=(replace(made.check.stressed[0], scenario="eve"),))
    with pytest.raises(ValueError, match='"day"; there are: eve'):
        DRAWINGS[name](replace(made, check=other), None)


def test_a_way_that_was_not_checked_is_refused(made: Sample) -> None:
    planned = replace(made.check, operated=(), operated_verdict=None)
    with pytest.raises(ValueError, match="was not checked"):
        voltages_figure(planned, "day", Way.OPERATED)


def test_buses_stand_line_by_line() -> None:
    order = [small_feeder().buses[bus] for bus in line_by_line(small_feeder())]
    assert order == ["source", "near", "middle", "far", "end", "side"]


def test_cells_outside_the_band_are_marked(made: Sample) -> None:
    check = made.check
    outside = check.planned.flows[0].voltage_pu < NARROW - 1e-6
    order = line_by_line(check.connection.feeder)
    ax = voltages_figure(check, "day")
    (hatched,) = (c for c in ax.collections if isinstance(c, PolyCollection))
    covered = np.zeros(outside.shape, dtype=bool)
    for path in hatched.get_paths():
        low, high = path.vertices.min(axis=0), path.vertices.max(axis=0)
        row = round((low[1] + high[1]) / 2)
        covered[round(low[0] / 4) : round(high[0] / 4), order[row]] = True
    assert outside.any() and not outside.all()
    assert np.array_equal(covered, outside)
    assert any(isinstance(c, LineCollection) for c in ax.collections)
    assert not voltages_figure(check, "day", Way.OPERATED).collections


def test_a_voltage_at_its_limit_does_not_look_outside(made: Sample) -> None:
    limits = VoltageLimits(source_pu=1.05)
    check = replace(made.check, connection=replace(made.check.connection, limits=limits))
    flow = check.planned.flows[0]
    flat = replace(flow, voltage_pu=np.where(np.arange(6) % 2, 0.95, 1.05) * np.ones((6, 1)))
    check = replace(check, planned=replace(check.planned, flows=(flat,)))
    (image,) = voltages_figure(check, "day").images
    ends = scale_ends(limits, [flat.voltage_pu])
    colours = voltage_colours(limits, ends)
    assert ends[0] < 0.95 and ends[1] > 1.05 and sum(ends) == pytest.approx(2.0)

    def shade(voltage: float) -> np.ndarray:
        return np.array(colours((voltage - ends[0]) / (ends[1] - ends[0])))

    shown = [np.array(image.cmap(image.norm(float(v)))) for v in image.get_array()[:2, 0]]
    for colour, inside, beyond in zip(shown, (1.049, 0.951), (1.0501, 0.9499), strict=True):
        assert np.abs(colour - shade(inside)).max() < 0.03
        assert np.abs(colour - shade(beyond)).max() > 0.2


def test_a_flow_without_solution_can_be_drawn(made: Sample) -> None:
    flow = made.check.planned.flows[0]
    gone = replace(
        flow, voltage_pu=np.full((6, 6), np.nan), loss_kw=np.full(6, np.nan),
        converged=np.zeros(6, dtype=bool),
    )  # fmt: skip
    check = replace(made.check, planned=replace(made.check.planned, flows=(gone,)))
    day = replace(made.check.stressed[0], lowest_pu=np.full(60, np.nan), outside=60)
    for drawn in (
        voltages_figure(check, "day"),
        losses_figure(check, "day"),
        stress_figure(replace(check, stressed=(day,)), ["day"]),
    ):
        assert svg_bytes(drawn)


def test_a_design_without_ports_says_so(made: Sample) -> None:
    check = replace(made.check, design=Design((100.0,), (0.0,)))
    for draw in (port_powers_figure, port_discs_figure):
        texts = [text.get_text() for text in draw(check, made.subject.planned, "day").texts]
        assert texts == ["this design has no ports"]
    stems = {picture.stem for picture in feeder_gallery(check, made.subject.planned)}
    assert not {stem for stem in stems if stem.startswith(("ports", "discs"))}


def test_of_many_days_the_nearest_to_the_limits_are_drawn(made: Sample) -> None:
    check = made.check
    (day,), (flow,) = check.case.scenarios, check.planned.flows
    depths = (0.0, 0.004, 0.001, 0.003, 0.002, 0.0)
    names = [f"day{n}" for n in range(len(depths))]
    flows = tuple(replace(flow, voltage_pu=flow.voltage_pu - depth) for depth in depths)
    many = replace(
        check,
        case=replace(check.case, scenarios=tuple(replace(day, name=name) for name in names)),
        alone=replace(check.alone, flows=check.alone.flows * len(depths)),
        planned=replace(check.planned, flows=flows),
        nothing=None,
        operated=(),
        operated_verdict=None,
        stressed=(),
    )
    assert DAYS_DRAWN == 3
    assert drawn_days(many) == ("day1", "day3", "day4")
    planned = made.subject.planned * len(depths)
    pictures = list(feeder_gallery(many, planned))
    assert {picture.scenario for picture in pictures} == {"day1", "day3", "day4"}
    svg = b'<svg viewBox="0 0 1 1"></svg>'
    section = feeder_section(many, pictures, {picture.stem: svg for picture in pictures})
    assert "3 typical days nearest to the limits; the other 3 are in" in section


def test_files_of_figures_do_not_collide(made: Sample, tmp_path: Path) -> None:
    check = made.check
    (day,) = check.case.scenarios
    pair = (replace(day, name="day"), replace(day, name="operated_day"))
    double = replace(
        check,
        case=replace(check.case, scenarios=pair),
        **{
            way: replace(getattr(check, way), flows=getattr(check, way).flows * 2)
            for way in ("alone", "planned", "nothing")
        },
        operated=check.operated * 2,
        stressed=(),
    )
    stems = [picture.stem for picture in feeder_gallery(double, made.subject.planned * 2)]
    assert len(stems) == len(set(stems)) == 10
