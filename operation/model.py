"""The dispatch model of one scenario: which columns, which equations, which objective."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pulp
from numpy.typing import NDArray

from cases import Case
from cases.schema import ObjectiveJoin
from operation.equations import (
    conversion,
    electricity,
    interconnection,
    network,
    objectives,
    storage,
)
from operation.equations.columns import (
    POWER_TABLES,
    SWITCH_TABLES,
    Column,
    DispatchColumns,
    dispatch_columns,
)
from operation.equations.numbering import Equation, Expression, Row, Sense
from operation.window import Window

EQUATIONS: tuple[Equation, ...] = (
    storage.storage_exclusivity,
    storage.storage_balance,
    storage.storage_power_limits,
    storage.storage_level_limits,
    storage.storage_cycle,
    storage.storage_ramp_limits,
    storage.storage_cycle_limit,
    interconnection.port_exclusivity,
    interconnection.hub_balance,
    interconnection.port_power_limits,
    network.port_apparent_power,
    conversion.device_input,
    conversion.device_output,
    conversion.heat_balance,
    conversion.heat_import_limit,
    conversion.gas_import_limit,
    conversion.cold_balance,
    electricity.electrical_balance,
    electricity.wind_available,
    electricity.pv_available,
    electricity.shift_limits,
    electricity.shift_conservation,
    electricity.meter_limits,
    electricity.export_rule,
    network.network_limits,
)
"""Every constraint of the lower level, in the order of their rows."""

COST_CAP = "cost_cap"
"""Column that holds what the lower objective, or the first of two, may cost."""

COST_SHARE = 1e-4
"""Share of the first objective in the second: its tolerance is not spent for nothing."""
LIMIT_SHARE = 1e-3
"""What a kW of slack on a limit of the network costs in an elastic model, others 1: one kW short
elsewhere may relieve many limits, and must not be bought for them."""
SPILL_CAP = "spill_cap"
"""Column that holds how much energy the cheapest dispatch may spill, per day [kWh]."""


@dataclass(frozen=True)
class Slack:
    """A shortfall (or surplus) that an elastic model may buy instead of failing."""

    equation: str
    index: tuple[int, ...]
    short: Column
    over: Column


@dataclass(frozen=True)
class DispatchModel:
    """A built model; column order is the order in which columns were made."""

    problem: pulp.LpProblem
    columns: DispatchColumns
    all_columns: tuple[Column, ...]
    capacities: tuple[Column, ...]
    """Storage capacities, then FID ratings: fixed by their bounds before a solve."""
    positions: dict[str, NDArray[np.int64]]
    """For each power table and `stored_kwh`: column positions, shape (steps, items)."""
    slacks: tuple[Slack, ...]
    idle: dict[str, float]
    """Switch positions, by column name, with every storage and port off and meters importing."""


def dispatch_model(
    case: Case, scenario: int, *, window: Window | None = None, second_stage: bool = False
) -> DispatchModel:
    """Model of one scenario with the case's joined objective; cyclic unless it is a window.

    With a lexicographic objective the first stage minimises cost, and `second_stage` builds the
    model that minimises spilled energy while cost stays below the column `cost_cap`.
    """
    build = _Builder(case, scenario, window)
    build.add_equations(EQUATIONS, elastic=())
    objective = build.joined_objective()
    if second_stage and case.operation.objective is ObjectiveJoin.LEXICOGRAPHIC:
        build.cap(objective)
        objective = objectives.spilled_energy.of(build.columns) + COST_SHARE * objective
    return build.finish(objective)


def capped_model(case: Case, scenario: int) -> DispatchModel:
    """The model of a (first) solve, with its objective at most the column `cost_cap`."""
    build = _Builder(case, scenario, None)
    build.add_equations(EQUATIONS, elastic=())
    objective = build.joined_objective()
    build.cap(objective)
    return build.finish(objective)


def cheapest_model(case: Case, scenario: int) -> DispatchModel:
    """Model that minimises cost while spilled energy stays below `spill_cap`, if that is fixed."""
    build = _Builder(case, scenario, None)
    build.add_equations(EQUATIONS, elastic=())
    build.cap(objectives.spilled_energy.of(build.columns), SPILL_CAP)
    return build.finish(objectives.first_objective(build.columns))


def most_used_model(case: Case, scenario: int) -> DispatchModel:
    """Model that maximises self-consumption while cost stays below `cost_cap`, if that is fixed."""
    build = _Builder(case, scenario, None)
    build.add_equations(EQUATIONS, elastic=())
    build.cap(objectives.first_objective(build.columns))
    return build.finish(-objectives.used_energy(build.columns))


def elastic_model(
    case: Case, scenario: int, elastic: tuple[Equation, ...], window: Window | None = None
) -> DispatchModel:
    """The same model with slack on some equations; minimises the slack [kW or kWh] in total.

    Slack on limits of the network hardly counts: it is what is left when all else is met.
    """
    build = _Builder(case, scenario, window)
    build.add_equations(EQUATIONS, elastic=elastic)
    weights = {network.network_limits.name: LIMIT_SHARE}
    slack = [weights.get(s.equation, 1.0) * (s.short + s.over) for s in build.slacks]
    return build.finish(pulp.lpSum(slack))


class _Builder:
    """Collects columns and rows; names are made of indices only."""

    def __init__(self, case: Case, scenario: int, window: Window | None) -> None:
        self.problem = pulp.LpProblem("dispatch", pulp.LpMinimize)
        self.made: list[Column] = []
        self.slacks: list[Slack] = []
        self.columns = dispatch_columns(
            case, case.scenarios[scenario], self.column, pulp.lpSum, window
        )

    def column(self, name: str, low: float | None, high: float | None, integer: bool) -> Column:
        kind = pulp.LpInteger if integer else pulp.LpContinuous
        column = self.problem.add_variable(name, low, high, kind)
        self.made.append(column)
        return column

    def add_equations(self, equations: tuple[Equation, ...], elastic: tuple[Equation, ...]) -> None:
        for equation in equations:
            sets = [range(self.columns.size(over)) for over in equation.over]
            for index in product(*sets):
                for suffix, row in equation.rows(self.columns, *index).items():
                    parts = [equation.name, suffix, *map(str, index)]
                    name = "_".join(part for part in parts if part)
                    if equation in elastic:
                        row = self.softened(row, equation, index, name)
                    self.add_row(name, row)

    def softened(self, row: Row, equation: Equation, index: tuple[int, ...], name: str) -> Row:
        short = self.column(f"short_{name}", 0.0, None, False)
        over = self.column(f"over_{name}", 0.0, None, False)
        self.slacks.append(Slack(equation.name, index, short, over))
        return Row(row.left + short - over, row.sense, row.right)

    def add_row(self, name: str, row: Row) -> None:
        difference: Any = row.left - row.right
        if row.sense is Sense.EQUAL:
            constraint = difference == 0
        elif row.sense is Sense.AT_MOST:
            constraint = difference <= 0
        else:
            constraint = difference >= 0
        if isinstance(difference, float | int) or len(difference) == 0:
            # without columns a row is true or false by itself; only a false one says something
            constant = float(getattr(difference, "constant", difference))
            if _holds(constant, row.sense):
                return
        self.problem.addConstraint(constraint, name)

    def joined_objective(self) -> Expression:
        if self.columns.case.operation.objective is ObjectiveJoin.WEIGHTED:
            return objectives.weighted_objective.of(self.columns)
        return objectives.first_objective(self.columns)

    def cap(self, objective: Expression, name: str = COST_CAP) -> None:
        cap = self.column(name, None, None, False)
        self.add_row(name, Row(objective, Sense.AT_MOST, cap))

    def idle(self) -> dict[str, float]:
        return {
            column.name: 1.0 if name == "importing" else 0.0
            for name in SWITCH_TABLES
            for column in getattr(self.columns, name).values()
        }

    def finish(self, objective: Expression) -> DispatchModel:
        self.problem.setObjective(objective)
        c = self.columns
        place = {column.name: i for i, column in enumerate(self.made)}
        tables = {name: (c.scenario.steps, c.size(over)) for name, over in POWER_TABLES.items()}
        tables["stored_kwh"] = (c.scenario.steps + 1, len(c.case.storage))
        positions = {
            name: np.array(
                [place[getattr(c, name)[i, t].name] for t in range(steps) for i in range(items)],
                dtype=np.int64,
            ).reshape(steps, items)
            for name, (steps, items) in tables.items()
        }
        return DispatchModel(
            problem=self.problem,
            columns=c,
            all_columns=tuple(self.made),
            capacities=c.storage_kwh + c.fid_kw,
            positions=positions,
            slacks=tuple(self.slacks),
            idle=self.idle(),
        )


def _holds(constant: float, sense: Sense) -> bool:
    if sense is Sense.EQUAL:
        return constant == 0
    return constant <= 0 if sense is Sense.AT_MOST else constant >= 0
