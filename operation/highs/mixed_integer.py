"""HiGHS's branch and bound on a model that is kept, with all or only some columns whole."""

from __future__ import annotations

import math
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from operation.highs.written_model import Floats, WrittenModel
from operation.solution import SolverSettings
from operation.status import Status

_INTEGER = highspy.HighsVarType.kInteger
_CONTINUOUS = highspy.HighsVarType.kContinuous
_SUB_HEURISTICS = ("rins", "rens", "root_reduced_cost", "feasibility_jump")
_STATUS = {
    highspy.HighsModelStatus.kOptimal: Status.OPTIMAL,
    highspy.HighsModelStatus.kTimeLimit: Status.LIMITED,
    highspy.HighsModelStatus.kSolutionLimit: Status.LIMITED,
    highspy.HighsModelStatus.kInfeasible: Status.INFEASIBLE,
    # every model here is bounded below by its columns, so this can only mean infeasible
    highspy.HighsModelStatus.kUnboundedOrInfeasible: Status.INFEASIBLE,
    highspy.HighsModelStatus.kUnbounded: Status.UNBOUNDED,
}


@dataclass(frozen=True)
class Answer:
    """What branch and bound found; values only where the status is accepted."""

    status: Status
    values: Floats | None = None
    bound: float = -math.inf
    """Proven lower bound on the objective without its constant."""


class MixedInteger:
    """Every run starts from nothing, or from the idle start where nothing was found without."""

    def __init__(self, written: WrittenModel, settings: SolverSettings) -> None:
        self._written, self._highs = written, written.highs
        self._time_limit_seconds = settings.time_limit_seconds
        self._highs.setOptionValue("mip_rel_gap", 0.0)

    def run(
        self,
        lower: Floats,
        upper: Floats,
        whole: NDArray[np.int32],
        gap: float,
        *,
        node_limit: int,
        heuristics: bool,
    ) -> Answer:
        """Minimise with these bounds and these columns whole, to an absolute gap.

        Without `heuristics` those are left out that solve smaller problems to find a dispatch: not
        worth their time where rounding finds one.
        """
        written = self._written
        everything = written.integer
        kinds = np.full(len(lower), _CONTINUOUS)
        kinds[whole] = _INTEGER
        self._highs.changeColsIntegrality(len(everything), everything, list(kinds[everything]))
        self._highs.setOptionValue("mip_max_nodes", node_limit)
        for heuristic in _SUB_HEURISTICS:
            self._highs.setOptionValue(f"mip_heuristic_run_{heuristic}", heuristics)
        # a hair: HiGHS would go on for ever where its own rounding hides the last of the gap
        self._highs.setOptionValue("mip_abs_gap", max(gap, 1e-7))
        status = self._once(lower, upper, from_idle=False)
        if status is Status.NO_SOLUTION and len(whole):
            status = self._once(lower, upper, from_idle=True)
        if not status.accepted:
            return Answer(status)
        info = self._highs.getInfo()
        bound = info.mip_dual_bound if len(whole) else info.objective_function_value
        return Answer(status, np.array(self._highs.getSolution().col_value), float(bound))

    def _once(self, lower: Floats, upper: Floats, *, from_idle: bool) -> Status:
        count = len(lower)
        self._highs.changeColsBounds(count, np.arange(count, dtype=np.int32), lower, upper)
        self._highs.clearSolver()
        # HiGHS compares its limit with the time of all runs since the model was made
        time_limit = self._highs.getRunTime() + self._time_limit_seconds
        self._highs.setOptionValue("time_limit", time_limit)
        if from_idle:
            columns, values = self._written.idle
            self._highs.setSolution(len(columns), columns, values)
        self._highs.run()
        status = _STATUS.get(self._highs.getModelStatus(), Status.NO_SOLUTION)
        if status is Status.LIMITED and not self._has_incumbent():
            return Status.NO_SOLUTION
        return status

    def _has_incumbent(self) -> bool:
        info = self._highs.getInfo()
        return math.isfinite(info.objective_function_value) and info.primal_solution_status == 2
