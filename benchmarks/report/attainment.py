"""Empirical attainment: what the worst, the median and the best run dominate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import moocore
import numpy as np
from numpy.typing import NDArray

from benchmarks.indicators import REFERENCE_POINT
from benchmarks.report.results import Results

FloatArray = NDArray[np.float64]

NEAR = 0.1
NOWHERE = 1e9
"""Objectives of a run that found nothing: it attains no point that is looked at."""


@dataclass(frozen=True, eq=False)
class Rectangles:
    """Areas in which one algorithm attains points more often than another.

    corners: lower left and upper right, shape (areas, 4). difference: share of the first's runs
    that attain points there less the second's, in [-1, 1], shape (areas,). No areas where all runs
    attain the same.
    """

    corners: FloatArray
    difference: FloatArray


def attained_sets(
    results: Results, algorithm: str, problem: str, checkpoint: int
) -> dict[int, FloatArray]:
    """Scaled points of each run's population by seed, shape (points, objectives) each."""
    reference = results.references[problem]
    sets = {}
    for record in results.coverage.records:
        if record.algorithm == algorithm and record.problem == problem:
            found = record.checkpoints.get(checkpoint)
            points = reference.scale(found) if found is not None and len(found) else None
            nothing = np.full((1, len(reference.ideal)), NOWHERE)
            sets[record.seed] = points if points is not None and len(points) else nothing
    return sets


def attainment_surfaces(sets: Sequence[FloatArray]) -> dict[int, FloatArray]:
    """Points of the surfaces that the best run (0), half (50) and all (100 %) of them attain.

    Two objectives; sorted by the first. moocore's EAF (Fonseca and others 2011,
    doi 10.1007/978-3-642-19893-9_8).
    """
    points = np.vstack(sets)
    numbers = np.repeat(np.arange(len(sets)), [len(s) for s in sets])
    levels = moocore.eaf(points, numbers, percentiles=[0, 50, 100])
    surfaces = {}
    for level in (0, 50, 100):
        surface = levels[levels[:, 2] == level][:, :2]
        surfaces[level] = surface[np.lexsort((surface[:, 1], surface[:, 0]))]
    return surfaces


def attainment_difference(first: Sequence[FloatArray], second: Sequence[FloatArray]) -> Rectangles:
    """Where runs of the first or the second attain points more often; two objectives.

    Raises ValueError unless both have as many runs: moocore's eafdiff takes the first half of all
    runs for the first algorithm's, and counts in runs.
    """
    if len(first) != len(second) or not first:
        raise ValueError(f"as many runs of each are needed, got {len(first)} and {len(second)}")
    plain = np.unique(first[0], axis=0)
    if all(np.array_equal(plain, np.unique(each, axis=0)) for each in (*first, *second)):
        return Rectangles(np.empty((0, 4)), np.empty(0))  # eafdiff cannot return nothing
    found = moocore.eafdiff(
        _numbered(first), _numbered(second), intervals=len(first), rectangles=True
    )
    return Rectangles(found[:, :4], found[:, 4] / len(first))


def view(surfaces: Sequence[dict[int, FloatArray]]) -> tuple[FloatArray, FloatArray]:
    """Corners of what is worth looking at: the reference's box, and the median surfaces.

    Of a median surface beyond the box as much as it takes to see where it comes within `NEAR` of
    the ideal in the other objective, not a steep end that goes on far above that.
    """
    best = np.vstack([surface[0] for surface in surfaces])
    low = np.minimum(best.min(axis=0), 0.0)
    high = np.full(2, REFERENCE_POINT)
    for surface in surfaces:
        median = surface[50][(surface[50] < NOWHERE).all(axis=1)]
        for axis in (0, 1) if len(median) else ():
            near = median[median[:, 1 - axis] <= max(NEAR, median[:, 1 - axis].min())]
            high[axis] = max(high[axis], 1.1 * near[:, axis].min())
    return low - 0.03 * (high - low), high


def _numbered(sets: Sequence[FloatArray]) -> FloatArray:
    return np.vstack(
        [np.column_stack((s, np.full(len(s), number))) for number, s in enumerate(sets, start=1)]
    )
