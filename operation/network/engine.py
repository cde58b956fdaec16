"""The solvers behind the controllers: QOCO, and Clarabel where QOCO fails."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import vstack

from cases.extra import extra
from operation.network.conic import ConicProgram

Floats = NDArray[np.float64]

EXTRA = "feeder"
"""The extra that has these solvers."""
TOLERANCE = 1e-6
"""Residuals and gap at which a horizon counts as solved, relative."""
ITERATIONS_MAX = 100
"""QOCO takes 20 to 40; it never says that there is no answer."""


class ControlFailed(Exception):
    """No solver found the best control of a horizon."""


class Infeasible(ControlFailed):
    """No control of a horizon keeps its limits."""


class Engine(Protocol):
    """A program that is kept, and solved for one right-hand side after the other."""

    def solve(self, equal_to: Floats, at_most: Floats, linear: Floats | None = None) -> Floats:
        """The best columns for these right-hand sides, and prices if not those of the program.

        Raises ControlFailed, and Infeasible where there are none.
        """
        ...


class QocoEngine:
    """A program kept in QOCO, an interior point for cones: only vectors change.

    Source: Chari and Açıkmeşe 2025, *QOCO: A Quadratic Objective Conic Optimizer*.
    """

    def __init__(self, program: ConicProgram, tolerance: float = TOLERANCE) -> None:
        self._solver, self._linear = extra("qoco", EXTRA).QOCO(), program.linear
        p = program
        self._solver.setup(
            *(len(p.linear), p.inequalities.shape[0], p.equalities.shape[0]),
            *(p.quadratic, p.linear, p.equalities, p.equal_to, p.inequalities, p.at_most),
            *(p.bounds, len(p.cones), np.array(p.cones, dtype=np.int32)),
            abstol=tolerance,
            reltol=tolerance,
            max_iters=ITERATIONS_MAX,
            verbose=False,
        )

    def solve(self, equal_to: Floats, at_most: Floats, linear: Floats | None = None) -> Floats:
        """See `Engine`."""
        prices = self._linear if linear is None else linear
        self._solver.update_vector_data(c=prices, b=equal_to, h=at_most)
        answer = self._solver.solve()
        if answer.status != "QOCO_SOLVED":
            raise ControlFailed(f"QOCO ended with {answer.status} after {answer.iters} iterations")
        return np.asarray(answer.x, dtype=np.float64)


class ClarabelEngine:
    """A program solved by Clarabel, slower and very robust.

    Source: Goulart and Chen 2024, arXiv 2405.12762.
    """

    def __init__(self, program: ConicProgram, tolerance: float = TOLERANCE) -> None:
        clarabel, p = extra("clarabel", EXTRA), program
        cones = [clarabel.ZeroConeT(p.equalities.shape[0]), clarabel.NonnegativeConeT(p.bounds)]
        cones += [clarabel.SecondOrderConeT(entries) for entries in p.cones]
        settings = clarabel.DefaultSettings()
        settings.verbose, settings.presolve_enable = False, False
        settings.direct_solve_method = "qdldl"
        settings.tol_gap_rel = settings.tol_gap_abs = settings.tol_feas = tolerance
        rows = vstack((p.equalities, p.inequalities), format="csc")
        sides = np.concatenate((p.equal_to, p.at_most))
        self._solver = clarabel.DefaultSolver(p.quadratic, p.linear, rows, sides, cones, settings)
        self._linear = p.linear

    def solve(self, equal_to: Floats, at_most: Floats, linear: Floats | None = None) -> Floats:
        """See `Engine`."""
        prices = self._linear if linear is None else linear
        self._solver.update(q=prices, b=np.concatenate((equal_to, at_most)))
        answer = self._solver.solve()
        if (status := str(answer.status)) != "Solved":
            kind = Infeasible if status.endswith("PrimalInfeasible") else ControlFailed
            raise kind(f"Clarabel ended with {status}")
        return np.asarray(answer.x, dtype=np.float64)


class DependableEngine:
    """QOCO, with Clarabel for every horizon that QOCO fails on; `fallbacks` counts those."""

    def __init__(self, program: ConicProgram) -> None:
        self._program = program
        self._first: Engine = QocoEngine(program)
        self._second: Engine | None = None
        self.fallbacks = 0

    def solve(self, equal_to: Floats, at_most: Floats, linear: Floats | None = None) -> Floats:
        """See `Engine`."""
        try:
            return self._first.solve(equal_to, at_most, linear)
        except ControlFailed as failure:
            if self._second is None:
                self._second = ClarabelEngine(self._program)
            try:
                found = self._second.solve(equal_to, at_most, linear)
            except Infeasible:  # the first could not find what is not there
                raise
            except ControlFailed as other:
                self.fallbacks += 1
                raise ControlFailed(f"{failure}; {other}") from None
            self.fallbacks += 1
            return found
