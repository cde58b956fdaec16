"""One design after another on a kept model, from the cheapest proof that is enough to the full one.

1. The relaxation; infeasible there is infeasible.
2. Its flows rounded to switches, again and again, until all of them are whole: a dispatch.
3. The relaxation with rows that it breaks, implied by the positions of switches; rounded again.
4. Branch and bound with only those switches whole that were found wanting on the way: its flows
   rounded are a dispatch again, and its bound holds, for the other switches are relaxed.
5. Branch and bound with every switch whole.

It ends as soon as dispatch and bound are as close as asked for. Whatever step ended it, the
dispatch is that of a linear program with every switch fixed: exact, without leaks at 1e-7.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from operation.highs.mixed_integer import MixedInteger
from operation.highs.relaxation import Point, Relaxation, Unsolved
from operation.highs.switches import Switches
from operation.highs.written_model import Floats, WrittenModel
from operation.solution import Solution, SolvableModel, SolverSettings
from operation.status import Status

AGREES = 1e-6
"""Flows this close to a position [kW] have it."""
EXACT = 1e-9
"""Rows off by no more [kW, kWh] are exact to rounding."""
LEAST_TOLERANCE = 1e-6
"""In units of the objective: HiGHS looks for nothing that is better by less."""
CUT_ROUNDS = 3
"""Times that the relaxation gets rows that it breaks."""
DIVES = 12
"""Rounds of fixing switches before rounding is given up."""
PARTIAL = 4
"""Runs of branch and bound with some switches whole, before all have to be."""
PARTIAL_NODES = 200


@dataclass
class _Found:
    """The best dispatch and the best bound so far, without the objective's constant."""

    wanting: NDArray[np.bool_]
    """Groups of switches whose flows agreed with none of their positions at some point."""
    objective: float = math.inf
    values: Floats | None = None
    bound: float = -math.inf

    def offer(self, point: Point) -> None:
        """Take a point whose switches are all whole, if it is better."""
        if point.objective < self.objective:
            self.objective, self.values = point.objective, point.values


class HighsSession:
    """A model with its switches understood; a solve is a pure function of what is fixed."""

    def __init__(self, model: SolvableModel, settings: SolverSettings) -> None:
        self._settings = settings
        self._written = WrittenModel.of(model)
        self._switches = Switches(self._written)
        self._mixed = MixedInteger(self._written, settings)
        self._relaxation = Relaxation(self._written, *self._switches.bounds({}))

    def solve(self, fixed: Mapping[str, float]) -> Solution:
        """Fix the named columns at values and solve."""
        self._relaxation.restarts = 0
        lower, upper = self._switches.bounds(fixed)
        found = _Found(np.zeros(self._switches.groups, dtype=bool))
        try:
            status = self._cheaply(lower, upper, found)
        except Unsolved:
            status = Status.NO_SOLUTION
        if status in (Status.NO_SOLUTION, Status.LIMITED):
            status = self._with_all_whole(lower, upper, found)
        self._refine(lower, upper, found)
        return self._solution(status, found)

    def _cheaply(self, lower: Floats, upper: Floats, found: _Found) -> Status:
        """Steps 1 to 4. Raises Unsolved."""
        root = self._relaxation.begin(lower, upper)
        if not root.feasible:
            return Status.INFEASIBLE
        found.bound = root.objective
        if not len(self._written.integer):
            found.offer(root)
            return Status.OPTIMAL
        if not self._switches.understood:
            return Status.NO_SOLUTION
        self._dive(root, found)
        if self._close(found):
            return Status.OPTIMAL
        root = self._strengthened(self._relaxation.begin(lower, upper), found, lower, upper)
        if self._close(found):
            return Status.OPTIMAL
        self._dive(root, found)
        if found.values is None:
            self._dive(self._idle(lower, upper), found)
        for _ in range(PARTIAL):
            if self._close(found):
                return Status.OPTIMAL
            before = found.wanting.copy()
            answer = self._mixed.run(
                lower,
                upper,
                self._switches.columns_of(found.wanting),
                self._tolerance(found) / 2,
                node_limit=min(PARTIAL_NODES, self._settings.node_limit),
                heuristics=False,
            )
            if answer.status is Status.INFEASIBLE and found.values is None:
                return Status.INFEASIBLE
            if answer.values is None:
                return Status.NO_SOLUTION
            found.bound = max(found.bound, answer.bound)
            chosen, off = self._switches.nearest(answer.values)
            found.wanting |= off > AGREES
            fixed_lower, fixed_upper = lower.copy(), upper.copy()
            columns = self._switches.columns
            fixed_lower[columns] = fixed_upper[columns] = self._switches.values(chosen)
            found.offer(self._relaxation.begin(fixed_lower, fixed_upper))
            if (found.wanting == before).all():
                break
        return Status.OPTIMAL if self._close(found) else Status.LIMITED

    def _strengthened(self, root: Point, found: _Found, lower: Floats, upper: Floats) -> Point:
        """The relaxation with rows that its point breaks, a few times over."""
        for _ in range(CUT_ROUNDS):
            assert root.values is not None
            _, off = self._switches.nearest(root.values)
            rows = self._switches.broken(root.values, off > AGREES, lower, upper)
            if not len(rows):
                break
            root = self._relaxation.add(rows)
            if root.values is None:
                break
            found.bound = max(found.bound, root.objective)
        return root

    def _idle(self, lower: Floats, upper: Floats) -> Point:
        """The relaxation with everything off that can be, and the other switches free."""
        columns, values = self._written.idle
        off = columns[(values == 0.0) & (lower[columns] == 0.0)]
        upper = upper.copy()
        upper[off] = 0.0
        return self._relaxation.begin(lower, upper)

    def _dive(self, point: Point, found: _Found) -> None:
        """Fix what does not agree at the nearest position and solve again, until all agree."""
        switches = self._switches
        for _ in range(DIVES):
            if point.values is None:
                return
            chosen, off = switches.nearest(point.values)
            wanting = off > AGREES
            found.wanting |= wanting
            columns, values = switches.columns, switches.values(chosen)
            if not wanting.any():
                found.offer(self._relaxation.change(columns, values, values))
                return
            some = switches.of(wanting)
            point = self._relaxation.change(columns[some], values[some], values[some])

    def _with_all_whole(self, lower: Floats, upper: Floats, found: _Found) -> Status:
        """Step 5; what was found before stays if this finds nothing better."""
        integer = self._written.integer
        answer = self._mixed.run(
            lower,
            upper,
            integer,
            0.9 * self._tolerance(found),
            node_limit=self._settings.node_limit,
            heuristics=True,
        )
        if answer.status is Status.INFEASIBLE and found.values is None:
            return Status.INFEASIBLE
        if answer.values is None:
            return answer.status if found.values is None else Status.LIMITED
        found.bound = max(found.bound, answer.bound)
        lower, upper = lower.copy(), upper.copy()
        lower[integer] = upper[integer] = np.round(answer.values[integer])
        try:
            point = self._relaxation.begin(lower, upper)
        except Unsolved:
            point = Point(math.inf, None)
        if point.values is None and found.values is None:
            # only HiGHS's own tolerances make it feasible: the checker shall judge
            point = Point(float(self._written.cost @ answer.values), answer.values)
        found.offer(point)
        return Status.OPTIMAL if self._close(found) else Status.LIMITED

    def _refine(self, lower: Floats, upper: Floats, found: _Found) -> None:
        """Solve the dispatch's linear program from nothing, if warm starts have left it inexact."""
        if found.values is None or self._written.rows.residual(found.values) <= EXACT:
            return
        integer = self._written.integer
        lower, upper = lower.copy(), upper.copy()
        lower[integer] = upper[integer] = np.round(found.values[integer])
        try:
            point = self._relaxation.anew(lower, upper)
        except Unsolved:
            return
        if point.values is not None:
            found.objective, found.values = point.objective, point.values

    def _tolerance(self, found: _Found) -> float:
        """Gap asked for, in units of the objective."""
        level = found.objective if math.isfinite(found.objective) else found.bound
        if not math.isfinite(level):
            level = 0.0
        relative = self._settings.gap * max(1.0, abs(level + self._written.constant))
        return max(relative, LEAST_TOLERANCE)

    def _close(self, found: _Found) -> bool:
        return found.objective - found.bound <= self._tolerance(found)

    def _solution(self, status: Status, found: _Found) -> Solution:
        if not status.accepted or found.values is None:
            return Solution(Status.NO_SOLUTION if status.accepted else status)
        constant = self._written.constant
        return Solution(
            status,
            self._written.ordered(found.values),
            self._written.objective(found.values),
            min(found.bound, found.objective) + constant,
            restarts=self._relaxation.restarts,
        )
