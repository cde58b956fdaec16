"""What became of a dispatch: the one vocabulary for solvers, checker and reports."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Outcome of solving one scenario for one design."""

    OPTIMAL = "optimal"
    """Solved to the gap that was asked for."""
    LIMITED = "limited"
    """A limit (nodes, time) struck: a feasible dispatch, its gap larger than asked for."""
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    NO_SOLUTION = "no_solution"
    """The solver stopped (limit, numerical trouble) without any dispatch."""
    SOLVER_ERROR = "solver_error"
    """The solver could not be run, died, or answered nonsense."""
    REJECTED = "rejected"
    """The solver's dispatch was refused by the independent checker."""

    @property
    def accepted(self) -> bool:
        """Whether a dispatch exists."""
        return self in (Status.OPTIMAL, Status.LIMITED)
