"""How far a point is from the best of a conic program: residuals and gap, relative."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from operation.network.conic import ConicProgram

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Sides:
    """What changes from horizon to horizon."""

    equal_to: Floats
    at_most: Floats
    linear: Floats


@dataclass(frozen=True, eq=False)
class Point:
    """Columns, multipliers of equalities, slacks and multipliers of inequalities."""

    x: Floats
    y: Floats
    s: Floats
    z: Floats


@dataclass(frozen=True, eq=False)
class Residuals:
    """What is missing at a point, and each of it over the size of what it is made of."""

    stationarity: Floats
    equality: Floats
    inequality: Floats
    largest: float
    """Of the three and of the duality gap, relative; nan counts as infinite."""


class Matrices:
    """The matrices of a program by rows, with their transposes: products are quick."""

    def __init__(self, program: ConicProgram) -> None:
        # the quadratic form is diagonal
        self.quadratic = program.quadratic.diagonal()
        self.equal: csr_matrix = program.equalities.tocsr()
        self.below: csr_matrix = program.inequalities.tocsr()
        self.equal_t: csr_matrix = program.equalities.T.tocsr()
        self.below_t: csr_matrix = program.inequalities.T.tocsr()


def residuals(m: Matrices, sides: Sides, at: Point, free: Floats | None = None) -> Residuals:
    """Residuals of a point; columns where `free` is 0 are fixed, their stationarity is not asked.

    The measures are those of QOCO: every residual over 1 and the largest entry of its terms.
    """
    px, ay, gz = m.quadratic * at.x, m.equal_t @ at.y, m.below_t @ at.z
    ax, gx = m.equal @ at.x, m.below @ at.x
    stationarity = px + sides.linear + ay + gz
    if free is not None:
        stationarity *= free
    equality, inequality = ax - sides.equal_to, gx + at.s - sides.at_most
    quadratic = product(px, at.x)
    primal = 0.5 * quadratic + product(sides.linear, at.x)
    dual = -0.5 * quadratic - product(sides.equal_to, at.y) - product(sides.at_most, at.z)
    measures = (
        _relative(stationarity, px, sides.linear, ay, gz),
        _relative(equality, ax, sides.equal_to),
        _relative(inequality, gx, at.s, sides.at_most),
        abs(primal - dual) / max(1.0, abs(primal), abs(dual)),
    )
    worst = max(m if np.isfinite(m) else np.inf for m in measures)
    return Residuals(stationarity, equality, inequality, worst)


def product(one: Floats, other: Floats) -> float:
    """Scalar product, the same for any number of threads: not that of BLAS."""
    return float((one * other).sum())


def largest(v: Floats) -> float:
    """The largest size of an entry; nan where there is one."""
    return max(float(v.max()), -float(v.min())) if v.size else 0.0


def _relative(residual: Floats, *terms: Floats) -> float:
    return largest(residual) / max(1.0, *(largest(term) for term in terms))
