"""Check a dispatch against every equation, and recompute its figures."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from cases import Case
from operation.checker import balances, network, physics
from operation.checker.facts import facts
from operation.checker.indicators import Indicators, indicators, joined_objective
from operation.checker.residual import TOLERANCE, Check
from operation.design import Design
from operation.dispatch import Dispatch
from operation.window import Window

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
    network.port_apparent_power,
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
    network.network_limits,
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
    """Checks dispatches of one scenario of a case.

    Of a window, the steps that are kept are checked and give the figures; the objective is that
    of all steps.
    """

    def __init__(self, case: Case, scenario: int, window: Window | None = None) -> None:
        whole = case.scenarios[scenario]
        self._all_facts = facts(case, whole, window)
        self._facts, self._kept = self._all_facts, whole.steps
        if window is not None and window.kept_steps < whole.steps:
            self._kept = window.kept_steps
            part = whole.part(0, self._kept)
            self._facts = facts(case, part, replace(window, end_kwh=None))

    def check(
        self,
        design: Design,
        dispatch: Dispatch,
        objective: float | None = None,
        cost_cap: float | None = None,
        spill_cap: float | None = None,
    ) -> CheckReport:
        """Check every equation, and the recomputed (first) objective against what is given.

        It has to be `objective`, and not above `cost_cap`; spilled energy not above `spill_cap`.
        """
        excess = self._objective_excess(dispatch)
        dispatch = dispatch.part(0, self._kept)
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
        for name, residual in (
            ("joined_objective", 0.0 if objective is None else abs(excess(objective))),
            ("cost_cap", 0.0 if cost_cap is None else max(excess(cost_cap), 0.0)),
            ("spill_cap", 0.0 if spill_cap is None else _spilled_above(spill_cap, figures)),
        ):
            residual = residual if math.isfinite(residual) else math.inf
            worst = max(worst, residual)
            if residual > TOLERANCE:
                violations.append(Violation(name, residual, "over the whole scenario"))
        return CheckReport(worst, tuple(violations), figures)

    def _objective_excess(self, dispatch: Dispatch) -> Callable[[float], float]:
        """How far the recomputed objective is above a value, relative to its largest part."""
        figures = indicators(self._all_facts, dispatch)
        scale = max(1.0, abs(figures.purchase_cost), abs(figures.sales_revenue))
        recomputed = joined_objective(self._all_facts.case.operation, figures)
        return lambda value: (recomputed - value) / scale

    def _where(self, residuals: np.ndarray) -> str:
        flat = np.where(np.isnan(residuals), np.inf, residuals)
        step, item = np.unravel_index(int(flat.argmax()), flat.shape)[:2]
        clock = self._facts.scenario.clock(int(step))
        return f"at {clock} (item {item}) in {self._facts.scenario.name}"


def _spilled_above(cap: float, figures: Indicators) -> float:
    """How far spilled energy is above a cap, relative to what is available."""
    return max(figures.spilled_kwh - cap, 0.0) / max(1.0, figures.available_kwh)
