"""How a choice depends on what is not known for sure: break-even, one at a time, all at once."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cases import Case
from operation import Design
from planner.evaluation import Evaluation
from planner.sensitivity.break_even import BreakEven, break_evens
from planner.sensitivity.choice import Rule
from planner.sensitivity.inputs import (
    SensitivityError,
    UncertainInput,
    Values,
    changed,
    wanted_inputs,
)
from planner.sensitivity.registry import uncertain_inputs
from planner.sensitivity.sampling import Sampling
from planner.sensitivity.solving import OnSolved, Solving
from planner.sensitivity.subject import Subject
from planner.sensitivity.worlds import Judged, judged, needs_solving, one_at_a_time, sampled
from planner.sensitivity_defaults import DESIGNS, SAMPLES, SEED, size_problems
from planner.shared_evaluations import OnTrouble

if TYPE_CHECKING:
    import pandas as pd

    from planner.kept_run import KeptRun
    from planner.result import Plan


@dataclass(frozen=True)
class Bar:
    """One input at both ends of its range."""

    input: UncertainInput
    low: Judged
    high: Judged

    def extent(self, figure: str, base: Judged) -> float:
        """From least to most of a figure of the choice, over both ends and as planned.

        Without ends that cannot be run; nan where the figure is not known as planned.
        """
        planned = float(getattr(base.choice, figure))
        ends = [float(getattr(there.choice, figure)) for there in (self.low, self.high)]
        known = [planned, *(end for end in ends if math.isfinite(end))]
        return max(known) - min(known) if math.isfinite(planned) else math.nan


@dataclass(frozen=True, eq=False)
class Sensitivities:
    """What became of a choice in other worlds. Tables are data frames."""

    case: Case
    chosen: Evaluation
    rule: Rule
    """How the run chose."""
    base: Judged
    """As the case says."""
    bars: tuple[Bar, ...]
    break_evens: tuple[BreakEven, ...]
    sampling: Sampling | None
    """None where no samples were asked for."""
    stored: int
    """Evaluations of the run that were priced anew."""
    designs: tuple[Design, ...]
    """Designs that were solved anew, in every world that needs it; empty without solving."""
    solved: int
    """Evaluations that were made in other worlds, those known from earlier included."""
    known: int
    """How many of them were known."""
    failed: tuple[str, ...]
    """A line for every one that failed."""

    @cached_property
    def tornado_table(self) -> pd.DataFrame:
        """Two rows per input: low end and high end."""
        from planner.sensitivity.tables import tornado_table

        return tornado_table(self)

    @cached_property
    def break_even_table(self) -> pd.DataFrame:
        """A row per range of a price in which one design is chosen."""
        from planner.sensitivity.tables import break_even_table

        return break_even_table(self)

    @cached_property
    def samples_table(self) -> pd.DataFrame:
        """A row per sample."""
        from planner.sensitivity.tables import samples_table

        return samples_table(self)


def sensitivities(
    run: KeptRun | Plan,
    *,
    inputs: Sequence[str] | None = None,
    ranges: Mapping[str, tuple[float, float]] | None = None,
    samples: int = SAMPLES,
    seed: int = SEED,
    designs: int = DESIGNS,
    solving: bool = True,
    workers: int | None = None,
    cache: bool | str | os.PathLike[str] = True,
    on_solved: OnSolved = lambda progress: None,
    on_trouble: OnTrouble | None = None,
) -> Sensitivities:
    """Question the choice of a run, or of a plan.

    `inputs` are names (all of the case by default), `ranges` their (low, high) ends where the usual
    ones do not suit. What the dispatch does not depend on is priced anew on all evaluations of the
    run; for the rest so many `designs`, spread over the front, are solved again in every world,
    unless there is to be no `solving`. With `samples` all inputs vary together (0: they do not).
    `workers` and `cache` are those of `planner.plan`; they and the clock do not change the result.

    Raises SensitivityError with every reason, SolverUnavailable, and ValueError for a run without
    a choice.
    """
    problems = size_problems(samples, seed, designs)
    subject = Subject.of(run)
    try:
        wanted = wanted_inputs(uncertain_inputs(run.case), inputs, ranges, solving=solving)
    except SensitivityError as error:
        problems += str(error).splitlines()
    if problems:
        raise SensitivityError("\n".join(problems))
    single, joint = one_at_a_time(wanted), sampled(wanted, samples, seed)
    # samples are compared among each other, so all or none of them are solved
    joint_solved = any(map(needs_solving, joint))
    worlds = (*single, *joint)
    solved = (*map(needs_solving, single), *(joint_solved for _ in joint))
    to_solve = [values for values, wanted in zip(worlds, solved, strict=True) if wanted]
    spread = subject.spread(designs) if to_solve else ()
    solver = Solving(
        [changed(subject.case, values) for values in to_solve],
        spread,
        subject.solver,
        cache=cache,
        on_solved=on_solved,
        on_trouble=on_trouble,
    )
    found = solver.evaluations(workers) if to_solve else []
    answers = iter(found)
    verdicts = [
        judged(subject, values, next(answers) if anew else None)
        for values, anew in zip(worlds, solved, strict=True)
    ]
    ends, jointly = verdicts[: len(single)], verdicts[len(single) :]
    return Sensitivities(
        case=subject.case,
        chosen=subject.chosen,
        rule=subject.rule,
        base=judged(subject, (), None),
        bars=tuple(
            Bar(item, low, high)
            for item, low, high in zip(wanted, ends[::2], ends[1::2], strict=True)
        ),
        break_evens=break_evens(subject, wanted),
        sampling=Sampling(seed, tuple(jointly), joint_solved) if samples else None,
        stored=len(subject.stored.evaluations),
        designs=spread,
        solved=len(to_solve) * len(spread),
        known=solver.known,
        failed=_failures(subject, to_solve, found),
    )


def _failures(
    subject: Subject, worlds: Sequence[Values], found: Sequence[Sequence[Evaluation]]
) -> tuple[str, ...]:
    lines = []
    for values, evaluations in zip(worlds, found, strict=True):
        where = ", ".join(f"{item.name} {value:.4g}" for item, value in values)
        for e in evaluations:
            if e.failed:
                named = ", ".join(f"{k} {v:g}" for k, v in e.design.named(subject.case).items())
                lines.append(f"{named} ({where}): {e.status.value} {e.message}".rstrip())
    return tuple(lines)
