"""pymoo's own algorithms with pymoo's own defaults, each for a population of the same size.

Designs in whole modules (`problem.modules`) are repaired where an algorithm takes a repair, so
that none wastes evaluations on duplicates that ours recognises.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from pymoo.algorithms.moo.age2 import AGEMOEA2
from pymoo.algorithms.moo.ctaea import CTAEA
from pymoo.algorithms.moo.gde3 import GDE3
from pymoo.algorithms.moo.mopso_cd import MOPSO_CD
from pymoo.algorithms.moo.nsde import NSDE
from pymoo.algorithms.moo.nsga2 import NSGA2
from pymoo.algorithms.moo.rvea import RVEA
from pymoo.algorithms.moo.sms import SMSEMOA
from pymoo.core.problem import Problem
from pymoo.termination.max_gen import MaximumGenerationTermination
from pymoo.util.archive import Truncation
from pymoo.util.ref_dirs import get_reference_directions

from algorithms import ModuleRepair
from benchmarks.competitors.options import DifferentialOptions


def build_nsga2(problem: Problem, pop_size: int, evaluations: int) -> NSGA2:
    """SBX 0.9 (eta 15), polynomial mutation (eta 20), ranks and crowding. Deb et al. 2002."""
    return NSGA2(pop_size=pop_size, **_repair(problem))


def build_smsemoa(problem: Problem, pop_size: int, evaluations: int) -> SMSEMOA:
    """The mu + mu form that pymoo has. Beume, Naujoks, Emmerich 2007."""
    return SMSEMOA(pop_size=pop_size, **_repair(problem))


def build_agemoea2(problem: Problem, pop_size: int, evaluations: int) -> AGEMOEA2:
    """pymoo 0.6.2's raises ZeroDivisionError at times: such a run counts as failed."""
    return AGEMOEA2(pop_size=pop_size, **_repair(problem))


def build_ctaea(problem: Problem, pop_size: int, evaluations: int) -> CTAEA:
    """As many reference directions as `simplex_directions` gives; they are its population.

    Designs are not repaired: pymoo's never returns once it has fewer different ones than that.
    """
    return CTAEA(ref_dirs=simplex_directions(problem.n_obj, pop_size))


def build_rvea(problem: Problem, pop_size: int, evaluations: int) -> RVEA:
    """Its budget is a number of whole generations, the first population being one."""
    directions = simplex_directions(problem.n_obj, pop_size)
    generations = evaluations // len(directions)
    termination = MaximumGenerationTermination(generations)
    return RVEA(ref_dirs=directions, termination=termination, **_repair(problem))


def build_nsde(
    problem: Problem, pop_size: int, evaluations: int, options: DifferentialOptions
) -> NSDE:
    """NSGA-II with the operators of differential evolution."""
    return NSDE(pop_size=pop_size, **_differential(options))


def build_gde3(
    problem: Problem, pop_size: int, evaluations: int, options: DifferentialOptions
) -> GDE3:
    """Each child meets its own parent, so that no generation can be cut. Kukkonen 2005."""
    return GDE3(pop_size=pop_size, **_differential(options))


class _SeededTruncation(Truncation):
    """Random truncation by the run's generator; pymoo's own draws from the system's entropy."""

    def __init__(self, random_state: np.random.Generator) -> None:
        self.random_state = random_state

    def __call__(self, sols: Any, k: int) -> Any:
        return self.random_state.choice(sols, size=k, replace=False)


class RepeatableMOPSO(MOPSO_CD):
    """pymoo's MOPSO-CD, whose archive is truncated by the run's own random numbers."""

    def _update_archive(self, pop: Any) -> Any:
        archive = super()._update_archive(pop)
        archive.truncation = _SeededTruncation(self.random_state)
        return archive


def build_mopso_cd(problem: Problem, pop_size: int, evaluations: int) -> RepeatableMOPSO:
    """An archive of the population's size, which is what it finds.

    pymoo's evaluates a first population twice, once in its set-up; both count.
    """
    return RepeatableMOPSO(pop_size=pop_size, archive_size=pop_size)


def simplex_directions(objectives: int, at_most: int) -> np.ndarray:
    """Das and Dennis's directions: the finest grid with at most so many, shape (n, objectives).

    With two objectives there are exactly `at_most`; with three 91 of 100.
    """
    partitions = 1
    while _directions(objectives, partitions + 1) <= at_most:
        partitions += 1
    return np.asarray(get_reference_directions("das-dennis", objectives, n_partitions=partitions))


def _directions(objectives: int, partitions: int) -> int:
    from math import comb

    return comb(partitions + objectives - 1, objectives - 1)


def _repair(problem: Problem) -> dict[str, Any]:
    modules = getattr(problem, "modules", None)
    return {} if modules is None else {"repair": ModuleRepair(np.asarray(modules))}


def _differential(options: DifferentialOptions) -> dict[str, Any]:
    told: dict[str, Any] = {"variant": options.variant}
    if options.crossover_rate is not None:
        told["CR"] = options.crossover_rate
    return told
