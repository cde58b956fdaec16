"""How to search and choose: mathematics without energy, arrays in, arrays out.

Nothing is imported until it is asked for (PEP 562), so that ``import algorithms`` and
``from algorithms.membership import compromise`` stay free of pymoo, numba and moocore.
"""

from importlib import import_module
from typing import Any

_HOME = {
    "BoundsRule": "bounds",
    "CombinedMating": "mating",
    "FilledInitialization": "initialization",
    "GLNSGA2": "glnsga2",
    "GoodPointFamily": "good_point_sets",
    "GoodPointSampling": "good_point_sets",
    "HashDuplicateElimination": "duplicates",
    "HypervolumeStall": "stopping",
    "HypervolumeSurvival": "survival",
    "LevyDifferential": "mating",
    "LevyMutation": "levy",
    "LinearSchedule": "schedules",
    "LogUniformScales": "schedules",
    "ModuleRepair": "modules",
    "Preset": "presets",
    "StallRule": "stopping",
    "apply_bounds": "bounds",
    "budget_used": "schedules",
    "build_algorithm": "presets",
    "compromise": "membership",
    "good_points": "good_point_sets",
    "grid_size": "modules",
    "hypervolume": "fronts",
    "levy_steps": "levy",
    "memberships": "membership",
    "nondominated": "fronts",
    "ranks": "dominance",
    "snap": "modules",
    "thin": "fronts",
}

__all__ = [
    "GLNSGA2",
    "BoundsRule",
    "CombinedMating",
    "FilledInitialization",
    "GoodPointFamily",
    "GoodPointSampling",
    "HashDuplicateElimination",
    "HypervolumeStall",
    "HypervolumeSurvival",
    "LevyDifferential",
    "LevyMutation",
    "LinearSchedule",
    "LogUniformScales",
    "ModuleRepair",
    "Preset",
    "StallRule",
    "apply_bounds",
    "budget_used",
    "build_algorithm",
    "compromise",
    "good_points",
    "grid_size",
    "hypervolume",
    "levy_steps",
    "memberships",
    "nondominated",
    "ranks",
    "snap",
    "thin",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
