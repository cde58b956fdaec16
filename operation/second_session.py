"""A PuLP solver whose dispatch is exact and whose bound is told: for second opinions."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pulp

from operation.pulp_session import ALIASES, PulpSession
from operation.solution import Solution, SolvableModel, SolverSettings
from operation.status import Status


class SecondSession(PulpSession):
    """Solves, then solves the linear program that is left with every switch at its whole value.

    Solvers take 0.999999 for whole, which lets kilowatts through where there should be none. Their
    switches, rounded, are a dispatch without such leaks.
    """

    def __init__(self, model: SolvableModel, settings: SolverSettings, **options: Any) -> None:
        super().__init__(model, settings, **options)
        self._whole = [i for i, c in enumerate(self._columns) if c.cat == pulp.LpInteger]
        self._gap = math.nan

    def solve(self, fixed: Mapping[str, float]) -> Solution:
        """Fix the named columns at values and solve."""
        found = super().solve(fixed)
        if found.values is None:
            return found
        bound = found.objective - self._gap
        rounded = {self._columns[i].name: round(float(found.values[i])) for i in self._whole}
        exact = super().solve({**fixed, **rounded}) if rounded else found
        if exact.values is not None:
            return replace(exact, status=found.status, bound=min(bound, exact.objective))
        if found.status is Status.LIMITED:
            told = "the dispatch it had when its time was up holds for fractions of switches only"
            return Solution(Status.NO_SOLUTION, message=told)
        return replace(found, bound=bound)

    def _run(self, solver: Any) -> Status:
        told = getattr(type(solver), "name", "") in ALIASES["cbc"]
        if not told or pulp.__version__ >= "4":
            status = super()._run(solver)
            self._gap = _told_gap(self._problem, self._stats)
            return status
        with TemporaryDirectory(prefix="clusterflex-") as folder:
            log = Path(folder) / "log"
            solver.optionsDict["logPath"] = str(log)
            status = super()._run(solver)
            self._gap = _logged_gap(log.read_text(errors="replace"))
        return status


def _told_gap(problem: pulp.LpProblem, stats: Any) -> float:
    """Objective less proven bound, nan where PuLP keeps no bound."""
    if hasattr(stats, "best_bound"):
        known = stats.best_bound is not None and stats.objective is not None
        return _finite(stats.objective - stats.best_bound) if known else math.nan
    model: Any = getattr(problem, "solverModel", None)
    if hasattr(model, "getDualbound"):
        return _finite(model.getPrimalbound() - model.getDualbound())
    if hasattr(model, "getInfo") and problem.isMIP():
        info = model.getInfo()
        return _finite(info.objective_function_value - info.mip_dual_bound)
    return math.nan


def _logged_gap(log: str) -> float:
    """The same from what CBC writes when it stops; nothing is told when it has finished."""
    found = [
        re.search(rf"^{name}:\s+(\S+)", log, re.MULTILINE)
        for name in ("Objective value", "Lower bound")
    ]
    if found[0] is None or found[1] is None:
        return math.nan
    return _finite(float(found[0][1]) - float(found[1][1]))


def _finite(gap: float) -> float:
    return max(0.0, gap) if math.isfinite(gap) else math.nan
