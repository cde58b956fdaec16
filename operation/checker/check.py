"""Check a dispatch against every equation, and recompute its figures."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from cases import Case
from operation.checker import balances, physics
from operation.checker.facts import facts
from operation.checker.indicators import Indicators, indicators, joined_objective
from operation.checker.residual import TOLERANCE, Check
from operation.design import Design
from operation.dispatch import Dispatch

CHECKS: tuple[Check, ...] = (
    physics.storage_exclusivity,
    physics.storage_balance,
    physics.storage_power_limits,
    physics.storage_level_limits,
    physics.storage_cycle,
    physics.storage_ramp_limits,
    physics.storage_cycle_limit,
    physics.port_exclusivity,
    physics.hub_balance,
    physics.port_power_limits,
    physics.device_input,
    physics.device_output,
    balances.electrical_balance,
    balances.heat_balance,
    balances.heat_import_limit,
    balances.gas_import_limit,
    balances.cold_balance,
    balances.wind_available,
    balances.pv_available,
    balances.shift_limits,
    balances.shift_conservation,
    balances.meter_limits,
    balances.export_rule,
    balances.nonnegative,
)
"""Every check, in the order of the equations."""


@dataclass(frozen=True)
class Violation:
    """An equation that a dispatch breaks."""

    equation: str
    residual: float
    """Relative to the row's largest term; infinite where a value is not a number."""
    where: str

    def __str__(self) -> str:
        return f"{self.equation} off by {self.residual:.1e} of its largest term {self.where}"


@dataclass(frozen=True)
class CheckReport:
    """Verdict on a dispatch, with its figures."""

    worst_residual: float
    violations: tuple[Violation, ...]
    indicators: Indicators

    @property
    def accepted(self) -> bool:
        """Whether every equation holds within the tolerance."""
        return not self.violations


class Checker:
    """Checks dispatches of one scenario of a case."""

    def __init__(self, case: Case, scenario: int) -> None:
        self._facts = facts(case, case.scenarios[scenario])

    def check(self, design: Design, dispatch: Dispatch, objective: float | None = None) -> CheckReport:
        """Check every equation, and that the recomputed objective is `objective`, if given."""
        worst, violations = 0.0, []
        for check in CHECKS:
            residuals = check.residuals(self._facts, design, dispatch)
            if residuals is None or residuals.size == 0:
                continue
            largest = float(residuals.max())
            if math.isnan(largest):
                largest = math.inf
            worst = max(worst, largest)
            if largest > TOLERANCE:
                violations.append(Violation(check.name, largest, self._where(residuals)))
        figures = indicators(self._facts, dispatch)
        if objective is not None:
            residual = self._objective_residual(figures, objective)
            worst = max(worst, residual)
            if not residual <= TOLERANCE:
                violations.append(Violation("joined_objective", residual, "over the whole scenario"))
        return CheckReport(worst, tuple(violations), figures)

    def _objective_residual(self, figures: Indicators, objective: float) -> float:
        scale = max(1.0, abs(figures.purchase_cost), abs(figures.sales_revenue))
        residual = abs(joined_objective(self._facts, figures) - objective) / scale
        return residual if math.isfinite(residual) else math.inf

    def _where(self, residuals: np.ndarray) -> str:
        flat = np.where(np.isnan(residuals), np.inf, residuals)
        step, item = np.unravel_index(int(flat.argmax()), flat.shape)[:2]
        clock = self._facts.scenario.clock(int(step))
        return f"at {clock} (item {item}) in {self._facts.scenario.name}"
