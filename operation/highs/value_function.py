"""Least values of expressions over the relaxation of a model, as functions of what is fixed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from operation.equations.numbering import Expression
from operation.highs.relaxation import Relaxation, Unsolved
from operation.highs.switches import Switches
from operation.highs.written_model import Floats, WrittenModel
from operation.solution import SolvableModel


class ValueFunction:
    """The least value of each expression is convex in the fixed columns, so slopes bound it."""

    def __init__(self, model: SolvableModel, expressions: Sequence[Expression]) -> None:
        self._written = WrittenModel.of(model)
        self._switches = Switches(self._written)
        self._relaxation = Relaxation(self._written, *self._switches.bounds({}))
        self._costs = [self._vector(expression) for expression in expressions]
        self._constants = [float(expression.constant) for expression in expressions]

    def slopes(self, fixed: Mapping[str, float]) -> list[tuple[float, Floats]] | None:
        """For each expression its least value here, and its slope along each fixed column.

        None where nothing is feasible, or HiGHS has no answer.
        """
        lower, upper = self._switches.bounds(fixed)
        places = np.array([self._written.place[name] for name in fixed], dtype=np.int64)
        found = []
        for cost, constant in zip(self._costs, self._constants, strict=True):
            try:
                point = self._relaxation.begin(lower, upper, cost)
            except Unsolved:
                return None
            if not point.feasible:
                return None
            slope = self._relaxation.reduced_costs()[places]
            found.append((point.objective + constant, slope))
        return found

    def _vector(self, expression: Expression) -> Floats:
        cost = np.zeros(len(self._written.lower))
        for column, coefficient in expression.items():
            cost[self._written.place[column.name]] += coefficient
        return cost
