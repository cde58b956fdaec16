"""Curves of daily cost against self-consumption for one design, each scenario in a worker."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from cases import Case
from operation import (
    Design,
    DispatchOutcome,
    SolverSettings,
    Status,
    TradeOff,
    TradeOffPoint,
    diagnose,
    trade_off,
)
from planner.executor import PoolEvaluator, hang_seconds, process_executor
from planner.worker import unpacked

if TYPE_CHECKING:
    import pandas as pd

_FIGURES = (
    *("daily_cost", "wear_cost", "self_consumption", "self_sufficiency", "spilled_kwh"),
    *("curtailed_kwh", "export_kwh", "import_kwh", "emissions_kg"),
)


@dataclass(frozen=True)
class TradeOffJob:
    """A curve that is wanted."""

    scenario: int
    design: Design
    points: int


def trade_offs(
    case: Case,
    design: Design,
    scenarios: Sequence[int],
    points: int,
    settings: SolverSettings,
    workers: int | None = None,
) -> list[TradeOff]:
    """Curves of some scenarios, in their order; the same for any number of workers.

    Raises BrokenExecutor, TimeoutError, SolverUnavailable.
    """
    jobs = [TradeOffJob(scenario, design, points) for scenario in scenarios]
    processes = max(1, min(len(jobs), workers or os.cpu_count() or 1))
    # each point has two solves, and a worker may have to do every scenario
    patience = hang_seconds(case, settings) * (points + 4)
    with PoolEvaluator(case, settings, lambda: process_executor(processes), patience) as pool:
        return pool.call(trade_off_packed, jobs)


def trade_off_packed(packed: bytes, job: TradeOffJob) -> TradeOff:
    """Curve of one scenario; where it is infeasible, the choice tells the likely causes."""
    task = unpacked(packed)
    case, settings = task.case, task.solver
    curve = trade_off(case, job.scenario, job.design, points=job.points, settings=settings)
    if curve.choice.status is not Status.INFEASIBLE:
        return curve
    causes = diagnose(case, job.scenario, job.design, settings).causes
    message = "; ".join(map(str, causes)) or "infeasible, no single cause found"
    return replace(curve, choice=replace(curve.choice, message=message))


def trade_off_table(curves: Sequence[TradeOff]) -> pd.DataFrame:
    """A row per point, from the cheapest on, then one for the case's choice; figures of a day.

    `price_to_next_per_kwh` is what a kWh more of self-consumption costs on the way to the next
    point.
    """
    import pandas as pd

    rows = []
    for curve in curves:
        every = [(False, row) for row in point_rows(curve)]
        if curve.choice.report is not None:
            every.append((True, choice_row(curve)))
        rows += [{"scenario": curve.scenario, "choice": own, **row} for own, row in every]
    return pd.DataFrame(rows)


def trade_off_record(curve: TradeOff) -> dict[str, Any]:
    """A curve as plain data."""
    return {
        "scenario": curve.scenario,
        "status": curve.status.value,
        "nothing_to_trade": nothing_to_trade(curve),
        "points": point_rows(curve),
        "choice": choice_row(curve) if curve.choice.report is not None else None,
        "failed": [asdict(point) for point in curve.failed],
        "message": curve.choice.message,
    }


def nothing_to_trade(curve: TradeOff) -> bool:
    """Whether the cheapest dispatch has the most self-consumption too."""
    return len(curve.points) == 1 and not curve.failed


def point_rows(curve: TradeOff) -> list[dict[str, Any]]:
    """Figures of every point by header."""
    prices = (*curve.prices_per_kwh, math.nan)
    return [_row(point, price) for point, price in zip(curve.points, prices, strict=False)]


def choice_row(curve: TradeOff) -> dict[str, Any]:
    """The same figures of the case's choice. Raises ValueError where there is no dispatch."""
    choice = curve.choice
    if choice.report is None:
        raise ValueError(f"{choice.scenario}: no dispatch ({choice.status}) {choice.message}")
    return _row(choice, math.nan)


def _row(found: TradeOffPoint | DispatchOutcome, price: float) -> dict[str, Any]:
    assert found.report is not None
    figures = found.report.indicators
    return {
        **{name: float(getattr(figures, name)) for name in _FIGURES},
        "price_to_next_per_kwh": price,
        "status": found.status.value,
        "gap": found.gap,
        "worst_residual": found.report.worst_residual,
    }
