"""Every figure of a feeder check: one function each, with or without axes of the caller's."""

from __future__ import annotations

from planner.report.feeder_losses import losses_figure
from planner.report.feeder_ports import port_discs_figure, port_powers_figure
from planner.report.feeder_stress import outside_figure, stress_figure
from planner.report.feeder_voltages import voltages_figure

__all__ = [
    "losses_figure",
    "outside_figure",
    "port_discs_figure",
    "port_powers_figure",
    "stress_figure",
    "voltages_figure",
]
