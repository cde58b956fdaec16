"""What a solver is asked and what it answers, whichever solver it is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pulp
from numpy.typing import NDArray

from operation.equations.columns import Column
from operation.status import Status


class SolverUnavailable(Exception):
    """The solver asked for is unknown or not installed; the message lists those that are."""


@dataclass(frozen=True)
class SolverSettings:
    """Which solver, and when it may stop; always one thread."""

    name: str = "highs"
    gap: float = 1e-7
    """Relative gap between the dispatch and the bound at which a solve counts as optimal."""
    node_limit: int = 1000
    """Nodes after which HiGHS stops: unlike a time limit, the same on every machine."""
    time_limit_seconds: float = 300.0
    """For emergencies: far above what the node limit takes, also on a machine with other work."""


@dataclass(frozen=True)
class Solution:
    """What a solver answered; `values` in the order of the columns, None unless accepted."""

    status: Status
    values: NDArray[np.float64] | None = None
    objective: float = math.nan
    bound: float = math.nan
    """Proven lower bound on the objective, nan where the solver tells none."""
    message: str = ""
    restarts: int = 0
    """Linear programs solved from nothing, since a warm start gave no answer or an inexact one."""

    @property
    def gap(self) -> float:
        """Proven relative gap between objective and bound, nan where there is no bound."""
        if not math.isfinite(self.bound):
            return math.nan
        return max(0.0, self.objective - self.bound) / max(1.0, abs(self.objective))


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
