"""The exact front of a case whose capacities come in modules: every design is accounted for.

A design is solved unless bounds prove that another one, which is solved, is better in every
objective. The bounds are those of the relaxed dispatch at the design, with the lower objective at
most what a smaller design is known to cost. Designs are taken in parts that are each spread over
all sizes, so that the front is soon near; as in a search, what the store holds is not solved again.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cases import Case
from operation import Design, SolverSettings, Status
from planner.archive import Archive, objective_matrix
from planner.design_space import DesignSpace
from planner.evaluation import SEARCH_OBJECTIVES, Evaluation, Objective
from planner.executor import Evaluator
from planner.generation import Generation, OnGeneration, OnProgress, Progress, state_of
from planner.lower_caps import LowerCaps
from planner.screening import Screen
from planner.store import RunStore

Floats = NDArray[np.float64]

STRIDES = (101, 103, 107, 109, 113)
"""Primes: designs so far apart make a part. One that no side of the grid is a multiple of spreads
each part over all sizes."""
DESIGNS_MAX = 1_000_000
"""Of more designs than this the front is not asked for."""


class NotEnumerable(ValueError):
    """The designs are too many, or not in modules; the message tells which, and the remedy."""


@dataclass(frozen=True)
class EnumerationSettings:
    """What the exact front is the front of."""

    objectives: tuple[Objective, ...] = SEARCH_OBJECTIVES
    screening: bool = True
    """Leave out designs that bounds prove to be of no account; the front is the same without."""


def enumerate_designs(
    case: Case,
    settings: EnumerationSettings,
    solver: SolverSettings,
    evaluator: Evaluator,
    store: RunStore,
    on_generation: OnGeneration = lambda generation: None,
    on_progress: OnProgress = lambda progress: None,
) -> tuple[Archive, tuple[Generation, ...], tuple[Design, ...]]:
    """Solve every design that may be on the front; every evaluation ends in the store.

    Nothing installed is solved first. The front is that of designs whose dispatch is proven best,
    where there are any. Last are the designs that leave it in doubt: they may be on it, and their
    dispatch is not proven. Raises NothingToPlan, NotEnumerable, StoreError, and what an
    evaluation raises.
    """
    space = enumerable_space(case)
    archive = Archive(settings.objectives, proven=True)
    proof = _Proof(case, space, solver, settings, archive) if settings.screening else None
    parts: list[Generation] = []

    def solve(designs: Sequence[Design]) -> None:
        done, number = 0, len(parts) + 1
        unsolved = [design for design in designs if store.get(design) is None]

        def on_done() -> None:
            nonlocal done
            done += 1
            on_progress(Progress(number, done, len(unsolved)))

        on_progress(Progress(number, 0, len(unsolved)))
        if unsolved:
            store.add(evaluator.evaluate(unsolved, on_done))
        solved = [store[design] for design in designs]
        archive.add(solved)
        if proof is not None:
            proof.add(solved)

    nothing = Design.nothing(case)
    solve([nothing])
    every, screened = space.every(), 0
    parts_of_all = part_count(space)
    for start in range(parts_of_all):
        part = [design for design in space.designs(every[start::parts_of_all]) if design != nothing]
        left = part if proof is None else proof.in_doubt(part)
        screened += len(part) - len(left)
        solve(left)
        archive.fix_scale()
        parts.append(state_of(archive, len(parts) + 1, math.nan, screened))
        on_generation(parts[-1])
    unproven = [e.design for e in archive.evaluations if e.failed or e.status is Status.LIMITED]
    doubts = unproven if proof is None else proof.in_doubt(unproven)
    if not archive.front:
        archive.admit_unproven()
    return archive, tuple(parts), tuple(doubts)


def part_count(space: DesignSpace) -> int:
    """Number of parts in which the designs of a space are taken."""
    sides = [round(u / m) + 1 for u, m in zip(space.upper, space.modules, strict=True)]
    spread = (stride for stride in STRIDES if all(side % stride for side in sides))
    return min(next(spread, STRIDES[0]), int(math.prod(sides)))


def enumerable_space(case: Case) -> DesignSpace:
    """The space of a case. Raises NothingToPlan, and NotEnumerable with the remedy."""
    space = DesignSpace.of(case)
    free = [n for n, module in zip(space.names, space.modules, strict=True) if not module > 0.0]
    if free:
        raise NotEnumerable(
            f'configuration "{case.configuration.name}" of case "{case.name}" has no modules for '
            f"{', '.join(free)}, so its designs have no number: give each a module_kwh or "
            "module_kw in case.toml"
        )
    if space.size > DESIGNS_MAX:
        raise NotEnumerable(
            f'configuration "{case.configuration.name}" of case "{case.name}" has '
            f"{space.size:,.0f} designs of whole modules, more than {DESIGNS_MAX:,}: give larger "
            "modules or smaller maxima in case.toml, or search with: clusterflex run"
        )
    return space


class _Proof:
    """Proofs that designs are worse than others in every objective."""

    def __init__(
        self,
        case: Case,
        space: DesignSpace,
        solver: SolverSettings,
        settings: EnumerationSettings,
        archive: Archive,
    ) -> None:
        self._objectives, self._archive = settings.objectives, archive
        self._screen = Screen(case, space, settings.objectives)
        self._caps = LowerCaps(case, solver)

    def add(self, evaluations: Sequence[Evaluation]) -> None:
        """Build on designs that are solved."""
        self._caps.add(evaluations)

    def in_doubt(self, designs: Sequence[Design]) -> list[Design]:
        """Those of the designs that may be on the front."""
        if not designs:
            return []
        front = objective_matrix(self._archive.front, self._objectives)
        caps = self._caps.caps(designs)

        def worse(lower: Floats) -> bool:
            return bool((front < lower).all(axis=1).any())

        left = []
        lowers = self._screen.lower(designs, caps)
        for design, cap, lower in zip(designs, caps, lowers, strict=True):
            if worse(lower):
                continue
            self._screen.add(design, cap)
            if not worse(self._screen.lower([design], cap[None])[0]):
                left.append(design)
        return left
