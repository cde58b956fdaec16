"""How good a set of points is, measured beside a reference set. Less is better in every one."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import TYPE_CHECKING

import moocore
import numpy as np
from numpy.typing import NDArray

from algorithms.fronts import hypervolume

if TYPE_CHECKING:
    from benchmarks.indicators.reference import Reference

FloatArray = NDArray[np.float64]

REFERENCE_POINT = 1.1
"""Of the hypervolume, in every objective, where the ideal point is 0 and the nadir point 1."""

RESOLUTION = 1e-4
"""Of the population gap: the best set of points is found by taking points away one at a time."""


class Indicator(StrEnum):
    """What is measured of a set of points, in objectives scaled by ideal and nadir.

    HYPERVOLUME_GAP: 1 - hypervolume / hypervolume of the reference set, both below
    `REFERENCE_POINT`. Below zero the set is better than the reference set.
    IGD_PLUS: mean distance from the reference points to what the set lacks of dominating them
    (Ishibuchi and others 2015, doi 10.1007/978-3-319-15892-1_8).
    EPSILON: the least number that, taken off every objective of the set, makes it dominate the
    reference set weakly (Zitzler and others 2003, doi 10.1109/TEVC.2003.810758).
    POPULATION_GAP: 1 - hypervolume / hypervolume of the best set of as many reference points as a
    population has, not below `RESOLUTION`. A population that cannot do better by choosing other
    points of the front has no gap, while its hypervolume gap is that of its size.
    """

    HYPERVOLUME_GAP = "hypervolume_gap"
    IGD_PLUS = "igd_plus"
    EPSILON = "epsilon"
    POPULATION_GAP = "population_gap"

    @property
    def worst(self) -> float:
        """The value of a run that failed or found nothing feasible."""
        return 1.0 if self in (Indicator.HYPERVOLUME_GAP, Indicator.POPULATION_GAP) else math.inf

    @property
    def label(self) -> str:
        """Its name inside a sentence or table."""
        return _LABELS[self]

    @property
    def heading(self) -> str:
        """Its name at the start of a sentence."""
        return f"{self.label[0].upper()}{self.label[1:]}"


_LABELS = {
    Indicator.HYPERVOLUME_GAP: "hypervolume gap",
    Indicator.IGD_PLUS: "IGD+",
    Indicator.EPSILON: "additive epsilon",
    Indicator.POPULATION_GAP: "population gap",
}


def measure(indicator: Indicator, objectives: FloatArray, reference: Reference) -> float:
    """An indicator of points that are feasible, shape (points, objectives), not yet scaled.

    Rows with a value that is not finite are left out. No points at all have the worst value.
    """
    return measure_scaled(indicator, reference.scale(objectives), reference)


def measure_scaled(indicator: Indicator, points: FloatArray, reference: Reference) -> float:
    """As `measure`, of points that `Reference.scale` has scaled."""
    if len(points) == 0 or len(reference.sample) == 0:
        return indicator.worst
    if indicator is Indicator.HYPERVOLUME_GAP:
        if reference.hypervolume <= 0.0:
            return indicator.worst
        return 1.0 - scaled_hypervolume(points) / reference.hypervolume
    if indicator is Indicator.POPULATION_GAP:
        if reference.population_hypervolume <= 0.0:
            return indicator.worst
        gap = 1.0 - scaled_hypervolume(points) / reference.population_hypervolume
        return max(gap, RESOLUTION)
    if indicator is Indicator.IGD_PLUS:
        return float(moocore.igd_plus(points, ref=reference.sample))
    return float(moocore.epsilon_additive(points, ref=reference.sample))


def scaled_hypervolume(points: FloatArray) -> float:
    """Hypervolume of scaled points, shape (points, objectives), below `REFERENCE_POINT`."""
    return hypervolume(points, np.full(points.shape[1], REFERENCE_POINT))
