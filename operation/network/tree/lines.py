"""The lines of a feeder in Newton's equations: what they weigh, what flows in them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from operation.network.horizon import HorizonProgram
from operation.network.horizon_feeder import LinearFeeder
from operation.network.tree import bus_kernel
from operation.network.tree.layout import Layout

Floats = NDArray[np.float64]

LEAST_SHARE = 1e-9
"""Lines count as having at least this share of the largest impedance of the feeder."""


class Lines:
    """E of every line, symmetric: of active and reactive flow and of the multiplier of the drop."""

    def __init__(self, horizon: HorizonProgram, network: LinearFeeder) -> None:
        self.count = network.lines
        self.parent = np.maximum(network.feeder.parent[1:] - 1, -1)
        self._above = np.flatnonzero(self.parent >= 0)
        program, own = horizon.program, np.arange(self.count)
        loss = program.quadratic.diagonal()[network.flow_p[0]]
        rows = program.equalities[network.drop_rows[0]].tocsr()
        self.matrix = np.zeros((self.count, 3, 3))
        """Shape (lines, 3, 3)."""
        self.matrix[:, 0, 0] = self.matrix[:, 1, 1] = loss
        for i, flow in enumerate((network.flow_p[0], network.flow_q[0])):
            falls = np.asarray(rows[own, flow]).ravel()
            self.matrix[:, i, 2] = self.matrix[:, 2, i] = falls
        sound, most = self.matrix.copy(), max(float(loss.max()), np.finfo(float).tiny)
        sound[:, 0, 0] = sound[:, 1, 1] = np.maximum(loss, LEAST_SHARE * most)
        sound[:, 2, 2] = -LEAST_SHARE * np.abs(self.matrix[:, :2, 2]).max() ** 2 / most
        self.inverse = np.asarray(np.linalg.inv(sound))
        """That of E, lines of next to no impedance made sound."""

    def sides(self, at: Layout, r: Floats, s: Floats, taken: Floats) -> Floats:
        """Right-hand sides of the potentials, shape (lines + 1, 3 steps)."""
        steps = taken.shape[1] // 3
        of_lines = np.stack((at.flow_p.of(r), at.flow_q.of(r), at.drop_rows.of(s)))
        carried = np.einsum("kij,jtk->kit", self.inverse, of_lines)
        of_buses = np.stack((at.p_rows.of(s), at.q_rows.of(s), at.drop.of(r)))
        sides = np.zeros((self.count + 1, 3, steps))
        sides[:-1] = carried - of_buses.transpose(2, 0, 1)
        sides[:-1] -= taken[:-1].reshape(self.count, 3, steps)
        np.subtract.at(sides, self.parent[self._above], carried[self._above])
        return sides.reshape(self.count + 1, 3 * steps)

    def carry(self, at: Layout, taken: Floats, s: Floats, x: Floats, multiplier: Floats) -> None:
        """Fill in flows of what buses take, and sum up multipliers; rows are met to rounding."""
        steps, p, q = at.steps, at.flow_p.of(x), at.flow_q.of(x)
        p[:] = at.p_rows.of(s) + taken[:-1, :steps].T
        q[:] = at.q_rows.of(s) + taken[:-1, steps : 2 * steps].T
        bus_kernel.carry(self.parent, p, q, multiplier)

    def fall(self, at: Layout, s: Floats, x: Floats) -> None:
        """Fill in drops of flows."""
        drop = at.drop.of(x)
        drop[:] = at.drop_rows.of(s)
        bus_kernel.fall(self.parent, self.matrix, at.flow_p.of(x), at.flow_q.of(x), drop)

    def prices(self, at: Layout, x: Floats, z: Floats, y: Floats) -> None:
        """Fill in multipliers of the rows of buses and drops that leave flows and drops in balance.

        Limits of voltages have multipliers z.
        """
        p, q, of_drop = np.zeros(at.drop.shape), np.zeros(at.drop.shape), at.drop_rows.of(y)
        of_drop[:] = at.high_voltage_rows.of(z) - at.low_voltage_rows.of(z)
        bus_kernel.carry(self.parent, p, q, of_drop)
        flows = at.flow_p.of(x), at.flow_q.of(x), of_drop
        bus_kernel.price(self.parent, self.matrix, *flows, at.p_rows.of(y), at.q_rows.of(y))
