"""Limits that a column may leave at a price: the column that pays is eliminated by itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from operation.network.conic import ConicProgram
from operation.network.tree.layout import Block

Floats = NDArray[np.float64]

BISECTIONS = 40


class SoftLimits:
    """Rows `value - share payer <= .` and `-value - share payer <= .`; plain without payers."""

    def __init__(
        self, program: ConicProgram, value: Block, payer: Block, above: Block, below: Block
    ) -> None:
        self._value, self._payer, self._above, self._below = value, payer, above, below
        self._soft = 0 not in payer.shape
        self._share = 1.0
        if self._soft:
            self._share = -float(program.inequalities[above.first, payer.first])

    def factor(self, weight: Floats, own: Floats) -> Floats:
        """What the value weighs once payers are gone; `own` is what columns weigh by themselves."""
        of_value = self._value.of(own)
        if not self._soft:
            return of_value
        above, below = self._above.of(weight), self._below.of(weight)
        alone = self._payer.of(own)
        square = self._share**2
        whole = alone + square * (above + below)
        self._weight, self._ratio = whole, self._share * (below - above) / whole
        return np.asarray(
            of_value + (alone * (above + below) + 4.0 * square * above * below) / whole
        )

    def reduce(self, r: Floats) -> None:
        """Take the payers out of a right-hand side, in place."""
        if self._soft:
            self._value.of(r)[:] -= self._ratio * self._payer.of(r)

    def recover(self, r: Floats, x: Floats) -> None:
        """Fill in the payers."""
        if self._soft:
            own = self._payer.of(r) / self._weight
            self._payer.of(x)[:] = own - self._ratio * self._value.of(x)

    def centre(self, x: Floats, s: Floats, linear: Floats, product: float) -> None:
        """Fill in the payers where all three slacks times multipliers are `product`.

        `s` has slacks without payers.
        """
        if not self._soft:
            return
        above, below = self._above.of(s), self._below.of(s)
        cost = self._payer.of(linear) / self._share
        worst = np.maximum(0.0, np.maximum(-above, -below))
        low, high = worst + product / cost, worst + 3.0 * product / cost
        for _ in range(BISECTIONS):
            middle = 0.5 * (low + high)
            multipliers = 1.0 / middle + 1.0 / (middle + above) + 1.0 / (middle + below)
            more = product * multipliers > cost
            low, high = np.where(more, middle, low), np.where(more, high, middle)
        self._payer.of(x)[:] = high / self._share
