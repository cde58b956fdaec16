"""Every solver that PuLP knows; what differs between PuLP 3 and PuLP 4 in solving is here."""

from __future__ import annotations

import inspect
import math
import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
import pulp

from operation.solution import Solution, SolvableModel, SolverSettings, SolverUnavailable
from operation.status import Status

ALIASES: Mapping[str, tuple[str, ...]] = {
    "highs": ("HiGHS",),
    "cbc": ("PULP_CBC_CMD", "COIN_CMD"),
    "gurobi": ("GUROBI", "GUROBI_CMD"),
    "cplex": ("CPLEX_PY", "CPLEX_CMD"),
    "scip": ("SCIP_PY", "SCIP_CMD"),
    "xpress": ("XPRESS_PY", "XPRESS"),
    "glpk": ("GLPK_CMD",),
    "mosek": ("MOSEK",),
    "copt": ("COPT",),
}
"""Everyday names, and PuLP's names to try in turn."""


def available_solvers() -> tuple[str, ...]:
    """Everyday names (or PuLP's, where there is none) of the solvers that can be used here."""
    found = _installed()
    everyday = [name for name, tried in ALIASES.items() if any(t in found for t in tried)]
    known = {t for tried in ALIASES.values() for t in tried}
    return tuple(everyday + sorted(found - known))


def known_solvers() -> tuple[str, ...]:
    """Every name that a solver may be called by, whether or not it can be used here."""
    with _Quiet():
        return (*ALIASES, *sorted(pulp.listSolvers(onlyAvailable=False)))


def require_solver(settings: SolverSettings) -> None:
    """Raise SolverUnavailable, with the list of those that are there, unless usable here."""
    _pulp_name(settings.name)


class PulpSession:
    """Any other solver: PuLP writes the model for every solve."""

    def __init__(self, model: SolvableModel, settings: SolverSettings, **options: Any) -> None:
        """`options` are those of PuLP's class for the solver."""
        self._problem, self._columns = model.problem, tuple(model.all_columns)
        self._by_name = {column.name: column for column in self._columns}
        self._own_bounds: dict[str, tuple[float | None, float | None]] = {}
        self._stats: Any = None
        """What PuLP said of the last solve: a result in PuLP 4, a code in PuLP 3."""
        with _Quiet():
            self._solver = _pulp_solver(settings, **options)
            # CBC's preprocessing calls about one feasible model in a thousand infeasible
            name = _pulp_name(settings.name)
            self._not_preprocessed = (
                _pulp_solver(settings, options=["preprocess off"])
                if name in ALIASES["cbc"]
                else None
            )

    def solve(self, fixed: Mapping[str, float]) -> Solution:
        self._fix(fixed)
        try:
            status = self._run(self._solver)
            if status is Status.INFEASIBLE and self._not_preprocessed is not None:
                status = self._run(self._not_preprocessed)
        except (pulp.PulpError, OSError) as error:
            return Solution(Status.SOLVER_ERROR, message=str(error))
        if not status.accepted:
            return Solution(status)
        values = np.array(
            [_number(column.varValue, column.lowBound) for column in self._columns], dtype=float
        )
        objective = float(pulp.value(self._problem.objective))
        if not (np.isfinite(values).all() and math.isfinite(objective)):
            return Solution(Status.SOLVER_ERROR, message="the solver's values are not finite")
        return Solution(status, values, objective)

    def _fix(self, fixed: Mapping[str, float]) -> None:
        for name, (low, high) in self._own_bounds.items():
            self._by_name[name].lowBound, self._by_name[name].upBound = low, high
        columns = [self._by_name[name] for name in fixed]
        self._own_bounds = {c.name: (c.lowBound, c.upBound) for c in columns}
        for column, value in zip(columns, fixed.values(), strict=True):
            column.lowBound = column.upBound = value

    def _run(self, solver: Any) -> Status:
        with _Quiet():
            self._stats = self._problem.solve(solver)
            return _pulp_status(self._problem, self._stats)


# PuLP 3 and 4 share these codes, but not their names
_OPTIMAL, _INFEASIBLE, _UNBOUNDED = 1, -1, -2
_INTEGER_FEASIBLE = 2
_WITHIN_GAP = -7  # PuLP 4's word for an optimum proven to the gap that was asked for


def _pulp_status(problem: pulp.LpProblem, stats: Any) -> Status:
    """One status from PuLP 4's result, or from the two fields of PuLP 3.

    PuLP 3 calls a time-limited incumbent "Optimal"; only `sol_status` tells the difference.
    """
    if hasattr(stats, "has_solution"):
        outcome, solved = int(stats.status), bool(stats.has_solution)
        proven = solved and outcome in (_OPTIMAL, _WITHIN_GAP)
    else:
        outcome = problem.status
        proven = problem.sol_status == _OPTIMAL
        solved = proven or problem.sol_status == _INTEGER_FEASIBLE
    if solved:
        return Status.OPTIMAL if proven else Status.LIMITED
    if outcome == _INFEASIBLE:
        return Status.INFEASIBLE
    if outcome == _UNBOUNDED:
        return Status.UNBOUNDED
    return Status.NO_SOLUTION


def _installed() -> set[str]:
    with _Quiet():
        return set(pulp.listSolvers(onlyAvailable=True))


def _pulp_name(name: str) -> str:
    found = _installed()
    tried = ALIASES.get(name.lower(), (name,))
    for candidate in tried:
        if candidate in found:
            return candidate
    raise SolverUnavailable(
        f'solver "{name}" cannot be used here: install it, or take one of: '
        f"{', '.join(available_solvers())}"
    )


def _pulp_solver(settings: SolverSettings, **more: Any) -> Any:
    solver_class = type(pulp.getSolver(_pulp_name(settings.name), msg=False))
    wanted: dict[str, Any] = {
        "gapRel": settings.gap,
        "timeLimit": settings.time_limit_seconds,
        "threads": 1,
    }
    taken = inspect.signature(solver_class.__init__).parameters
    return solver_class(msg=False, **{k: v for k, v in wanted.items() if k in taken}, **more)


def solver_command(name: str) -> str | None:
    """Path of the program behind a solver that can be used here; None where there is none.

    Raises SolverUnavailable.
    """
    with _Quiet():
        path = getattr(pulp.getSolver(_pulp_name(name), msg=False), "path", None)
    return str(path) if path else None


def _number(value: float | None, otherwise: float | None) -> float:
    return value if value is not None else (otherwise or 0.0)


class _Quiet(warnings.catch_warnings):
    """PuLP 3 warns of its own move to PuLP 4 at calls that have no other name yet."""

    def __enter__(self) -> None:
        super().__enter__()
        warnings.simplefilter("ignore", DeprecationWarning)
