"""What runs are measured against: a reference set, and the box that scales the objectives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from algorithms.fronts import nondominated, thin
from benchmarks.indicators.quality import scaled_hypervolume

if TYPE_CHECKING:
    from benchmarks.problems import BenchmarkProblem
    from benchmarks.study.records import RunRecord

FloatArray = NDArray[np.float64]

SAMPLE = 500
"""At most as many reference points are used for IGD+ and epsilon; the hypervolume has them all."""

NO_EXTENT = 1e-9
"""An objective whose ideal and nadir differ by less than this share of their size has no extent."""


@dataclass(frozen=True, eq=False)
class Reference:
    """Reference set of a problem.

    front: nondominated, shape (points, objectives); no rows if nothing feasible is known.
    ideal, nadir: shape (objectives,), become 0 and 1 when objectives are scaled.
    source: where the front is from, in words.
    population: as many points are in the best set beside which the population gap is measured;
        None for all of them.
    """

    front: FloatArray
    ideal: FloatArray
    nadir: FloatArray
    source: str
    population: int | None = None

    @cached_property
    def extent(self) -> FloatArray:
        """What 1 is in each objective, shape (objectives,).

        Where ideal and nadir are the same it is the objective's own size, or 1 if that is 0: a
        point 10 % worse than the only value there is then lies on the edge of what counts.
        """
        size = np.maximum(np.abs(self.ideal), np.abs(self.nadir))
        extent = self.nadir - self.ideal
        instead = np.where(size > 0.0, size, 1.0)
        found: FloatArray = np.where(extent > NO_EXTENT * size, extent, instead)
        return found

    def scale(self, objectives: FloatArray) -> FloatArray:
        """Finite rows of objectives, shape (points, objectives), with 0 the ideal and 1 the nadir.

        Raises ValueError for another number of objectives.
        """
        points = np.asarray(objectives, dtype=float)
        if points.ndim != 2 or points.shape[1] != len(self.ideal):
            raise ValueError(
                f"objectives have shape {points.shape}, the reference set has "
                f"{len(self.ideal)} objectives"
            )
        points = points[np.isfinite(points).all(axis=1)]
        scaled: FloatArray = (points - self.ideal) / self.extent
        return scaled

    @cached_property
    def hypervolume(self) -> float:
        """Of the whole front, scaled; 0 without points."""
        return scaled_hypervolume(self.scale(self.front)) if len(self.front) else 0.0

    @cached_property
    def population_hypervolume(self) -> float:
        """Of the best `population` points of the front with two objectives, else of all."""
        points = self.scale(self.front)
        if self.population is None or points.shape[1] != 2 or len(points) <= self.population:
            return self.hypervolume
        return scaled_hypervolume(points[thin(points, self.population)])

    @cached_property
    def sample(self) -> FloatArray:
        """Scaled points for IGD+ and epsilon, at most `SAMPLE`, evenly spread over the front.

        Thinned by least hypervolume contribution with two objectives; with more, every n-th in
        lexicographic order, which is cheap and near even on a front of many points.
        """
        points = self.scale(self.front)
        if len(points) <= SAMPLE:
            return points
        if points.shape[1] <= 2:
            return points[thin(points, SAMPLE)]
        ordered = points[np.lexsort(points.T[::-1])]
        every: FloatArray = ordered[np.linspace(0, len(points) - 1, SAMPLE).round().astype(int)]
        return every


def reference_set(
    problem: BenchmarkProblem, records: Iterable[RunRecord], population: int | None = None
) -> Reference:
    """The problem's own front, or else the best of what `records` found on it.

    Ideal and nadir are the problem's where it knows them, or else the front's. Raises ValueError
    if they do not have the problem's number of objectives.
    """
    objectives = len(problem.objectives)
    known = problem.reference_front
    found = _found(problem.name, objectives, records) if known is None else known
    front = np.asarray(found, dtype=float)
    if front.ndim != 2 or front.shape[1] != objectives:
        raise ValueError(
            f"{problem.name}: the reference front has shape {front.shape}, "
            f"expected (points, {objectives})"
        )
    front = front[nondominated(front)]
    ideal = _corner(problem, problem.ideal, front.min(axis=0, initial=np.inf), 0.0)
    nadir = _corner(problem, problem.nadir, front.max(axis=0, initial=-np.inf), 1.0)
    return Reference(front, ideal, nadir, problem.reference_source, population)


def reference_sets(
    problems: Mapping[str, BenchmarkProblem],
    records: Sequence[RunRecord],
    population: int | None = None,
) -> dict[str, Reference]:
    """`reference_set` of every problem, by name."""
    of_problem: dict[str, list[RunRecord]] = {name: [] for name in problems}
    for record in records:
        of_problem.setdefault(record.problem, []).append(record)
    return {
        name: reference_set(problem, of_problem[name], population)
        for name, problem in problems.items()
    }


def _found(name: str, objectives: int, records: Iterable[RunRecord]) -> FloatArray:
    """Nondominated points of all runs on a problem, shape (points, objectives)."""
    best = np.empty((0, objectives))
    for record in records:
        if record.problem != name:
            continue
        sets = [record.log_objectives, *record.checkpoints.values()]
        points = np.vstack([best, *(s for s in sets if len(s))])
        points = points[np.isfinite(points).all(axis=1)]
        best = points[nondominated(points)]
    return best


def _corner(
    problem: BenchmarkProblem, known: FloatArray | None, of_front: FloatArray, otherwise: float
) -> FloatArray:
    if known is None:
        return np.where(np.isfinite(of_front), of_front, otherwise)
    corner = np.asarray(known, dtype=float)
    if corner.shape != (len(problem.objectives),):
        raise ValueError(
            f"{problem.name}: ideal and nadir need {len(problem.objectives)} numbers, "
            f"got shape {corner.shape}"
        )
    return corner
