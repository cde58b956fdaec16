"""GLNSGA2: NSGA-II with good points, Levy steps and hypervolume pruning."""

from typing import Any

import numpy as np
from pymoo.algorithms.base.genetic import GeneticAlgorithm
from pymoo.core.duplicate import DuplicateElimination, NoDuplicateElimination
from pymoo.core.population import Population
from pymoo.termination.default import DefaultMultiObjectiveTermination
from pymoo.util.display.multi import MultiObjectiveOutput

from algorithms.crossover import SBX
from algorithms.designs import Designs, evaluate, plain
from algorithms.dominance import ranks
from algorithms.duplicates import HashDuplicateElimination, Visited
from algorithms.good_point_sets import GoodPointSampling
from algorithms.individuals import UNRANKED
from algorithms.initialization import FilledInitialization
from algorithms.levy import LevyMutation
from algorithms.mating import CombinedMating, LevyDifferential
from algorithms.selection import BinaryTournament
from algorithms.survival import ArraySurvival, HypervolumeSurvival


class GLNSGA2(GeneticAlgorithm):
    """An NSGA-II for pymoo, with NSGA2's keywords; each ingredient can be replaced alone.

    sampling      GoodPointSampling(): good points of least discrepancy, shifted
    selection     binary tournament: constraint violation, dominance, crowding, coin
    crossover     SBX(eta=15, prob=0.9)
    mutation      LevyMutation(), after the crossover only
    differential  LevyDifferential(): a quarter of the matings; share 0 switches it off
    spare         children made beyond those needed, since some are duplicates, as a share
    survival      HypervolumeSurvival()
    repair        none; ModuleRepair(steps) for designs in whole modules
    eliminate_duplicates  True is HashDuplicateElimination(): not twice in the population
    revisit       whether a design that left the population may be asked for again; False where
                  evaluations are dear and repeatable, on a grid of designs

    None stands for the default. Works with `minimize`, setup / has_next / next and ask / tell.
    When mating reaches no new design any more (a small grid), `ask` returns an empty population
    and the run ends once that is told.
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
        spare: float = 0.08,
        repair: Any = None,
        eliminate_duplicates: DuplicateElimination | bool = True,
        revisit: bool = True,
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
                selection or BinaryTournament(),
                crossover or SBX(eta=15, prob=0.9),
                mutation or LevyMutation(),
                differential,
                spare,
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
        self._visited = None if revisit else Visited()
        self.tournament_type = "comp_by_dom_and_crowding"  # what pymoo's own tournament asks for

    _pop: Designs | None
    _off: Designs | None
    _opt: Any
    archive: Any

    @property
    def pop(self) -> Any:
        """The population as pymoo's individuals, made when asked for."""
        return None if self._pop is None else self._pop.population()

    @pop.setter
    def pop(self, population: Any) -> None:
        self._pop = None if population is None else _as_designs(population)

    @property
    def off(self) -> Any:
        """The designs evaluated last, as pymoo's individuals."""
        return None if self._off is None else self._off.population()

    @off.setter
    def off(self, population: Any) -> None:
        self._off = None if population is None else _as_designs(population)

    @property
    def opt(self) -> Any:
        """The feasible nondominated designs, or else the least infeasible one."""
        if isinstance(self._opt, np.ndarray) and self._opt.dtype == np.int64:
            self._opt = self.pop[self._opt]
        return self._opt

    @opt.setter
    def opt(self, population: Any) -> None:
        self._opt = population

    def next(self) -> None:
        """One generation, in arrays unless somebody else has a part in it."""
        if not (self.is_initialized and self._alone()):
            super().next()
            return
        off = self._mated()
        if len(off):
            off.columns["n_gen"] = off.columns["n_iter"] = np.full(len(off), self.n_iter)
            off = evaluate(off, self.problem, self.evaluator, self)
        # pymoo's `advance`, which would make all individuals to return the optimum
        self.off = off
        everyone = self._present().joined(off) if len(off) else self._present()
        self._survive(everyone, self.pop_size)
        self._post_advance()
        if self.termination.has_terminated():
            self.finalize()
        if self.archive is not None:
            self.archive = self.archive.add(self.off)

    def _alone(self) -> bool:
        """Whether evaluator, mating and this class are those that arrays were made for."""
        overridden = any(
            getattr(type(self), step) is not getattr(GLNSGA2, step)
            for step in ("infill", "advance", "_infill", "_advance")
        )
        return plain(self.evaluator) and _makes_arrays(self.mating) and not overridden

    def _mated(self) -> Designs:
        self._pop = designs = self._present().current()
        if _makes_arrays(self.mating):
            X = self.mating.fill(
                self.problem,
                designs,
                self.n_offsprings,
                self.random_state,
                visited=self._visited,
                algorithm=self,
            )
            # nothing new can be reached: what is told next is empty, and the run ends
            self.termination.force_termination |= len(X) == 0
            return Designs({"X": X})
        off = super()._infill()
        return Designs.of(Population.empty() if off is None else off)

    def _infill(self) -> Any:
        return self._mated().population()

    def _initialize_advance(self, infills: Any = None, **kwargs: Any) -> None:
        self._survive(Designs.of(infills), len(infills), **kwargs)

    def _advance(self, infills: Any = None, **kwargs: Any) -> None:
        everyone = self._present().current()
        if infills is not None and len(infills):
            everyone = everyone.joined(_as_designs(infills).current())
        self._survive(everyone, self.pop_size, **kwargs)

    def _survive(self, designs: Designs, n_survive: int, **kwargs: Any) -> None:
        if self._visited is not None:
            self._visited.add(designs["X"])
        if isinstance(self.survival, ArraySurvival):
            self._pop = self.survival.survivors(designs, n_survive, self.random_state)
        else:
            self.pop = self.survival.do(
                self.problem,
                designs.population(),
                n_survive=n_survive,
                algorithm=self,
                random_state=self.random_state,
                **kwargs,
            )

    def _set_optimum(self, **kwargs: Any) -> None:
        designs = self._present()
        feasible = np.flatnonzero(designs["feasible"])
        rank = designs["rank"][feasible]
        if (rank == UNRANKED).any():  # by a survival of one's own
            rank = ranks(designs["F"][feasible])
        best = feasible[rank == 0]
        self._opt = best if len(best) else np.array([np.argmin(designs["CV"])])

    def _present(self) -> Designs:
        if self._pop is None:
            raise RuntimeError("there is no population before the first designs are told")
        return self._pop


def _as_designs(population: Any) -> Designs:
    return population if isinstance(population, Designs) else Designs.of(population)


def _makes_arrays(mating: Any) -> bool:
    return isinstance(mating, CombinedMating) and all(
        getattr(type(mating), step) is getattr(CombinedMating, step) for step in ("do", "_do")
    )
