"""The independent checker: NumPy only, shares no code with the equations or the solver."""

from operation.checker.check import CHECKS, Checker, CheckReport, Violation
from operation.checker.days import DaysReport, check_days
from operation.checker.indicators import Indicators, joined_objective
from operation.checker.residual import TOLERANCE

__all__ = [
    "CHECKS",
    "TOLERANCE",
    "CheckReport",
    "Checker",
    "DaysReport",
    "Indicators",
    "Violation",
    "check_days",
    "joined_objective",
]
