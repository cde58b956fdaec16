"""What a run leaves behind: every improvement of the archive, and populations at checkpoints."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from pymoo.core.individual import default_config
from pymoo.core.problem import Problem

from algorithms import nondominated
from benchmarks.study.archive import new_archive

FloatArray = NDArray[np.float64]
Mask = NDArray[np.bool_]


class BudgetExceeded(RuntimeError):
    """A search evaluated more designs than it may."""


class Recorder:
    """Listens to one run: `add` hears of every design, `observe` of every population."""

    def __init__(self, objectives: int, evaluations: int, checkpoints: Sequence[int]) -> None:
        self.allowed, self.used = evaluations, 0
        self.seconds = 0.0
        """CPU time spent on listening."""
        self._objectives = objectives
        self._archive = new_archive(objectives)
        self._numbers: list[int] = []
        self._points: list[FloatArray] = []
        self._due = list(checkpoints)
        self._last = np.empty((0, objectives))
        self._at: dict[int, FloatArray] = {}

    def add(self, F: FloatArray, feasible: Mask) -> None:
        """Designs have been evaluated: F shape (designs, objectives), feasible (designs,)."""
        usable = feasible & np.isfinite(F).all(axis=1)
        for row in np.flatnonzero(usable).tolist():
            if self._archive.add(F[row].tolist()):
                self._numbers.append(self.used + row + 1)
                self._points.append(F[row].copy())
        self.used += len(F)

    def observe(self, objectives: FloatArray, feasible: Mask) -> None:
        """The population after a generation; the designs evaluated by now belong to it."""
        began = time.process_time()
        self._pass(self.used)
        F = np.asarray(objectives, dtype=float)
        # a copy, as the search may change its own
        self._last = F[np.asarray(feasible, dtype=bool) & np.isfinite(F).all(axis=1)]
        self.seconds += time.process_time() - began

    def checkpoints(self) -> Mapping[int, FloatArray]:
        """Nondominated objectives by budget, once the run is over."""
        for budget in self._due:
            self._at[budget] = self._last[nondominated(self._last)]
        self._due = []
        return dict(self._at)

    def log(self) -> tuple[NDArray[np.int64], FloatArray]:
        """Numbers (from 1) and objectives of the designs that improved the archive."""
        points = np.array(self._points) if self._points else np.empty((0, self._objectives))
        return np.array(self._numbers, dtype=np.int64), points

    def _pass(self, used: int) -> None:
        while self._due and self._due[0] < used:
            self._at[self._due.pop(0)] = self._last[nondominated(self._last)]


class RecordedProblem(Problem):  # type: ignore[misc]
    """A problem whose every evaluation a recorder hears of.

    Raises BudgetExceeded, before evaluating, where a search asks for more than it may.
    """

    def __init__(self, problem: Problem, recorder: Recorder) -> None:
        super().__init__(
            n_var=problem.n_var,
            n_obj=problem.n_obj,
            n_ieq_constr=problem.n_ieq_constr,
            n_eq_constr=problem.n_eq_constr,
            xl=problem.xl,
            xu=problem.xu,
            vtype=problem.vtype,
        )
        self.seconds = 0.0
        """CPU time spent inside the problem."""
        self._inner, self._recorder = problem, recorder
        if hasattr(problem, "modules"):
            self.modules = problem.modules  # searches that can repair designs look for them
        self._wanted = ["F"] + ["G"] * (self.n_ieq_constr > 0) + ["H"] * (self.n_eq_constr > 0)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self  # libraries copy problems; there is one record of a run

    def _evaluate(self, X: Any, out: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        recorder = self._recorder
        if recorder.used + len(X) > recorder.allowed:
            asked = recorder.used + len(X)
            raise BudgetExceeded(f"asked for {asked} evaluations, {recorder.allowed} are allowed")
        began = time.process_time()
        found = self._inner.evaluate(X, return_values_of=self._wanted, return_as_dictionary=True)
        evaluated = time.process_time()
        out.update(found)
        recorder.add(np.asarray(found["F"], dtype=float), _feasible(found, len(X)))
        self.seconds += evaluated - began
        recorder.seconds += time.process_time() - evaluated


def _feasible(found: Mapping[str, Any], designs: int) -> Mask:
    """Feasible as pymoo has it: equations may be off by its tolerance."""
    none, tolerances = np.empty((designs, 0)), default_config()
    G, H = found.get("G", none), found.get("H", none)
    equal = np.abs(H) <= tolerances["cv_eq"]["eps"]
    feasible: Mask = (tolerances["cv_ieq"]["eps"] >= G).all(axis=1) & equal.all(axis=1)
    return feasible
