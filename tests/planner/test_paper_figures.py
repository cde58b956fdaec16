"""Figures for papers: every one the same bytes anywhere; exchange, maps, variants."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cases import read_case, read_case_folder, read_year
from operation import Design, TradeOff, trade_off
from planner import Objective, Plan, YearCheck, check_year, plan
from planner.report import figures
from planner.report.figures import (
    capacity_map,
    convergence_figure,
    dispatch_figure,
    exchange_figure,
    front_figure,
    ports_figure,
    storage_figure,
    trade_off_figure,
    variants_figure,
    year_figure,
)
from planner.report.saving import pdf_bytes, svg_bytes

ROOT = Path(__file__).resolve().parents[2]
SMALL: dict[str, Any] = {
    "population": 6,
    "generations": 2,
    "bound_levels": 2,
    "front_runs": 0,
    "second_opinion": False,
    "workers": 0,
}


@dataclass(frozen=True)
class Drawn:
    """What figures are drawn of."""

    plan: Plan
    curve: TradeOff
    year: YearCheck
    runs: tuple[Plan, ...]


DRAWINGS: dict[str, Callable[[Drawn], Axes | Figure]] = {
    "capacity_map": lambda d: capacity_map(d.plan),
    "convergence_figure": lambda d: convergence_figure(d.plan),
    "dispatch_figure": lambda d: dispatch_figure(d.plan, "day", "hut"),
    "exchange_figure": lambda d: exchange_figure(d.plan, "day"),
    "front_figure": lambda d: front_figure(d.plan),
    "ports_figure": lambda d: ports_figure(d.plan, "day"),
    "storage_figure": lambda d: storage_figure(d.plan, "day"),
    "trade_off_figure": lambda d: trade_off_figure([d.curve]),
    "variants_figure": lambda d: variants_figure({"one": d.runs[:2], "other": d.runs[2:]}),
    "year_figure": lambda d: year_figure(d.year),
}


def hashes(drawn: Drawn) -> dict[str, str]:
    """SHA-256 of every figure in both vector formats."""
    return {
        f"{name}.{way.__name__}": hashlib.sha256(way(draw(drawn))).hexdigest()
        for name, draw in DRAWINGS.items()
        for way in (svg_bytes, pdf_bytes)
    }


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory, write_yearly: Any) -> Drawn:
    """A small plan, a curve, a year, and four runs of two seeds and two algorithms."""
    folder = write_yearly(tmp_path_factory.mktemp("paper") / "tiny", 4)
    case = read_case(folder)
    plans = tuple(
        plan(case, algorithm=algorithm, seed=seed, **SMALL)
        for algorithm in ("glnsga2", "nsga2")
        for seed in (1, 2)
    )
    built = {"shared": 50.0, "link": 20.0}
    year = read_year(read_case_folder(folder, with_year=True))
    return Drawn(
        plans[0],
        trade_off(case, 0, Design.from_names(case, built), points=3),
        check_year(case, year, built, workers=0),
        plans,
    )


def test_every_figure_is_held(drawn: Drawn) -> None:
    assert set(DRAWINGS) == set(figures.__all__) - {"save_figure"}


@pytest.fixture(scope="module")
def elsewhere(drawn: Drawn, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What another process makes of the same."""
    kept = tmp_path_factory.mktemp("elsewhere") / "drawn"
    kept.write_bytes(pickle.dumps(drawn))
    code = (
        "import pickle, json, sys; from tests.planner.test_paper_figures import hashes; "
        "print(json.dumps(hashes(pickle.load(open(sys.argv[1], 'rb')))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, kept],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", DRAWINGS)
def test_vector_bytes_are_the_same_everywhere(
    drawn: Drawn, elsewhere: dict[str, str], name: str
) -> None:
    for way in (svg_bytes, pdf_bytes):
        content = way(DRAWINGS[name](drawn))
        assert hashlib.sha256(content).hexdigest() == elsewhere[f"{name}.{way.__name__}"]
        assert way(DRAWINGS[name](drawn)) == content
        assert b"CreationDate" not in content and b"<dc:date>" not in content


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_file_that_was_written_before_changes_nothing(drawn: Drawn, name: str) -> None:
    once = DRAWINGS[name](drawn)
    content = svg_bytes(once)
    assert svg_bytes(once) == content


@pytest.mark.parametrize("name", ["capacity_map", "exchange_figure", "variants_figure"])
def test_axes_of_the_callers_are_drawn_into(drawn: Drawn, name: str) -> None:
    ax = Figure().subplots()
    draws: dict[str, Callable[[], Axes]] = {
        "capacity_map": lambda: drawn.plan.plot_capacity_map(Objective.ANNUAL_EMISSIONS, ax),
        "exchange_figure": lambda: drawn.plan.plot_exchange("day", ax),
        "variants_figure": lambda: variants_figure({"one": drawn.runs[:2]}, ax),
    }
    assert draws[name]() is ax
    assert ax.get_title(loc="left")
    words = [ax.get_xlabel(), ax.get_ylabel(), *(t.get_text() for t in ax.get_xticklabels())]
    units = {
        "capacity_map": ("kWh", "kW"),
        "exchange_figure": ("given (kWh a day)", "taken (kWh a day)"),
        "variants_figure": ("%", "designs"),
    }
    for unit in units[name]:
        assert any(unit in word for word in words)


def test_exchange_shows_what_is_given_and_taken(drawn: Drawn) -> None:
    """Bars on the left are as high together as those on the right, losses among them."""
    ax = exchange_figure(drawn.plan, "day")
    bars = [patch for patch in ax.patches if hasattr(patch, "get_height")]
    middle = np.mean([bar.get_x() for bar in bars])
    left = sum(bar.get_height() for bar in bars if bar.get_x() < middle)
    right = sum(bar.get_height() for bar in bars if bar.get_x() > middle)
    table = drawn.plan.dispatch
    names = ["link.hut.port_in_kw", "link.barn.port_in_kw", "shared.discharge_kw"]
    assert left == pytest.approx(4.0 * table[names].sum().sum(), rel=1e-3)
    assert right == pytest.approx(left, rel=1e-9)
    assert any("lost in the device" in text.get_text() for text in ax.texts)


def test_exchange_of_nothing_says_so(drawn: Drawn) -> None:
    (outcome,) = drawn.plan.dispatches
    assert outcome.dispatch is not None
    still = {
        name: np.zeros_like(getattr(outcome.dispatch, name))
        for name in ("port_in_kw", "port_out_kw", "charge_kw", "discharge_kw")
    }
    quiet = replace(outcome, dispatch=replace(outcome.dispatch, **still))
    ax = exchange_figure(replace(drawn.plan, dispatches=(quiet,)), "day")
    assert any("nothing goes" in text.get_text() for text in ax.texts)


def test_variants_are_drawn_as_medians_in_bands(drawn: Drawn) -> None:
    ax = variants_figure({"one": drawn.runs[:2], "other": drawn.runs[2:3]})
    assert [line.get_label() for line in ax.lines] == ["one (2 runs)", "other (1 run)"]
    assert len(ax.collections) == 1, "a single run has no band"
    assert any("least and greatest" in text.get_text() for text in ax.texts)
    top = max(line.get_ydata()[-1] for line in ax.lines)
    assert 50 < top <= 100 + 1e-9
