"""A model as HiGHS holds it: written once by PuLP, afterwards only bounds change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import highspy
import numpy as np
import pulp
from numpy.typing import NDArray

from operation.solution import SolvableModel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Rows:
    """Rows of a model, their entries one row after the other (compressed by rows)."""

    starts: Ints
    """Where each row's entries begin, and the end; shape (rows + 1,)."""
    columns: Ints
    """Shape (entries,)."""
    coefficients: Floats
    """Shape (entries,)."""
    lower: Floats
    """Shape (rows,)."""
    upper: Floats
    """Shape (rows,)."""

    def residual(self, values: Floats) -> float:
        """How far values of all columns are off the worst row, in its units."""
        terms = np.append(self.coefficients * values[self.columns], 0.0)
        # a row without entries would be given its successor's first one
        activity = np.where(np.diff(self.starts) > 0, np.add.reduceat(terms, self.starts[:-1]), 0.0)
        off = np.maximum(self.lower - activity, activity - self.upper)
        return float(off.max(initial=0.0))

    def entries(self, row: int) -> slice:
        """Place of a row's entries."""
        return slice(int(self.starts[row]), int(self.starts[row + 1]))

    def alone(self, wanted: NDArray[np.bool_]) -> tuple[Ints, Floats, Floats]:
        """Rows in which a wanted column stands alone, and the bounds that they put on columns.

        `wanted` is a mask over all columns; the bounds have its shape.
        """
        least, most = np.full(len(wanted), -np.inf), np.full(len(wanted), np.inf)
        single = np.flatnonzero(np.diff(self.starts) == 1)
        single = single[wanted[self.columns[self.starts[single]]]]
        column = self.columns[self.starts[single]]
        coefficient = self.coefficients[self.starts[single]]
        ends = np.array([self.lower[single], self.upper[single]]) / coefficient
        np.maximum.at(least, column, ends.min(axis=0))
        np.minimum.at(most, column, ends.max(axis=0))
        return single, least, most


@dataclass(frozen=True)
class WrittenModel:
    """A model inside HiGHS with what is needed to ask and to understand it.

    Arrays over columns are in HiGHS's order.
    """

    highs: highspy.Highs
    lower: Floats
    upper: Floats
    cost: Floats
    constant: float
    """What HiGHS does not see of the objective."""
    integer: NDArray[np.int32]
    """Columns that have to be whole."""
    idle: tuple[NDArray[np.int32], Floats]
    """A start: columns of switches, and their positions."""
    place: Mapping[str, int]
    """HiGHS's column by name."""
    order: Ints
    """HiGHS's column of each of the model's columns, -1 where no row or objective has it."""
    unused: Floats
    """Values of the model's columns that HiGHS has not got."""

    @classmethod
    def of(cls, model: SolvableModel) -> WrittenModel:
        """Have PuLP write a model, without switching anything on that would print."""
        problem, columns = model.problem, model.all_columns
        writer = pulp.HiGHS(msg=False, threads=1)
        writer.createAndConfigureSolver(problem)
        writer.buildSolverModel(problem)
        highs = problem.solverModel
        highs.changeObjectiveOffset(0.0)
        highs.setOptionValue("random_seed", 0)
        exported = getattr(problem, "exported_variables", problem.variables)()
        place = {column.name: i for i, column in enumerate(exported)}
        written = highs.getLp()
        whole = highspy.HighsVarType.kInteger
        started = [name for name in model.idle if name in place]
        return cls(
            highs=highs,
            lower=np.array(written.col_lower_),
            upper=np.array(written.col_upper_),
            cost=np.array(written.col_cost_),
            constant=float(problem.objective.constant),
            integer=np.array(
                [i for i, kind in enumerate(written.integrality_) if kind == whole], dtype=np.int32
            ),
            idle=(
                np.array([place[name] for name in started], dtype=np.int32),
                np.array([model.idle[name] for name in started]),
            ),
            place=place,
            order=np.array([place.get(column.name, -1) for column in columns]),
            unused=np.array([column.lowBound or 0.0 for column in columns]),
        )

    def objective(self, values: Floats) -> float:
        """The whole objective at values of HiGHS's columns."""
        return float(self.cost @ values) + self.constant

    def ordered(self, values: Floats) -> Floats:
        """Values in the order of the model's columns."""
        return np.where(self.order >= 0, values[self.order], self.unused)

    @cached_property
    def rows(self) -> Rows:
        """The matrix by rows, read once."""
        written = self.highs.getLp()
        matrix = written.a_matrix_
        starts = np.array(matrix.start_, dtype=np.int64)
        inner = np.array(matrix.index_, dtype=np.int64)
        values = np.array(matrix.value_)
        if matrix.format_ == highspy.MatrixFormat.kColwise:
            outer = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
            by_row = np.argsort(inner, kind="stable")
            counts = np.bincount(inner, minlength=written.num_row_)
            starts = np.concatenate([[0], np.cumsum(counts)])
            inner, values = outer[by_row], values[by_row]
        return Rows(
            starts, inner, values, np.array(written.row_lower_), np.array(written.row_upper_)
        )
