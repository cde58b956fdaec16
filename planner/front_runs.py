"""How designs of the front run, so that a reader can look at any of them, not only the chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cases import Case
from operation import DispatchOutcome

if TYPE_CHECKING:
    from planner.decision import Decision
    from planner.evaluation import Evaluation
    from planner.executor import Evaluator

FRONT_RUNS = 60
"""Designs of the front that are run once more, unless told otherwise."""
NUMBERS_MAX = 3_000_000
"""Powers, levels and prices that all of them may have together, or the report would grow."""


@dataclass(frozen=True)
class FrontRuns:
    """Dispatches of designs of the front."""

    outcomes: Mapping[int, tuple[DispatchOutcome, ...]] = field(default_factory=dict)
    """By row of the front, one per scenario."""
    trouble: str = ""
    """Why there are none but the chosen design's, though they were asked for."""


def run_front(
    case: Case,
    front: Sequence[Evaluation],
    decision: Decision | None,
    chosen: tuple[DispatchOutcome, ...],
    most: int,
    evaluator: Evaluator,
) -> FrontRuns:
    """Run designs of a front beside the chosen one, `most` of them; that shall not cost the run."""
    if decision is None:
        return FrontRuns()
    known = {decision.row: chosen}
    rows = [row for row in rows_to_run(case, len(front), most) if row not in known]
    try:
        runs = evaluator.dispatch([front[row].design for row in rows]) if rows else []
    except (BrokenExecutor, TimeoutError) as error:
        return FrontRuns(known, str(error) or type(error).__name__)
    known |= {row: tuple(outcomes) for row, outcomes in zip(rows, runs, strict=True)}
    return FrontRuns(dict(sorted(known.items())))


def rows_to_run(case: Case, size: int, most: int) -> list[int]:
    """Rows spread evenly over a front of some size, both ends among them."""
    count = min(size, most, NUMBERS_MAX // numbers_of_a_run(case))
    return sorted({round(place) for place in np.linspace(0, size - 1, count).tolist()})


def numbers_of_a_run(case: Case) -> int:
    """Numbers in the dispatches of one design."""
    a_step = (
        12 * len(case.buildings)
        + 2 * len(case.devices)
        + 3 * len(case.storage)
        + 2 * len(case.ports)
    )
    return a_step * sum(scenario.steps for scenario in case.scenarios)
