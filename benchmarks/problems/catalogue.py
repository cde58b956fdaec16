"""Every problem of the bench by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from pymoo.core.problem import Problem
from pymoo.problems import get_problem

from benchmarks.near_names import unknown
from benchmarks.problems.bbob_biobj import build_bbob
from benchmarks.problems.benchmark_problem import BenchmarkProblem, FrontSource
from benchmarks.problems.engineering import (
    DiscBrake,
    FourBarTruss,
    HatchCover,
    PressureVessel,
    SpeedReducer,
    TwoBarTruss,
)
from benchmarks.problems.fonseca import Fonseca
from benchmarks.problems.mw6 import FiniteMW6
from benchmarks.problems.names import (
    PLANNING,
    BuiltName,
    bbob_name,
    built_name,
    is_problem,
    is_tuned,
    suites,
)
from benchmarks.problems.planning_case import build_planning
from benchmarks.problems.reference_fronts import stored_front
from benchmarks.problems.shifted import Move, Shifted

ZDT_VARIABLES = MappingProxyType({"zdt1": 30, "zdt2": 30, "zdt3": 30, "zdt4": 10, "zdt6": 10})
"""Zitzler, Deb, Thiele 2000, doi:10.1162/106365600568202."""

DTLZ_DISTANCE_VARIABLES = MappingProxyType(
    {"dtlz1": 5, "dtlz2": 10, "dtlz3": 10, "dtlz5": 10, "dtlz7": 20}
)
"""k of Deb, Thiele, Laumanns, Zitzler 2005, doi:10.1007/1-84628-137-7_6."""

WFG_POSITIONS, WFG_DISTANCES = 4, 20
"""k and l of Huband, Hingston, Barone, While 2006, doi:10.1109/TEVC.2005.861417."""

MIRRORED = ("zdt1", "zdt2", "zdt3", "zdt6", "dtlz7")
"""Families whose optimal distance variables lie on the lower bound."""


def build_problem(name: str) -> BenchmarkProblem:
    """The problem of this name. Raises ValueError with near names, MissingExtra for bbob-biobj."""
    if name in PLANNING:
        return build_planning(name)
    bbob = bbob_name(name)
    if bbob is not None:
        return build_bbob(bbob)
    if not is_problem(name):
        raise ValueError(unknown("problem", name, {n for s in suites().values() for n in s}))
    built = built_name(name)
    problem = bare_problem(name)
    front, source = stored_front(name if built is None else built.front)
    if front.shape[1] != problem.n_obj:
        raise ValueError(f"{name} has {problem.n_obj} objectives, its front {front.shape[1]}")
    return BenchmarkProblem(
        name=name,
        problem=problem,
        reference_front=front,
        reference_source=FrontSource(source),
        objectives=objective_names(name, problem.n_obj),
        tuned=is_tuned(name),
    )


def bare_problem(name: str) -> Problem:
    """The problem of this name without its front, unless it is COCO's or the planner's.

    Raises KeyError for another name.
    """
    built = built_name(name)
    return _built(built) if built is not None else makers()[name]()


def objective_names(name: str, count: int) -> tuple[str, ...]:
    """What the objectives of a problem are; f1, f2, ... where they mean nothing."""
    meant = {
        "re21": ("volume", "displacement"),
        "re23": ("cost", "lack"),
        "re24": ("weight", "lack"),
        "truss2d": ("volume", "stress"),
        "welded_beam": ("cost", "deflection"),
        "disc_brake": ("mass", "stopping_time"),
        "speed_reducer": ("weight", "stress"),
        "carside": ("weight", "pubic_force", "intrusion_speed"),
    }
    return meant.get(name, tuple(f"f{k}" for k in range(1, count + 1)))


@cache
def makers() -> Mapping[str, Callable[[], Problem]]:
    """Makers of the problems whose name changes nothing."""
    ours: dict[str, Callable[[], Problem]] = {
        "mw6": FiniteMW6,
        "fonseca": Fonseca,
        "re21": FourBarTruss,
        "re23": PressureVessel,
        "re24": HatchCover,
        "disc_brake": DiscBrake,
        "speed_reducer": SpeedReducer,
        "truss2d": TwoBarTruss,
    }
    plain = ("bnh", "srn", "osy", "tnk", "kursawe", "welded_beam", "carside")
    theirs = {name: _pymoo(name) for name in (*plain, *(f"mw{n}" for n in range(1, 8)))}
    wfg = {
        f"wfg{n}{end}": _pymoo(
            f"wfg{n}", n_var=WFG_POSITIONS + WFG_DISTANCES, n_obj=objectives, k=WFG_POSITIONS
        )
        for n in range(1, 10)
        for end, objectives in (("", 2), ("_3", 3))
    }
    return MappingProxyType({**theirs, **wfg, **ours})


def _pymoo(name: str, **keywords: Any) -> Callable[[], Problem]:
    return lambda: get_problem(name, **keywords)


def _built(name: BuiltName) -> Problem:
    if name.family in ZDT_VARIABLES:
        original = get_problem(name.family, n_var=name.variables or ZDT_VARIABLES[name.family])
    else:
        usual = name.objectives - 1 + DTLZ_DISTANCE_VARIABLES[name.family]
        original = get_problem(name.family, n_var=name.variables or usual, n_obj=name.objectives)
    if not name.shifted:
        return original
    move = Move.MIRRORED if name.family in MIRRORED else Move.TRANSLATED
    # a seed of its own for each family, so that no two share a place
    return Shifted(original, move, seed=int.from_bytes(name.family.encode(), "big"))
