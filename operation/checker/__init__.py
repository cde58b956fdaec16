"""The independent checker: NumPy only, shares no code with the equations or the solver."""

from operation.checker.check import CHECKS, Checker, CheckReport, Violation
from operation.checker.indicators import Indicators
from operation.checker.residual import TOLERANCE

__all__ = ["CHECKS", "TOLERANCE", "CheckReport", "Checker", "Indicators", "Violation"]
