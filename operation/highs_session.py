"""HiGHS in process, on a model that is kept."""

from __future__ import annotations

import math
from collections.abc import Mapping

import highspy
import numpy as np
import pulp
from numpy.typing import NDArray

from operation.solution import Solution, SolvableModel, SolverSettings
from operation.status import Status

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


class HighsSession:
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
        self._time_limit_seconds = settings.time_limit_seconds
        self._place = place
        self._order = np.array([place.get(column.name, -1) for column in columns])
        self._unused = np.array([column.lowBound or 0.0 for column in columns])
        started = [name for name in model.idle if name in place]
        self._start_columns = np.array([place[name] for name in started], dtype=np.int32)
        self._start_values = np.array([model.idle[name] for name in started])
        for option, value in {
            "random_seed": 0,
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
        # HiGHS compares its limit with the time of all runs since the model was made
        time_limit = self._highs.getRunTime() + self._time_limit_seconds
        self._highs.setOptionValue("time_limit", time_limit)
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
