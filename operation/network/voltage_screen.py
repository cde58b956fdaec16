"""Voltages of a feeder for any operation of a cluster, by sensitivities: microseconds each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cases import Scenario
from operation.network.connection import Connection
from operation.network.lindistflow import shared_impedances
from operation.network.power_flow import power_flow

Floats = NDArray[np.float64]


class FeederOverloaded(ValueError):
    """The feeder cannot carry its other customers, even without the cluster."""


class VoltageScreen:
    """Squared voltages of one scenario, linear about the feeder without the cluster.

    v = v_alone - 2 (R p + X q), with the exact voltages of the feeder alone: what the cluster's own
    currents lose on the way is left out, so voltages of a loaded cluster are a little too high.
    """

    def __init__(self, connection: Connection, scenario: Scenario) -> None:
        """Raises FeederOverloaded."""
        self.connection = connection
        alone = power_flow(
            connection.feeder, *connection.base_demand(scenario), connection.limits.source_pu
        )
        if not alone.converged.all():
            feeder, share = connection.feeder.name, connection.base_load
            raise FeederOverloaded(
                f"the feeder {feeder} cannot carry {share:g} times the load of its other customers "
                "even without the cluster: lower --base-load, or check the units of its file"
            )
        self.alone = alone
        self._squared = alone.voltage_pu**2
        bus, base_kw = connection.places.bus, connection.feeder.base_kw
        resistance, reactance = shared_impedances(connection.feeder)
        self.per_kw: Floats = 2.0 * resistance[:, bus] / base_kw
        """Fall of squared voltage per kW that a building takes, shape (buses, buildings)."""
        self.per_kvar: Floats = 2.0 * reactance[:, bus] / base_kw

    def squared_voltage(self, kw: Floats, kvar: Floats) -> Floats:
        """Squared voltages where buildings take these, (steps, buildings) to (steps, buses)."""
        return np.asarray(self._squared - _falls(kw, self.per_kw) - self.fall_by_kvar(kvar))

    def fall_by_kvar(self, kvar: Floats) -> Floats:
        """Fall of squared voltage by reactive power, (steps, buildings) to (steps, buses)."""
        return _falls(kvar, self.per_kvar)

    def room(self) -> tuple[Floats, Floats]:
        """Fall and rise of squared voltage that the band leaves, each (steps, buses)."""
        limits = self.connection.limits
        return self._squared - limits.low_pu**2, limits.high_pu**2 - self._squared


def _falls(taken: Floats, per_unit: Floats) -> Floats:
    # not by BLAS, whose last digits hang on the number of its threads
    return np.asarray(np.einsum("tb,kb->tk", taken, per_unit))
