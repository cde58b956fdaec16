"""Every figure of a report: one function each, with or without axes of the caller's."""

from __future__ import annotations

from planner.report.capacity_map import capacity_map
from planner.report.dispatch_figures import dispatch_figure
from planner.report.exchange_figure import exchange_figure
from planner.report.flow_figures import ports_figure, storage_figure
from planner.report.saving import save_figure
from planner.report.search_figures import convergence_figure, front_figure
from planner.report.trade_off_figure import trade_off_figure
from planner.report.variants_figure import variants_figure
from planner.report.year_figures import year_figure

__all__ = [
    "capacity_map",
    "convergence_figure",
    "dispatch_figure",
    "exchange_figure",
    "front_figure",
    "ports_figure",
    "save_figure",
    "storage_figure",
    "trade_off_figure",
    "variants_figure",
    "year_figure",
]
