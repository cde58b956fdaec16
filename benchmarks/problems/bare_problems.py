"""Problems by their name, without their fronts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from pymoo.core.problem import Problem
from pymoo.problems import get_problem

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
from benchmarks.problems.names import BuiltName, built_name
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


def bare_problem(name: str) -> Problem:
    """The problem of this name without its front, unless it is COCO's or the planner's.

    Raises KeyError for another name.
    """
    built = built_name(name)
    return _built(built) if built is not None else makers()[name]()


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
