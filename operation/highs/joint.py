"""All scenarios of a case in one mixed-integer program, capacities among its columns.

Scenarios share nothing but the capacities: those come first, then the other columns of each
scenario. A capacity that comes in modules is counted in modules.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from operation.equations.numbering import Expression
from operation.highs.switches import Switches
from operation.highs.written_model import Floats, Ints, WrittenModel
from operation.model import DispatchModel
from operation.solution import SolverSettings
from operation.status import Status

LARGEST = 1e3
"""Figures are scaled so that no coefficient is larger."""
MARGIN = 1e-6
"""Share of a bound given up, and of a cap added, so that a solver's tolerances do not matter."""
_STATUS = {
    highspy.HighsModelStatus.kOptimal: Status.OPTIMAL,
    highspy.HighsModelStatus.kTimeLimit: Status.LIMITED,
    highspy.HighsModelStatus.kSolutionLimit: Status.LIMITED,
    highspy.HighsModelStatus.kInfeasible: Status.INFEASIBLE,
    # bounded below by its columns, so this can only mean infeasible
    highspy.HighsModelStatus.kUnboundedOrInfeasible: Status.INFEASIBLE,
}


@dataclass(frozen=True)
class Figure:
    """A figure of a whole design: constant + capacities @ x + Σ_l weights_l daily_l(y_l)."""

    constant: float
    capacities: Floats
    """Per kWh of each storage and kW of each rating."""
    weights: Floats
    """Shape (scenarios,)."""
    daily: tuple[Expression, ...]
    """Of each scenario, in its own model's columns."""


@dataclass(frozen=True)
class Least:
    """The least value of a figure."""

    status: Status
    """Optimal: within the gap; limited: stopped before; infeasible: nothing keeps the caps."""
    bound: float
    """No design is below this, whatever the status; infinite where nothing is feasible."""
    value: float = math.nan
    """Reached by `capacities`, in a dispatch of this problem's choice; nan where none was found."""
    capacities: tuple[float, ...] = ()
    """[kWh and kW]"""
    figures: tuple[float, ...] = ()
    """Of every figure, where that value is reached."""
    slopes: tuple[float, ...] = ()
    """By how much the bound moves with the cap on each figure, at most 0; of a relaxation only,
    whose least value is convex in the caps: value + slope (other cap - cap) is a bound too."""


class JointProgram:
    """Least values of figures under caps on others; each answer depends on the question alone."""

    def __init__(
        self,
        models: Sequence[DispatchModel],
        upper: Floats,
        modules: Floats,
        figures: Sequence[Figure],
        settings: SolverSettings,
    ) -> None:
        """`upper` and `modules` are those of the capacities, module 0 for any capacity."""
        self._unit = np.where(modules > 0.0, modules, 1.0)
        self._settings = settings
        self._whole = False
        self._highs = highspy.Highs()
        for option, value in {
            "output_flag": False,
            "threads": 1,
            "random_seed": 0,
            "mip_rel_gap": settings.gap,
            "mip_max_nodes": settings.node_limit,
        }.items():
            self._highs.setOptionValue(option, value)
        self._add_columns(np.zeros(len(upper)), upper / self._unit, modules > 0.0)
        blocks = [self._add_block(model) for model in models]
        self._figures = list(figures)
        self._rows = [self._vector(figure, blocks) for figure in figures]
        self._scales = np.array([LARGEST / max(np.abs(row).max(), 1e-12) for row in self._rows])
        self._first_row = self._highs.getNumRow()
        for row, scale in zip(self._rows, self._scales, strict=True):
            place = np.flatnonzero(row)
            self._highs.addRow(-math.inf, math.inf, len(place), place, scale * row[place])

    def least(self, minimised: int, caps: Mapping[int, float], *, relaxed: bool) -> Least:
        """Least value of one figure with others at most what `caps` says, by place.

        `relaxed`: switches and modules need not be whole, which is quick, and has slopes.
        """
        for number, (figure, scale) in enumerate(zip(self._figures, self._scales, strict=True)):
            cap = caps.get(number, math.inf)
            room = scale * (cap + MARGIN * abs(cap) - figure.constant)
            self._highs.changeRowBounds(self._first_row + number, -math.inf, room)
        figure, scale = self._figures[minimised], self._scales[minimised]
        every = np.arange(len(self._rows[minimised]), dtype=np.int32)
        self._highs.changeColsCost(len(every), every, scale * self._rows[minimised])
        # the gap is a share of the whole figure
        self._highs.changeObjectiveOffset(scale * figure.constant)
        self._highs.setOptionValue("solve_relaxation", relaxed)
        self._highs.clearSolver()
        limit = self._highs.getRunTime() + self._settings.time_limit_seconds
        self._highs.setOptionValue("time_limit", limit)
        self._highs.run()
        status = _STATUS.get(self._highs.getModelStatus(), Status.NO_SOLUTION)
        if status is Status.INFEASIBLE:
            return Least(status, math.inf)
        return self._answer(status, scale, relaxed=relaxed)

    def _answer(self, status: Status, scale: float, *, relaxed: bool) -> Least:
        info = self._highs.getInfo()
        bound = info.mip_dual_bound if not relaxed and self._whole else -math.inf
        if bound == -math.inf and status is Status.OPTIMAL:
            bound = info.objective_function_value
        bound = float(bound / scale)
        if math.isfinite(bound):
            bound -= MARGIN * abs(bound)
        if not status.accepted or info.primal_solution_status != 2:
            return Least(Status.NO_SOLUTION, bound)
        solution = self._highs.getSolution()
        values = np.array(solution.col_value)
        slopes: tuple[float, ...] = ()
        if relaxed and status is Status.OPTIMAL:
            duals = np.array(solution.row_dual)[self._first_row :]
            slopes = tuple(np.minimum(duals * self._scales / scale, 0.0).tolist())
        return Least(
            status,
            bound,
            float(info.objective_function_value / scale),
            tuple((values[: len(self._unit)] * self._unit).tolist()),
            tuple(f.constant + float(r @ values) for f, r in self._together),
            slopes,
        )

    @property
    def _together(self) -> list[tuple[Figure, Floats]]:
        return list(zip(self._figures, self._rows, strict=True))

    def _add_columns(self, lower: Floats, upper: Floats, whole: np.ndarray) -> Ints:
        first = self._highs.getNumCol()
        count = len(lower)
        empty = np.zeros(0, dtype=np.int32)
        self._highs.addCols(
            count,
            np.zeros(count),
            lower,
            upper,
            0,
            np.zeros(count, dtype=np.int32),
            empty,
            np.zeros(0),
        )
        places = np.arange(first, first + count)
        integer = places[whole].astype(np.int32)
        self._whole |= len(integer) > 0
        kinds = [highspy.HighsVarType.kInteger] * len(integer)
        self._highs.changeColsIntegrality(len(integer), integer, kinds)
        return places

    def _add_block(self, model: DispatchModel) -> tuple[WrittenModel, Ints]:
        """Rows and columns of a scenario, and the joint column of each of its own."""
        written = WrittenModel.of(model)
        lower, upper = Switches(written).bounds({})
        whole = np.zeros(len(lower), dtype=bool)
        whole[written.integer] = True
        places = np.full(len(lower), -1, dtype=np.int64)
        for number, column in enumerate(model.capacities):
            if column.name in written.place:
                places[written.place[column.name]] = number
        own = np.flatnonzero(places < 0)
        places[own] = self._add_columns(lower[own], upper[own], whole[own])
        rows = written.rows
        columns = places[rows.columns]
        unit = np.append(self._unit, 1.0)[np.minimum(columns, len(self._unit))]
        self._highs.addRows(
            len(rows.lower),
            rows.lower,
            rows.upper,
            len(columns),
            rows.starts[:-1].astype(np.int32),
            columns.astype(np.int32),
            rows.coefficients * unit,
        )
        return written, places

    def _vector(self, figure: Figure, blocks: Sequence[tuple[WrittenModel, Ints]]) -> Floats:
        row = np.zeros(self._highs.getNumCol())
        row[: len(self._unit)] = figure.capacities * self._unit
        for (written, places), weight, daily in zip(
            blocks, figure.weights, figure.daily, strict=True
        ):
            for column, coefficient in daily.items():
                row[places[written.place[column.name]]] += weight * coefficient
        return row
