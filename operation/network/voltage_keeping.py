"""A horizon's program, asked again until exact voltages keep their limits.

The model's error is measured by exact AC flows of its own answer, and limits are tightened by it:
only right-hand sides change. Where that finds nothing the other model is asked, and where no model
keeps the limits, they are left as little as can be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from operation.network.engine import ControlFailed
from operation.network.horizon import HorizonProgram
from operation.network.horizon_feeder import PERCENT, LinearFeeder
from operation.network.horizon_settings import HorizonSettings, NetworkModel
from operation.network.keeping import Keeping
from operation.network.power_flow import power_flow
from operation.network.tree.engine import engine_for

Floats = NDArray[np.float64]
Sides = Callable[[HorizonProgram], tuple[Floats, ...]]
"""What `Engine.solve` takes, for the columns and rows of a program."""
Applied = Callable[[HorizonProgram, Floats], tuple[Floats, Floats]]
"""What buses take when the first steps of a solution are applied, (applied, buses) [kW], [kvar]."""

ROUNDS, SOFT_ROUNDS = 6, 2
"""How often a horizon is solved again with tighter limits; soft limits give way anyhow."""
NOTICEABLE, HAIR = 1e-7, 2e-5
"""Errors of squared voltages that count, and what a margin is more than the error [per unit]."""
LOOSE = 1e-4
"""Share of the losses that no flow explains from which cones count as not tight."""


@dataclass(frozen=True, eq=False)
class Answer:
    """Columns of the program that was found to keep the limits best."""

    horizon: HorizonProgram
    found: Floats
    excess_pu: float = 0.0
    """How far exact voltages of the applied steps are outside their limits."""
    ahead_pu: float = 0.0
    """The same of all steps of the horizon."""
    margin_pu: float = 0.0
    """Largest margin of these steps."""
    loose: int = 0
    """Steps of these whose cones are not tight."""
    model_error_pu: float = 0.0


class VoltageKeeper:
    """The programs of a controller, hard and soft, each built when it is first needed."""

    def __init__(
        self,
        build: Callable[[HorizonSettings], HorizonProgram],
        settings: HorizonSettings,
        *,
        tightened: bool = True,
    ) -> None:
        """`tightened`: whether limits are tightened at all, or the model is believed."""
        self._build, self._rounds = build, ROUNDS if tightened else 0
        other = {
            NetworkModel.LINEAR: NetworkModel.CONES,
            NetworkModel.CONES: NetworkModel.LINEAR,
        }[settings.model]
        self._own, self._other = settings, replace(settings, model=other)
        # LinDistFlow: soft cones would buy voltages by losses that no flow explains
        self._soft = replace(settings, model=NetworkModel.LINEAR, soft_voltage=True)
        self._programs: dict[HorizonSettings, _Program] = {}
        self._softened, self._at = False, 0
        self._kept = Keeping()

    @property
    def fallbacks(self) -> int:
        """Horizons on which the first solver failed and the second one stepped in."""
        return sum(program.engine.fallbacks for program in self._programs.values())

    def solve(self, sides: Sides, applied: int, demand: Applied | None = None) -> Answer:
        """The best answer for a horizon of which the first `applied` steps count.

        Where these take something else than the solution says, as batteries do that are full,
        `demand` tells what. Raises ControlFailed where no program could be solved.
        """
        if not self._own.network:
            horizon, engine = (program := self._program(self._own)).horizon, program.engine
            return Answer(horizon, engine.solve(*sides(horizon)))
        answer, kept = self._asked(sides, applied, demand), self._kept
        settings = answer.horizon.settings
        self._softened = settings.soft_voltage and answer.ahead_pu > 0
        self._at += applied
        self._kept = Keeping(
            margin_pu=max(kept.margin_pu, answer.margin_pu),
            switched=kept.switched + (settings == self._other),
            softened=kept.softened + self._softened,
            loose=kept.loose + answer.loose,
            model_error_pu=max(kept.model_error_pu, answer.model_error_pu),
        )
        return answer

    @property
    def keeping(self) -> Keeping:
        """How voltages were kept until now."""
        again = sum(program.tightenings for program in self._programs.values())
        return replace(self._kept, tightenings=again)

    def _asked(self, sides: Sides, applied: int, demand: Applied | None) -> Answer:
        """Ask the programs one after the other until one keeps the limits."""
        hard = () if self._softened else (self._own, self._other)
        best: Answer | None = None
        failure = ControlFailed("no program was asked")
        for settings in (*hard, self._soft):
            rounds = min(self._rounds, SOFT_ROUNDS) if settings.soft_voltage else self._rounds
            program = self._program(settings)
            try:
                answer = program.kept(sides, applied, demand, self._at, rounds)
            except ControlFailed as failed:
                failure = failed
                continue
            if best is None or answer.excess_pu < best.excess_pu:
                best = answer
            if answer.excess_pu == 0 or not self._rounds:
                break
        if best is None:
            raise failure
        return best

    def _program(self, settings: HorizonSettings) -> _Program:
        if settings not in self._programs:
            self._programs[settings] = _Program(self._build(settings))
        return self._programs[settings]


class _Program:
    """A program with its engine, and by how much its model was wrong when it was last asked."""

    def __init__(self, horizon: HorizonProgram) -> None:
        self.horizon, self.engine = horizon, engine_for(horizon)
        self.tightenings = 0
        self._error: Floats | None = None
        self._at = 0

    def kept(
        self, sides: Sides, applied: int, demand: Applied | None, at: int, rounds: int
    ) -> Answer:
        """The answer for the horizon that begins at a step, limits tightened in some rounds."""
        network = self.horizon.network
        assert network is not None
        limits = network.settings.limits
        equal_to, at_most, *prices = sides(self.horizon)
        margin = _margins(self._carried(at)) if rounds else np.zeros((2, 1, 1))
        for left in range(rounds, -1, -1):
            tight = at_most.copy()
            tight[network.low_voltage_rows] -= PERCENT * margin[0]
            tight[network.high_voltage_rows] -= PERCENT * margin[1]
            found = self.engine.solve(equal_to, tight, *prices)
            squared, exact = network.squared_voltage(found), exact_voltages(network, found)
            real = exact.copy()
            if demand is not None:
                flow = power_flow(network.feeder, *demand(self.horizon, found), limits.source_pu)
                real[:applied] = flow.voltage_pu
            self._error, self._at = (squared - real**2)[:, 1:], at
            outside = limits.excess(real[:, 1:])
            excess = float(outside[:applied].max(initial=0.0))
            if excess == 0 or not left:
                break
            margin = np.maximum(margin, _margins(self._error))
            self.tightenings += 1
        return Answer(
            self.horizon,
            found,
            excess_pu=excess,
            ahead_pu=float(outside.max(initial=0.0)),
            margin_pu=_in_magnitude(margin[:, :applied], limits.low_pu),
            loose=int(np.count_nonzero(network.slackness(found)[:applied] > LOOSE)),
            model_error_pu=float(np.abs(np.sqrt(np.maximum(squared, 0.0)) - exact)[:applied].max()),
        )

    def _carried(self, at: int) -> Floats:
        """The error measured last, for the steps that are known from then, shape (steps, lines)."""
        network = self.horizon.network
        assert network is not None
        carried = np.zeros((network.steps, network.lines))
        known = network.steps - (at - self._at)
        if self._error is not None and known > 0:
            carried[:known] = self._error[-known:]
        return carried


def _in_magnitude(margin: Floats, low_pu: float) -> float:
    """The largest margin of a squared voltage as one of the lower limit's magnitude."""
    return float(np.sqrt(low_pu**2 + margin.max(initial=0.0)) - low_pu)


def _margins(error: Floats) -> Floats:
    """Margins of low and high limits for errors of squared voltages, shape (2, steps, lines)."""
    wrong = np.nan_to_num(np.stack((error, -error)))
    return np.where(wrong > NOTICEABLE, wrong + HAIR, 0.0)


def exact_voltages(network: LinearFeeder, found: Floats) -> Floats:
    """Voltages by AC flows of what buses take in a solution, shape (steps, buses) [per unit]."""
    source = network.settings.limits.source_pu
    return power_flow(network.feeder, *network.demand(found), source).voltage_pu
