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
    "WeightShares": "weight_space",
    "apply_bounds": "bounds",
    "bend": "knees",
    "budget_used": "schedules",
    "build_algorithm": "presets",
    "closeness": "topsis",
    "compromise": "membership",
    "good_points": "good_point_sets",
    "grid_size": "modules",
    "high_trade_offs": "knees",
    "hypervolume": "fronts",
    "levy_steps": "levy",
    "memberships": "membership",
    "nondominated": "fronts",
    "ranks": "dominance",
    "snap": "modules",
    "staying_intervals": "weight_space",
    "thin": "fronts",
    "weight_shares": "weight_space",
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
    "WeightShares",
    "apply_bounds",
    "bend",
    "budget_used",
    "build_algorithm",
    "closeness",
    "compromise",
    "good_points",
    "grid_size",
    "high_trade_offs",
    "hypervolume",
    "levy_steps",
    "memberships",
    "nondominated",
    "ranks",
    "snap",
    "staying_intervals",
    "thin",
    "weight_shares",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
