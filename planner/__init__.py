"""Search capacities, choose, tell.

from cases import read_case
from planner import plan
result = plan(read_case("beijing"), seed=1)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.decision import Decision
    from planner.design_space import NothingToPlan
    from planner.evaluation import Evaluation, Objective
    from planner.planning import PlanSettings, plan
    from planner.result import Outcome, Plan
    from planner.search import SearchSettings
    from planner.store import StoreError
    from planner.year_check import YearCheck, check_year

_HOME = {
    "Decision": "planner.decision",
    "Evaluation": "planner.evaluation",
    "NothingToPlan": "planner.design_space",
    "Objective": "planner.evaluation",
    "Outcome": "planner.result",
    "Plan": "planner.result",
    "PlanSettings": "planner.planning",
    "SearchSettings": "planner.search",
    "StoreError": "planner.store",
    "YearCheck": "planner.year_check",
    "check_year": "planner.year_check",
    "plan": "planner.planning",
}

__all__ = [
    "Decision",
    "Evaluation",
    "NothingToPlan",
    "Objective",
    "Outcome",
    "Plan",
    "PlanSettings",
    "SearchSettings",
    "StoreError",
    "YearCheck",
    "check_year",
    "plan",
]


def __getattr__(name: str) -> Any:
    """Import on first use: pymoo and the solver are slow to load."""
    if name not in _HOME:
        raise AttributeError(f"module 'planner' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
