"""Worlds in which the present choice is judged: an input or all of them otherwise than expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from operation import Status
from planner.evaluation import Evaluation
from planner.sensitivity.choice import Choice, choice_in
from planner.sensitivity.inputs import UncertainInput, Values, changed
from planner.sensitivity.pricing import figures_of
from planner.sensitivity.subject import Subject


@dataclass(frozen=True)
class Judged:
    """The present choice in a world."""

    values: Values
    choice: Choice
    status: Status
    """What became of the present choice there."""


def needs_solving(values: Values) -> bool:
    """Whether the dispatch is another one with these values."""
    return any(item.solved and value != item.base for item, value in values)


def one_at_a_time(inputs: Sequence[UncertainInput]) -> tuple[Values, ...]:
    """Every input at its low, then at its high end, the others as the case says."""
    return tuple(((item, end),) for item in inputs for end in (item.low, item.high))


def sampled(inputs: Sequence[UncertainInput], samples: int, seed: int) -> tuple[Values, ...]:
    """All inputs at once, uniformly between their ends: a Latin hypercube, the same for a seed.

    Each input has exactly one sample in each of `samples` equal parts of its range. Source: McKay,
    Beckman and Conover 1979, doi:10.2307/1268522.
    """
    rng = np.random.default_rng(seed)
    shares = [(rng.permutation(samples) + rng.random(samples)) / samples for _ in inputs]
    return tuple(
        tuple(
            (item, item.between(float(column[n])))
            for item, column in zip(inputs, shares, strict=True)
        )
        for n in range(samples)
    )


def judged(subject: Subject, values: Values, evaluations: Sequence[Evaluation] | None) -> Judged:
    """Judge the present choice among designs solved in a world, or among all that are stored."""
    own, rule = subject.chosen.design, subject.rule
    if evaluations is None:
        figures = subject.stored.on(changed(subject.case, values))
        return Judged(values, choice_in(figures, own, rule), subject.chosen.status)
    figures = figures_of(evaluations, rule.needed, proven=subject.proven)
    return Judged(values, choice_in(figures, own, rule), evaluations[figures.row[own]].status)
