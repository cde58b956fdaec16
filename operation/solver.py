"""The one door to solvers: HiGHS in process on a kept model, every other solver through PuLP."""

from __future__ import annotations

from operation.highs.session import HighsSession
from operation.pulp_session import PulpSession, available_solvers, known_solvers, require_solver
from operation.solution import (
    Session,
    Solution,
    SolvableModel,
    SolverSettings,
    SolverUnavailable,
)

__all__ = [
    "Session",
    "Solution",
    "SolvableModel",
    "SolverSettings",
    "SolverUnavailable",
    "available_solvers",
    "known_solvers",
    "open_session",
    "require_solver",
]


def open_session(model: SolvableModel, settings: SolverSettings) -> Session:
    """Session for a model. Raises SolverUnavailable."""
    if settings.name.lower() == "highs":
        return HighsSession(model, settings)
    return PulpSession(model, settings)
