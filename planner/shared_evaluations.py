"""Ask what earlier runs have solved before solving, and leave to later ones what was solved.

A convenience, never a condition: the first trouble with the cache is told, and the run goes on
without it, to the same result.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from cases import Case
from operation import Design, DispatchOutcome, SolverSettings
from planner.cache_files import cache_folder, open_cache
from planner.evaluation import Evaluation
from planner.evaluation_cache import CacheError, EvaluationCache
from planner.executor import Evaluator, OnDone

T = TypeVar("T")

WAIT_SECONDS = 5.0
"""Longer than any other run's transaction takes; a run is not held up by more."""

OnTrouble = Callable[[str], None]
"""Told once, in a sentence, what is wrong with the cache."""


class SharedEvaluations:
    """A cache until it makes trouble, nothing from then on."""

    def __init__(self, open_it: Callable[[], EvaluationCache], on_trouble: OnTrouble) -> None:
        self._open, self._on_trouble = open_it, on_trouble
        self._cache: EvaluationCache | None = None
        self._left = False
        self.answered = 0
        """Number of designs that need not be solved."""

    def known(self, designs: Sequence[Design]) -> dict[Design, Evaluation]:
        """Evaluations of those designs that are there."""
        found = self._tried(lambda cache: cache.known(designs)) or {}
        self.answered += len(found)
        return found

    def add(self, evaluations: Sequence[Evaluation]) -> None:
        """Leave evaluations to later runs."""
        self._tried(lambda cache: cache.add(evaluations))

    def _tried(self, use: Callable[[EvaluationCache], T]) -> T | None:
        if self._left:
            return None
        try:
            if self._cache is None:
                self._cache = self._open()
            return use(self._cache)
        except CacheError as error:
            self._left = True
            self._on_trouble(f"{error}. The run goes on without the designs of earlier runs.")
            return None


class SharingEvaluator:
    """An evaluator that solves only what no run has solved."""

    def __init__(self, evaluator: Evaluator, shared: SharedEvaluations) -> None:
        self._evaluator, self._shared = evaluator, shared

    def evaluate(self, designs: Sequence[Design], on_done: OnDone) -> list[Evaluation]:
        """Evaluate every design; those that are known are done at once."""
        known = self._shared.known(designs)
        unknown = [design for design in designs if design not in known]
        for _ in range(len(designs) - len(unknown)):
            on_done()
        solved = self._evaluator.evaluate(unknown, on_done) if unknown else []
        self._shared.add(solved)
        rest = iter(solved)
        return [known[design] if design in known else next(rest) for design in designs]

    def dispatch(self, designs: Sequence[Design]) -> list[list[DispatchOutcome]]:
        """Dispatch every design in every scenario; dispatches are not kept."""
        return self._evaluator.dispatch(designs)


def shared_evaluations(
    case: Case,
    solver: SolverSettings,
    cache: bool | str | os.PathLike[str],
    on_trouble: OnTrouble | None = None,
) -> SharedEvaluations | None:
    """Evaluations in the user's cache folder, or in the one that is named; None for none.

    None too with another solver than HiGHS: its version is not known, so what it answered in one
    version might be taken for the answer of another. Trouble that nobody wants to be told of is
    logged, which ends on stderr where nothing else is set up.
    """
    if cache is False or solver.name.lower() != "highs":
        return None
    folder = cache_folder() if cache is True else Path(cache)
    tell = on_trouble or logging.getLogger("clusterflex").warning
    return SharedEvaluations(lambda: open_cache(case, solver, folder, WAIT_SECONDS), tell)
