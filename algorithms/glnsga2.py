"""GLNSGA2: NSGA-II with good points, Levy steps and hypervolume pruning."""

from typing import Any

import numpy as np
from pymoo.algorithms.base.genetic import GeneticAlgorithm
from pymoo.algorithms.moo.nsga2 import binary_tournament
from pymoo.core.duplicate import DuplicateElimination, NoDuplicateElimination
from pymoo.core.population import Population
from pymoo.operators.crossover.sbx import SBX
from pymoo.operators.selection.tournament import TournamentSelection
from pymoo.termination.default import DefaultMultiObjectiveTermination
from pymoo.util.display.multi import MultiObjectiveOutput

from algorithms.duplicates import HashDuplicateElimination
from algorithms.good_point_sets import GoodPointSampling
from algorithms.initialization import FilledInitialization
from algorithms.levy import LevyMutation
from algorithms.mating import CombinedMating, LevyDifferential
from algorithms.survival import HypervolumeSurvival


class GLNSGA2(GeneticAlgorithm):
    """An NSGA-II for pymoo, with NSGA2's keywords; each ingredient can be replaced alone.

    sampling      GoodPointSampling(): good points of least discrepancy, shifted
    selection     binary tournament: constraint violation, dominance, crowding, coin
    crossover     SBX(eta=15, prob=0.9)
    mutation      LevyMutation(), after the crossover only
    differential  LevyDifferential(): a quarter of the matings; share 0 switches it off
    survival      HypervolumeSurvival()
    repair        none; ModuleRepair(steps) for designs in whole modules
    eliminate_duplicates  True is HashDuplicateElimination()

    None stands for the default. Works with `minimize`, setup / has_next / next and ask / tell.
    When every design that mating can reach is already in the population (a small grid), `ask`
    returns an empty population and the run ends once that is told.
    """

    def __init__(
        self,
        pop_size: int = 100,
        sampling: Any = None,
        selection: Any = None,
        crossover: Any = None,
        mutation: Any = None,
        survival: Any = None,
        output: Any = None,
        *,
        differential: LevyDifferential | None = None,
        repair: Any = None,
        eliminate_duplicates: DuplicateElimination | bool = True,
        n_offsprings: int | None = None,
        mating: Any = None,
        termination: Any = None,
        **kwargs: Any,
    ) -> None:
        if eliminate_duplicates is True:
            eliminate_duplicates = HashDuplicateElimination()
        elif eliminate_duplicates is False:
            eliminate_duplicates = NoDuplicateElimination()
        if mating is None:
            mating = CombinedMating(
                selection or TournamentSelection(func_comp=binary_tournament),
                crossover or SBX(eta=15, prob=0.9),
                mutation or LevyMutation(),
                differential,
                repair=repair,
                eliminate_duplicates=eliminate_duplicates,
            )
        super().__init__(
            pop_size=pop_size,
            survival=survival or HypervolumeSurvival(),
            output=output or MultiObjectiveOutput(),
            repair=repair,
            eliminate_duplicates=eliminate_duplicates,
            n_offsprings=n_offsprings,
            mating=mating,
            termination=termination or DefaultMultiObjectiveTermination(),
            advance_after_initial_infill=True,
            **kwargs,
        )
        self.initialization = FilledInitialization(
            sampling if sampling is not None else GoodPointSampling(),
            repair=self.repair,
            eliminate_duplicates=self.eliminate_duplicates,
        )
        self.tournament_type = "comp_by_dom_and_crowding"

    def _infill(self) -> Any:
        off = super()._infill()
        # pymoo returns None here, which the usual loop of ask, evaluate and tell cannot evaluate
        return Population.empty() if off is None else off

    def _set_optimum(self, **kwargs: Any) -> None:
        feasible = self.pop.get("FEAS")[:, 0]
        if feasible.any():
            self.opt = self.pop[feasible & (self.pop.get("rank") == 0)]
        else:
            self.opt = self.pop[[np.argmin(self.pop.get("CV"))]]
