"""The one door to solvers: HiGHS in process on a kept model, every other solver through PuLP.

All that differs between PuLP 3 and PuLP 4, and between solvers, is in this file.
"""

from __future__ import annotations

import inspect
import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import highspy
import numpy as np
import pulp
from numpy.typing import NDArray

from operation.equations.columns import Column
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


class SolverUnavailable(Exception):
    """The solver asked for is unknown or not installed; the message lists those that are."""


@dataclass(frozen=True)
class SolverSettings:
    """Which solver, and when it may stop; always one thread."""

    name: str = "highs"
    gap: float = 1e-4
    """Relative gap between the dispatch and the bound at which a solve counts as optimal."""
    node_limit: int = 1000
    """Nodes after which HiGHS stops: unlike a time limit, the same on every machine."""
    time_limit_seconds: float = 60.0


@dataclass(frozen=True)
class Solution:
    """What a solver answered; `values` in the order of the columns, None unless accepted."""

    status: Status
    values: NDArray[np.float64] | None = None
    objective: float = math.nan
    bound: float = math.nan
    """Proven lower bound on the objective, nan where the solver tells none."""
    message: str = ""


class SolvableModel(Protocol):
    """What a session needs of a model."""

    @property
    def problem(self) -> pulp.LpProblem:
        """The problem as PuLP has it."""
        ...

    @property
    def all_columns(self) -> Sequence[Column]:
        """Columns, in the order of a solution's values."""
        ...

    @property
    def idle(self) -> Mapping[str, float]:
        """A start: positions of switches, by column name."""
        ...


class Session(Protocol):
    """A model with a solver behind it, solved again and again with other capacities."""

    def solve(self, fixed: Mapping[str, float]) -> Solution:
        """Fix the named columns at values and solve; a pure function of `fixed`."""
        ...


def open_session(model: SolvableModel, settings: SolverSettings) -> Session:
    """Session for a model. Raises SolverUnavailable."""
    if settings.name.lower() == "highs":
        return _HighsSession(model, settings)
    return _PulpSession(model, settings)


def available_solvers() -> tuple[str, ...]:
    """Everyday names (or PuLP's, where there is none) of the solvers that can be used here."""
    found = _installed()
    everyday = [name for name, tried in ALIASES.items() if any(t in found for t in tried)]
    known = {t for tried in ALIASES.values() for t in tried}
    return tuple(everyday + sorted(found - known))


def require_solver(settings: SolverSettings) -> None:
    """Raise SolverUnavailable, with the list of those that are there, unless usable here."""
    _pulp_name(settings.name)


class _HighsSession:
    """HiGHS on a kept model: only bounds change; every solve starts from nothing.

    A solve that ends without any dispatch is repeated from the idle start. After the integer solve
    the switches are fixed and the rest is solved once more as a linear program, so that the
    dispatch is exact (no leak through switches at 1e-7) and ties are decided.
    """

    def __init__(self, model: SolvableModel, settings: SolverSettings) -> None:
        problem, columns = model.problem, model.all_columns
        writer = pulp.HiGHS(msg=False, gapRel=settings.gap, threads=1)
        writer.createAndConfigureSolver(problem)
        writer.buildSolverModel(problem)
        self._highs = problem.solverModel
        exported = getattr(problem, "exported_variables", problem.variables)()
        place = {column.name: i for i, column in enumerate(exported)}
        written = self._highs.getLp()
        self._lower = np.array(written.col_lower_)
        self._upper = np.array(written.col_upper_)
        self._cost = np.array(written.col_cost_)
        self._constant = float(problem.objective.constant)
        self._integer = np.array(
            [i for i, kind in enumerate(written.integrality_) if kind == _INTEGER], dtype=np.int32
        )
        self._highs.changeObjectiveOffset(0.0)
        self._place = place
        self._order = np.array([place.get(column.name, -1) for column in columns])
        self._unused = np.array([column.lowBound or 0.0 for column in columns])
        started = [name for name in model.idle if name in place]
        self._start_columns = np.array([place[name] for name in started], dtype=np.int32)
        self._start_values = np.array([model.idle[name] for name in started])
        for option, value in {
            "random_seed": 0,
            "time_limit": settings.time_limit_seconds,
            "mip_max_nodes": settings.node_limit,
        }.items():
            self._highs.setOptionValue(option, value)

    def solve(self, fixed: Mapping[str, float]) -> Solution:
        lower, upper = self._lower.copy(), self._upper.copy()
        for name, value in fixed.items():
            lower[self._place[name]] = upper[self._place[name]] = value
        status = self._run(lower, upper)
        if status is Status.NO_SOLUTION and len(self._integer):
            status = self._run(lower, upper, from_idle=True)
        if not status.accepted:
            return Solution(status)
        values = np.array(self._highs.getSolution().col_value)
        bound = self._highs.getInfo().mip_dual_bound if len(self._integer) else math.nan
        if len(self._integer):
            values = self._polished(lower, upper, values)
        objective = float(self._cost @ values) + self._constant
        bound = objective if not len(self._integer) else float(bound) + self._constant
        ordered = np.where(self._order >= 0, values[self._order], self._unused)
        return Solution(status, ordered, objective, bound)

    def _run(
        self,
        lower: NDArray[np.float64],
        upper: NDArray[np.float64],
        *,
        from_idle: bool = False,
    ) -> Status:
        self._change_bounds(lower, upper)
        self._highs.clearSolver()
        if from_idle:
            self._highs.setSolution(
                len(self._start_columns), self._start_columns, self._start_values
            )
        self._highs.run()
        status = _HIGHS_STATUS.get(self._highs.getModelStatus(), Status.NO_SOLUTION)
        if status is Status.LIMITED and not self._has_incumbent():
            return Status.NO_SOLUTION
        return status

    def _polished(
        self,
        lower: NDArray[np.float64],
        upper: NDArray[np.float64],
        values: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        count, switches = len(self._integer), self._integer
        lower, upper = lower.copy(), upper.copy()
        lower[switches] = upper[switches] = np.round(values[switches])
        self._highs.changeColsIntegrality(count, switches, [_CONTINUOUS] * count)
        try:
            status = self._run(lower, upper)
            if status is Status.OPTIMAL:
                return np.array(self._highs.getSolution().col_value)
            return values
        finally:
            self._highs.changeColsIntegrality(count, switches, [_INTEGER] * count)

    def _change_bounds(self, lower: NDArray[np.float64], upper: NDArray[np.float64]) -> None:
        count = len(lower)
        self._highs.changeColsBounds(count, np.arange(count, dtype=np.int32), lower, upper)

    def _has_incumbent(self) -> bool:
        return math.isfinite(self._highs.getInfo().objective_function_value) and bool(
            self._highs.getInfo().primal_solution_status == 2
        )


class _PulpSession:
    """Any other solver: PuLP writes the model for every solve."""

    def __init__(self, model: SolvableModel, settings: SolverSettings) -> None:
        self._problem, self._columns = model.problem, tuple(model.all_columns)
        self._by_name = {column.name: column for column in self._columns}
        with _Quiet():
            self._solver = _pulp_solver(settings)
            # CBC's preprocessing calls about one feasible model in a thousand infeasible
            name = _pulp_name(settings.name)
            self._second_opinion = (
                _pulp_solver(settings, options=["preprocess off"])
                if name in ALIASES["cbc"]
                else None
            )

    def solve(self, fixed: Mapping[str, float]) -> Solution:
        for name, value in fixed.items():
            self._by_name[name].lowBound = value
            self._by_name[name].upBound = value
        try:
            status = self._run(self._solver)
            if status is Status.INFEASIBLE and self._second_opinion is not None:
                status = self._run(self._second_opinion)
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

    def _run(self, solver: Any) -> Status:
        with _Quiet():
            return _pulp_status(self._problem, self._problem.solve(solver))


_INTEGER = highspy.HighsVarType.kInteger
_CONTINUOUS = highspy.HighsVarType.kContinuous
_HIGHS_STATUS = {
    highspy.HighsModelStatus.kOptimal: Status.OPTIMAL,
    highspy.HighsModelStatus.kTimeLimit: Status.LIMITED,
    highspy.HighsModelStatus.kSolutionLimit: Status.LIMITED,
    highspy.HighsModelStatus.kInfeasible: Status.INFEASIBLE,
    # every model here is bounded below by its columns, so this can only mean infeasible
    highspy.HighsModelStatus.kUnboundedOrInfeasible: Status.INFEASIBLE,
    highspy.HighsModelStatus.kUnbounded: Status.UNBOUNDED,
}


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
        f'solver "{name}" is not installed or not known; usable here: '
        f"{', '.join(available_solvers())}"
    )


def _pulp_solver(settings: SolverSettings, **more: Any) -> Any:
    solver_class = type(pulp.getSolver(_pulp_name(settings.name), msg=False))
    wanted: dict[str, Any] = {
        "gapRel": settings.gap,
        "timeLimit": settings.time_limit_seconds,
        "threads": 1,
        **more,
    }
    taken = inspect.signature(solver_class.__init__).parameters
    return solver_class(msg=False, **{k: v for k, v in wanted.items() if k in taken})


def _number(value: float | None, otherwise: float | None) -> float:
    return value if value is not None else (otherwise or 0.0)


class _Quiet(warnings.catch_warnings):
    """PuLP 3 warns of its own move to PuLP 4 at calls that have no other name yet."""

    def __enter__(self) -> None:
        super().__enter__()
        warnings.simplefilter("ignore", DeprecationWarning)
