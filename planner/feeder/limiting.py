"""Voltages that a plan breaks become limits of its dispatch, until exact flows keep the band."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from cases import Case
from cases.network_limits import NetworkLimits
from cases.schema import LimitEnforcement, NetworkEntry
from operation.dispatch import Dispatch
from operation.network.connection import Connection, building_demand, consumption_kw
from operation.network.dispatch_limits import dispatch_limits
from operation.network.voltage_screen import VoltageScreen

ROUNDS = 6
"""Dispatches of a design after which its limits are as they are."""


class BrokenAlone(Exception):
    """The feeder leaves its band without the cluster: no dispatch can be asked to mend that."""


class Limiting:
    """Limits of a case on a feeder, which grow with every dispatch that breaks a voltage.

    A bus that was outside its band once is limited in every step of every typical day, since load
    moves. By how much exact voltages are lower, or higher, than the linear ones is learnt with
    every dispatch, and the limits are so much tighter.
    """

    def __init__(self, case: Case, connection: Connection) -> None:
        """Raises BrokenAlone."""
        self.case, self.connection = case, connection
        self._screens = [VoltageScreen(connection, scenario) for scenario in case.scenarios]
        for scenario, screen in zip(case.scenarios, self._screens, strict=True):
            excess = connection.limits.excess(screen.alone.voltage_pu)
            if excess.any():
                step, bus = np.unravel_index(int(excess.argmax()), excess.shape)
                raise BrokenAlone(
                    f"without the cluster the feeder is at "
                    f"{screen.alone.voltage_pu[step, bus]:.4f} pu already, at bus "
                    f"{connection.feeder.buses[bus]} at {scenario.clock(int(step))} in "
                    f"{scenario.name}: no dispatch of the cluster can be asked to mend that. "
                    "Lower --base-load, raise --source, or widen the band"
                )
        buses = len(connection.feeder)
        self._outside = np.zeros((2, buses), dtype=bool)
        self._margins = [np.zeros((2, s.steps, buses)) for s in case.scenarios]
        self._kvar = [np.zeros((s.steps, len(case.buildings))) for s in case.scenarios]

    def learn(self, dispatches: Sequence[Dispatch]) -> bool:
        """Take in the dispatches of all typical days; whether their voltages keep the band."""
        kept, limits = True, self.connection.limits
        for number, dispatch in enumerate(dispatches):
            scenario, screen = self.case.scenarios[number], self._screens[number]
            tangent = self.connection.places.tangent
            demand = building_demand(self.case, scenario, dispatch, tangent)
            flow = self.connection.flow(scenario, *demand)
            exact = np.nan_to_num(flow.voltage_pu)
            low, high = exact < limits.low_pu, exact > limits.high_pu
            kept &= not limits.excess(exact).any()
            self._outside |= np.stack((low.any(axis=0), high.any(axis=0)))
            error = screen.squared_voltage(*demand) - exact**2
            error[~flow.converged] = 0.0  # what no feeder carries tells nothing of the model
            self._margins[number] = np.maximum(self._margins[number], np.stack((error, -error)))
            self._kvar[number] = tangent * consumption_kw(self.case, scenario, dispatch)
        return kept

    @property
    def buses(self) -> tuple[str, ...]:
        """Buses that are limited."""
        return tuple(self.connection.feeder.buses[i] for i in np.flatnonzero(self._outside.any(0)))

    def rows(self) -> dict[str, NetworkLimits]:
        """The limits learnt so far, by typical day."""
        buses = (np.flatnonzero(self._outside[0]), np.flatnonzero(self._outside[1]))
        return {
            scenario.name: dispatch_limits(
                self.case,
                scenario,
                self._screens[number],
                buses,
                (self._margins[number][0], self._margins[number][1]),
                self._kvar[number],
            )
            for number, scenario in enumerate(self.case.scenarios)
        }


def limited_case(
    case: Case, limits: Mapping[str, NetworkLimits], enforce: LimitEnforcement
) -> Case:
    """The case in memory with limits of its typical days, for a dispatch or two."""
    scenarios = tuple(replace(day, network=limits[day.name]) for day in case.scenarios)
    entry = NetworkEntry(limits="in memory", enforce=enforce)
    return replace(case, scenarios=scenarios, network=entry)


def learnt(
    limiting: Limiting,
    planned: Sequence[Dispatch],
    dispatched: Callable[[dict[str, NetworkLimits]], Sequence[Dispatch] | None],
) -> dict[str, NetworkLimits]:
    """Limits under which a design keeps the band, found by running it again and again.

    `dispatched` runs the design under limits, None where it cannot. Then, as after some rounds, the
    limits are those learnt so far: planning tells what other designs make of them.
    """
    dispatches: Sequence[Dispatch] | None = planned
    for _ in range(ROUNDS):
        if dispatches is None or limiting.learn(dispatches):
            break
        dispatches = dispatched(limiting.rows())
    return limiting.rows()
