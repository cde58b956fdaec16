"""The search loop: ask the algorithm, evaluate, remember, tell, until the budget is spent.

Evaluations are pure and kept, so resuming a run is running it again from its seed: what the store
holds answers at once, and the loop goes on where it was cut, with the same random numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from algorithms import ModuleRepair, Preset, StallRule, build_algorithm
from cases import Case
from operation import Design
from planner.archive import Archive
from planner.design_space import DesignSpace
from planner.evaluation import SEARCH_OBJECTIVES, Evaluation, Objective
from planner.executor import Evaluator
from planner.generation import Generation, OnGeneration, OnProgress, Progress, state_of
from planner.problem import DesignProblem
from planner.screening import Screen
from planner.store import RunStore

TRACED_GENERATIONS = 10
"""Generations over which the gain is told when the search does not stop by it."""


@dataclass(frozen=True)
class SearchSettings:
    """The budget of a search, when it may stop before, and its seed.

    With a patience above 0 the search ends once that many generations added less than `gain` to
    the hypervolume, as a share of it.
    """

    population: int = 40
    generations: int = 25
    seed: int = 1
    algorithm: Preset = Preset.DEFAULT
    patience: int = 0
    gain: float = 1e-3
    objectives: tuple[Objective, ...] = SEARCH_OBJECTIVES
    screening: bool = True
    """Leave out designs that bounds prove to be of no account; the front is the same without."""

    def __post_init__(self) -> None:
        for name, least in (("population", 2), ("generations", 1), ("seed", 0), ("patience", 0)):
            value = getattr(self, name)
            if value < least:
                raise ValueError(f"{name} must be at least {least}, not {value}")
        _ = self.stall_rule
        if len(set(self.objectives)) != len(self.objectives) or len(self.objectives) < 2:
            raise ValueError(f"two or more different objectives are needed, not {self.objectives}")

    @property
    def stall_rule(self) -> StallRule:
        """The rule of the stop, or what would be watched if there were one."""
        return StallRule(self.patience or TRACED_GENERATIONS, self.gain)


def search(
    case: Case,
    settings: SearchSettings,
    evaluator: Evaluator,
    store: RunStore,
    on_generation: OnGeneration = lambda generation: None,
    on_progress: OnProgress = lambda progress: None,
) -> tuple[Archive, tuple[Generation, ...]]:
    """Search the capacities of a case; every evaluation ends in the store.

    Nothing installed is evaluated first, whatever the algorithm asks for.
    Raises NothingToPlan, StoreError, and what an evaluation raises.
    """
    space, archive = DesignSpace.of(case), Archive(settings.objectives)
    generations: list[Generation] = []

    def evaluated(designs: Sequence[Design]) -> list[Evaluation]:
        fresh = [design for design in dict.fromkeys(designs) if design not in archive]
        unsolved = [design for design in fresh if store.get(design) is None]
        done = 0

        def on_done() -> None:
            nonlocal done
            done += 1
            on_progress(Progress(len(generations) + 1, done, len(unsolved)))

        on_progress(Progress(len(generations) + 1, 0, len(unsolved)))
        if unsolved:
            store.add(evaluator.evaluate(unsolved, on_done))
        archive.add(store[design] for design in fresh)
        return [archive[design] for design in designs]

    evaluated([Design.nothing(case)])
    algorithm = build_algorithm(
        settings.algorithm,
        pop_size=settings.population,
        repair=ModuleRepair(space.modules),
        revisit=settings.algorithm is not Preset.DEFAULT,
    )
    screen = Screen(case, space, settings.objectives) if settings.screening else None

    def parents() -> NDArray[np.float64] | None:
        if algorithm.pop is None or not len(algorithm.pop):
            return None
        objectives = np.asarray(algorithm.pop.get("F"), dtype=float)
        return objectives[np.asarray(algorithm.pop.get("CV")).reshape(-1) <= 0.0]

    problem = DesignProblem(
        space, evaluated, settings.objectives, screen, parents, settings.population
    )
    algorithm.setup(
        problem, termination=("n_gen", settings.generations), seed=settings.seed, verbose=False
    )
    rule, volumes = settings.stall_rule, list[float]()
    while algorithm.has_next():
        algorithm.next()
        archive.fix_scale()
        volumes.append(archive.hypervolume)
        left = screen.screened if screen is not None else set()
        screened = sum(design not in archive for design in left)
        generations.append(state_of(archive, len(volumes), rule.gained(volumes), screened))
        on_generation(generations[-1])
        if settings.patience and rule.stalled(volumes):
            break
    return archive, tuple(generations)
