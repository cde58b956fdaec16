"""Fronts that mathematics tells: from optimal designs, shapes, or the lowest feasible designs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from pymoo.core.problem import Problem

from algorithms.fronts import nondominated
from benchmarks.problems import optimal_designs
from benchmarks.problems.bare_problems import bare_problem
from benchmarks.problems.lowest_feasible import (
    MW_DISTANCE,
    lowest_feasible,
    mw5_points,
    mw_designs,
    tnk_designs,
)
from benchmarks.problems.names import WFG, ZDT
from benchmarks.problems.spacing import evenly_along
from benchmarks.problems.wfg_fronts import wfg_front

FloatArray = NDArray[np.float64]
Designs = Callable[[Problem], FloatArray]

STORED = (*MW_DISTANCE, "tnk")
"""Fronts that take seconds, and ship as files."""

VIOLATION = 1e-12
"""Constraint violation that rounding may leave to a design on the edge of the feasible region."""

POINTS = 10_000
"""Points of a front: with two objectives the steps between them cost 1e-4 of a hypervolume."""

SIDE = 141
"""Points along each side of a simplex or a sphere: 10 011 in all."""

GAP = 0.005
"""Neighbours on a dense front that are farther apart, in scaled objectives, are ends of pieces."""


@cache
def analytic_front(name: str) -> FloatArray:
    """About `POINTS` points of the front of this name, read-only, shape (points, objectives).

    With two objectives at equal distances; with three on a grid of the designs or of the simplex.
    Raises KeyError for a name that is none of `analytic_names()`.
    """
    dense = _fronts()[name]()
    two = dense.shape[1] == 2
    front = evenly_along(dense, POINTS, GAP) if two else dense[nondominated(dense)]
    front.flags.writeable = False
    return front


def analytic_names() -> tuple[str, ...]:
    """Names of the fronts that mathematics tells."""
    return tuple(_fronts())


def computed_names() -> tuple[str, ...]:
    """Those of `analytic_names` that take no time and so are computed whenever they are needed."""
    return tuple(name for name in _fronts() if name not in STORED)


@cache
def _fronts() -> Mapping[str, Callable[[], FloatArray]]:
    designs: dict[str, Designs] = {
        **dict.fromkeys(ZDT, optimal_designs.zdt),
        "dtlz1": partial(optimal_designs.dtlz, distance=0.5),
        "dtlz2": partial(optimal_designs.dtlz, distance=0.5),
        "dtlz3": partial(optimal_designs.dtlz, distance=0.5),
        "dtlz7": partial(optimal_designs.dtlz, distance=0.0),
        "dtlz7_3": partial(optimal_designs.dtlz, distance=0.0),
        "dtlz5_3": optimal_designs.dtlz5,
        "bnh": optimal_designs.bnh,
        "srn": optimal_designs.srn,
        "osy": optimal_designs.osy,
        "fonseca": optimal_designs.fonseca,
        "re21": optimal_designs.re21,
        "truss2d": optimal_designs.truss2d,
    }
    fronts: dict[str, Callable[[], FloatArray]] = {
        name: partial(_evaluated, name, of) for name, of in designs.items()
    }
    fronts.update({name: partial(_wfg, name) for name in WFG})
    fronts.update({name: partial(_mw, name) for name in MW_DISTANCE})
    fronts["tnk"] = lambda: lowest_feasible(bare_problem("tnk"), tnk_designs)
    # the whole simplex is feasible: the constraint allows sum f = 1 + a power of a sine
    fronts["mw4"] = lambda: _simplex()
    fronts["dtlz1_3"] = lambda: 0.5 * _simplex()
    fronts["dtlz2_3"] = _sphere
    return MappingProxyType(fronts)


def _evaluated(name: str, designs: Designs) -> FloatArray:
    problem = bare_problem(name)
    F, G = problem.evaluate(designs(problem), return_values_of=["F", "G"])
    return np.asarray(F[(G <= VIOLATION).all(axis=1)])


def _wfg(name: str) -> FloatArray:
    number = int(name[3])
    if not name.endswith("_3"):
        return wfg_front(number, np.linspace(0.0, 1.0, optimal_designs.DENSE)[:, None])
    # a concave front: the points of a sphere, stretched
    return _sphere() * 2.0 * np.arange(1.0, 4.0)


def _mw(name: str) -> FloatArray:
    problem = bare_problem(name)
    more = mw5_points() if name == "mw5" else None
    return lowest_feasible(problem, mw_designs(problem, MW_DISTANCE[name]), more)


def _simplex() -> FloatArray:
    a, b = np.meshgrid(np.arange(SIDE), np.arange(SIDE), indexing="ij")
    inside = a + b < SIDE
    first, second = a[inside] / (SIDE - 1.0), b[inside] / (SIDE - 1.0)
    return np.column_stack([first, second, np.maximum(1.0 - first - second, 0.0)])


def _sphere() -> FloatArray:
    simplex = _simplex()
    return np.asarray(simplex / np.linalg.norm(simplex, axis=1, keepdims=True))
