"""Given capacities, how a cluster runs: model, solver door, dispatch, independent checker."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from operation.bounds import Cut, DailyFigure, DispatchBounds
    from operation.causes import Cause
    from operation.checker import Checker, CheckReport, Indicators
    from operation.design import Design, DesignError
    from operation.diagnosis import Diagnosis, diagnose
    from operation.dispatch import Dispatch
    from operation.high_point import DesignFigure, HighPoint
    from operation.highs.joint import Least
    from operation.operate import DispatchOutcome, Operator
    from operation.rolling import StorageState
    from operation.solver import SolverSettings, SolverUnavailable, available_solvers
    from operation.status import Status
    from operation.trade_offs import FailedPoint, TradeOff, TradeOffPoint, trade_off

_HOME = {
    "Cause": "operation.causes",
    "CheckReport": "operation.checker",
    "Checker": "operation.checker",
    "Cut": "operation.bounds",
    "DailyFigure": "operation.bounds",
    "Design": "operation.design",
    "DesignError": "operation.design",
    "DesignFigure": "operation.high_point",
    "Diagnosis": "operation.diagnosis",
    "Dispatch": "operation.dispatch",
    "DispatchBounds": "operation.bounds",
    "DispatchOutcome": "operation.operate",
    "FailedPoint": "operation.trade_offs",
    "HighPoint": "operation.high_point",
    "Indicators": "operation.checker",
    "Least": "operation.highs.joint",
    "Operator": "operation.operate",
    "SolverSettings": "operation.solver",
    "SolverUnavailable": "operation.solver",
    "StorageState": "operation.rolling",
    "Status": "operation.status",
    "TradeOff": "operation.trade_offs",
    "TradeOffPoint": "operation.trade_offs",
    "available_solvers": "operation.solver",
    "diagnose": "operation.diagnosis",
    "trade_off": "operation.trade_offs",
}

__all__ = [
    "Cause",
    "CheckReport",
    "Checker",
    "Cut",
    "DailyFigure",
    "Design",
    "DesignError",
    "DesignFigure",
    "Diagnosis",
    "Dispatch",
    "DispatchBounds",
    "DispatchOutcome",
    "FailedPoint",
    "HighPoint",
    "Indicators",
    "Least",
    "Operator",
    "SolverSettings",
    "SolverUnavailable",
    "Status",
    "StorageState",
    "TradeOff",
    "TradeOffPoint",
    "available_solvers",
    "diagnose",
    "trade_off",
]


def __getattr__(name: str) -> Any:
    """Import on first use: solvers and PuLP are slow to load."""
    if name not in _HOME:
        raise AttributeError(f"module 'operation' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
