"""The relaxation of a model, kept: bounds change, and the dual simplex goes on from a basis."""

from __future__ import annotations

import math
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from operation.highs.implied_bounds import NewRows
from operation.highs.written_model import Floats, WrittenModel

_ANSWERS = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible)


class Unsolved(Exception):
    """HiGHS has no answer to a linear program, warm or cold."""


@dataclass(frozen=True)
class Point:
    """Answer of a linear program; an infinite objective, and no values, where it is infeasible."""

    objective: float
    """Without the constant."""
    values: Floats | None

    @property
    def feasible(self) -> bool:
        """Whether there is a point."""
        return self.values is not None


FOLDED = 1e-7
"""Bounds that cross by less are the same."""
INFEASIBLE = Point(math.inf, None)


class Relaxation:
    """The model without whole numbers, in a HiGHS of its own.

    `begin` sets all bounds and forgets everything but the stored basis, so that what follows is a
    function of those bounds alone; `change` goes on from where the last answer was.
    """

    def __init__(self, written: WrittenModel, lower: Floats, upper: Floats) -> None:
        """The stored basis is that of the model with the bounds given here."""
        self.restarts = 0
        """Programs solved from nothing, since a warm start gave no answer or an inexact one."""
        self._highs = highspy.Highs()
        for option, value in {
            "output_flag": False,
            "threads": 1,
            "random_seed": 0,
            "solver": "simplex",
            # devex weights need not be made anew at each beginning: a seventh faster
            "simplex_dual_edge_weight_strategy": 1,
        }.items():
            self._highs.setOptionValue(option, value)
        program = written.highs.getLp()
        program.integrality_ = []
        self._highs.passModel(program)
        self._fold(written)
        self._n_rows = self._highs.getNumRow()
        self._all = np.arange(len(lower), dtype=np.int32)
        lower, upper = np.maximum(lower, self._least), np.minimum(upper, self._most)
        self._highs.changeColsBounds(len(lower), self._all, lower, upper)
        self._highs.run()
        basis = self._highs.getBasis()
        self._basis = basis if basis.valid else None
        self._highs.setOptionValue("presolve", "off")  # it would forget the basis

    def add(self, rows: NewRows) -> Point:
        """Minimise with more rows, which stay until the next beginning. Raises Unsolved."""
        self._highs.addRows(
            len(rows),
            np.full(len(rows), -math.inf),
            rows.upper,
            len(rows.columns),
            rows.starts[:-1].astype(np.int32),
            rows.columns.astype(np.int32),
            rows.coefficients,
        )
        return self._answer()

    def begin(self, lower: Floats, upper: Floats, cost: Floats | None = None) -> Point:
        """Minimise with these bounds, from the stored basis. Raises Unsolved.

        `cost` is another objective than the last one, for good.
        """
        if cost is not None:
            self._highs.changeColsCost(len(cost), self._all, cost)
        if not self._bounded(lower, upper):
            return INFEASIBLE
        if self._basis is not None:
            self._highs.setBasis(self._basis)
        return self._answer()

    def anew(self, lower: Floats, upper: Floats) -> Point:
        """Minimise with these bounds from nothing: slower, and exact where a warm start is not.

        Raises Unsolved.
        """
        if not self._bounded(lower, upper):
            return INFEASIBLE
        self.restarts += 1
        self._highs.setOptionValue("presolve", "choose")
        try:
            return self._answer()
        finally:
            self._highs.setOptionValue("presolve", "off")

    def _bounded(self, lower: Floats, upper: Floats) -> bool:
        """Forget everything, and set these bounds; whether none of them cross."""
        added = self._highs.getNumRow() - self._n_rows
        if added:
            last = np.arange(self._n_rows, self._n_rows + added, dtype=np.int32)
            self._highs.deleteRows(added, last)
        lower, upper = np.maximum(lower, self._least), np.minimum(upper, self._most)
        if (lower > upper + FOLDED).any():
            return False
        self._highs.changeColsBounds(len(lower), self._all, lower, np.maximum(lower, upper))
        self._highs.clearSolver()
        return True

    def change(self, columns: NDArray[np.int32], lower: Floats, upper: Floats) -> Point:
        """Minimise with other bounds of some columns, from the last basis. Raises Unsolved."""
        self._highs.changeColsBounds(len(columns), columns, lower, upper)
        return self._answer()

    def _fold(self, written: WrittenModel) -> None:
        """Make bounds of the rows with one flow in them: simplex bases are smaller without."""
        flows = np.ones(len(written.lower), dtype=bool)
        flows[written.integer] = False
        single, self._least, self._most = written.rows.alone(flows)
        self._highs.deleteRows(len(single), single.astype(np.int32))

    def reduced_costs(self) -> Floats:
        """Of the last answer: how the objective moves with each column that is at a bound."""
        return np.array(self._highs.getSolution().col_dual)

    def _answer(self) -> Point:
        self._highs.run()
        if self._highs.getModelStatus() not in _ANSWERS:
            # a hot start ends so about once in 60 000 solves
            self.restarts += 1
            self._highs.clearSolver()
            self._highs.run()
        status = self._highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return INFEASIBLE
        if status != highspy.HighsModelStatus.kOptimal:
            raise Unsolved(f"the relaxation ended as {self._highs.modelStatusToString(status)}")
        values = np.array(self._highs.getSolution().col_value)
        return Point(self._highs.getInfo().objective_function_value, values)
