"""A planned design on a feeder: screened, replayed, stressed, and run by predictive control."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from cases import Case
from operation import Design
from operation.network.connection import Connection
from operation.network.operated import OperatedDay
from operation.network.power_flow import PowerFlow
from operation.network.stress import StressedDay
from operation.network.together import TogetherDay
from operation.network.voltage_verdict import VoltageVerdict

Floats = NDArray[np.float64]

DRAWN, DEVIATION, SEED = 5000, 0.15, 1
QUARTER = 0.25
"""Hours of a step of the buildings around a cluster."""


class CheckPart(StrEnum):
    """What a check does with a design."""

    SCREEN = "screen"
    """Voltages by sensitivities, linear."""
    REPLAY = "replay"
    """Exact flows of the planned dispatch."""
    OPERATE = "operate"
    """Predictive control of the design's storage and ports with the feeder in view."""
    STRESS = "stress"
    """Exact flows of the planned dispatch on days that the forecasts got wrong."""


@dataclass(frozen=True)
class CheckSettings:
    """What a check does beside the replay."""

    parts: frozenset[CheckPart] = frozenset(CheckPart)
    drawn: int = DRAWN
    """Days with wrong forecasts, over all typical days."""
    deviation: float = DEVIATION
    """Relative standard deviation of a wrong forecast."""
    seed: int = SEED
    careful: bool = False
    """Whether control uses branch-flow cones."""
    reactive_support: bool = True
    """Whether ports give reactive power under control."""
    around: str = ""
    """Typical day on which the study's buildings stand around the cluster; empty: none."""


@dataclass(frozen=True, eq=False)
class Replayed:
    """Exact flows of every typical day, with what the screen makes of them."""

    flows: tuple[PowerFlow, ...]
    verdict: VoltageVerdict
    loss_kwh_per_year: float
    """Of the whole feeder."""


@dataclass(frozen=True, eq=False)
class Screened:
    """Voltages by sensitivities."""

    verdict: VoltageVerdict
    seconds: float
    """For all typical days, the sensitivities known."""
    error_pu: float
    """Largest difference from the exact voltages."""


@dataclass(frozen=True, eq=False)
class FeederCheck:
    """What became of a design on a feeder."""

    case: Case
    design: Design
    connection: Connection
    settings: CheckSettings
    alone: Replayed
    """The feeder without the cluster."""
    planned: Replayed
    """The planned dispatch."""
    nothing: Replayed | None
    """The buildings with nothing installed; None where they cannot run so."""
    screened: Screened | None
    operated: tuple[OperatedDay, ...]
    """One for each typical day; empty where it was not asked for."""
    operated_verdict: VoltageVerdict | None
    stressed: tuple[StressedDay, ...]
    """One for each typical day; empty where it was not asked for."""
    seconds: dict[CheckPart, float]
    planned_renewable_kwh_per_year: float
    """PV and wind that the plan uses."""
    control_trouble: str = ""
    """Why predictive control has no result, though it was asked for."""
    together: TogetherDay | None = None
    """The cluster among the study's buildings; None where that was not asked for."""

    @property
    def carried(self) -> bool:
        """Whether the feeder carries the planned dispatch."""
        return self.planned.verdict.kept

    @property
    def broken_alone(self) -> bool:
        """Whether the feeder leaves its band without the cluster already."""
        return not self.alone.verdict.kept


def loss_kwh_per_year(case: Case, flows: Sequence[PowerFlow]) -> float:
    """Lost in all lines in the days that the typical days stand for; nan after a failed flow."""
    return sum(
        day.days_per_year / day.days * day.step_hours * float(flow.loss_kw.sum())
        for day, flow in zip(case.scenarios, flows, strict=True)
    )


def renewable_kwh_per_year(case: Case, used_kw: Sequence[Floats]) -> float:
    """PV and wind used in the days that the typical days stand for; (steps, buildings) of each."""
    return sum(
        day.days_per_year / day.days * day.step_hours * float(used.sum())
        for day, used in zip(case.scenarios, used_kw, strict=True)
    )
