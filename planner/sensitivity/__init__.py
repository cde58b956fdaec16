"""How a choice depends on what is not known for sure.

from pathlib import Path
from planner.kept_run import read_run
from planner.sensitivity import sensitivities
found = sensitivities(read_run(Path("runs/mine")), samples=64)
"""

from __future__ import annotations

from planner.sensitivity.analysis import Bar, Sensitivities, sensitivities
from planner.sensitivity.break_even import BreakEven, PriceRange
from planner.sensitivity.choice import Choice
from planner.sensitivity.inputs import Scale, SensitivityError, UncertainInput
from planner.sensitivity.registry import uncertain_inputs
from planner.sensitivity.sampling import Sampling
from planner.sensitivity.worlds import Judged

__all__ = [
    "Bar",
    "BreakEven",
    "Choice",
    "Judged",
    "PriceRange",
    "Sampling",
    "Scale",
    "Sensitivities",
    "SensitivityError",
    "UncertainInput",
    "sensitivities",
    "uncertain_inputs",
]
