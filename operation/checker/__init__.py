"""The independent checker: NumPy only, shares no code with the equations or the solver."""

from operation.checker.check import CHECKS, CheckReport, Checker, Violation
from operation.checker.indicators import Indicators
from operation.checker.residual import TOLERANCE

__all__ = ["CHECKS", "TOLERANCE", "CheckReport", "Checker", "Indicators", "Violation"]
