"""Good point sets: frac(i * gamma), i = 1..N, and the initial sampling built on them."""

import math
from decimal import Decimal, localcontext
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pymoo.core.sampling import Sampling
from scipy.stats import qmc

Array = NDArray[np.float64]

MAX_PAIRS = 100
MAX_MEASURED_POINTS = 1024


class GoodPointFamily(StrEnum):
    """The vector gamma of a good point set.

    CYCLOTOMIC  gamma_k = 2 cos(2 pi k / p), p the least prime >= 2d + 3 (Hua and Wang 1981);
                the published one, worse than random at d = 5
    SQRT        gamma_k = sqrt(k-th prime)
    EXP         gamma_k = e^k
    GOLDEN      gamma_k = phi^-k, phi the positive root of x^(d+1) = x + 1 (Roberts 2018)
    AUTO        the one of these with the least discrepancy, see `best_family`
    """

    CYCLOTOMIC = "cyclotomic"
    SQRT = "sqrt"
    EXP = "exp"
    GOLDEN = "golden"
    AUTO = "auto"


def good_points(
    n: int,
    d: int,
    family: GoodPointFamily | str = GoodPointFamily.AUTO,
    shift: Array | None = None,
) -> Array:
    """Points frac(i * gamma + shift), i = 1..n, in [0, 1)^d, shape (n, d).

    `shift`, shape (d,), is the Cranley-Patterson rotation: one vector modulo 1 for all points
    (SIAM J. Numer. Anal. 13, 1976, doi:10.1137/0713071).

    Raises ValueError for a negative n, for d < 1, an unknown family or a shift of another shape.
    Source: Hua Loo Keng and Wang Yuan, Applications of Number Theory to Numerical Analysis, 1981.
    """
    if n < 0 or d < 1:
        raise ValueError(f"a good point set needs n >= 0 and d >= 1, got n = {n}, d = {d}")
    family = GoodPointFamily(family)
    if family is GoodPointFamily.AUTO:
        family = best_family(n, d)
    points = np.arange(1, n + 1)[:, None] * _gamma(family, d)[None, :]
    if shift is not None:
        if np.shape(shift) != (d,):
            raise ValueError(f"the shift must have shape ({d},), got {np.shape(shift)}")
        points = points + shift
    points = points - np.floor(points)
    points[points >= 1.0] = 0.0  # a tiny negative number modulo 1 rounds up to 1
    return points


@lru_cache(maxsize=256)
def best_family(n: int, d: int) -> GoodPointFamily:
    """The family with the least sqrt(worst 2-D projection discrepancy) * sqrt(discrepancy).

    Centred L2 discrepancy (Hickernell 1998, doi:10.1090/S0025-5718-98-00894-1) of the unshifted
    points. Measured are at most the first MAX_MEASURED_POINTS points and MAX_PAIRS pairs of
    coordinates: neighbours first, then pairs two apart, and so on; up to d = 14 that is all pairs.
    """
    if n < 2:
        return GoodPointFamily.SQRT

    def badness(family: GoodPointFamily) -> float:
        points = good_points(min(n, MAX_MEASURED_POINTS), d, family)
        pairs = islice(((j, j + gap) for gap in range(1, d) for j in range(d - gap)), MAX_PAIRS)
        worst = max((_discrepancy(points[:, pair]) for pair in pairs), default=1.0)
        return math.sqrt(worst) * math.sqrt(_discrepancy(points))

    return min((family for family in GoodPointFamily if family is not family.AUTO), key=badness)


def _discrepancy(points: Array) -> float:
    return float(qmc.discrepancy(points, method="CD"))


@lru_cache(maxsize=256)
def _gamma(family: GoodPointFamily, d: int) -> Array:
    """gamma modulo 1, shape (d,), read-only."""
    k = np.arange(1, d + 1)
    if family is GoodPointFamily.CYCLOTOMIC:
        gamma = 2.0 * np.cos(2.0 * np.pi * k / _primes(2 * d + 3, 1)[0])
    elif family is GoodPointFamily.SQRT:
        gamma = np.sqrt(_primes(2, d))
    elif family is GoodPointFamily.EXP:
        # in doubles e^k has no fraction left from k = 37 on
        with localcontext() as context:
            context.prec = 30 + d
            gamma = np.array([float(Decimal(j).exp() % 1) for j in range(1, d + 1)])
    else:
        phi = 1.5
        for _ in range(100):
            phi = (1.0 + phi) ** (1.0 / (d + 1))
        gamma = phi ** -k.astype(float)
    gamma = gamma - np.floor(gamma)
    gamma.flags.writeable = False
    return gamma


def _primes(start: int, count: int) -> list[int]:
    """The first `count` primes not below `start`."""
    found: list[int] = []
    candidate = start
    while len(found) < count:
        if all(candidate % q for q in range(2, math.isqrt(candidate) + 1)):
            found.append(candidate)
        candidate += 1
    return found


class GoodPointSampling(Sampling):
    """Initial designs lower + (upper - lower) * frac(i * gamma + shift).

    With `shifted` (the default) one uniform shift is drawn from the run's generator: without it
    every seed starts from the same points. Raises ValueError for an unknown family.
    """

    def __init__(
        self, family: GoodPointFamily | str = GoodPointFamily.AUTO, shifted: bool = True
    ) -> None:
        super().__init__()
        self.family = GoodPointFamily(family)
        self.shifted = shifted

    def _do(
        self,
        problem: Any,
        n_samples: int,
        *args: Any,
        random_state: np.random.Generator | None = None,
        **kwargs: Any,
    ) -> Array:
        shift = None
        if self.shifted:
            if random_state is None:
                raise ValueError("a shifted good point set needs random_state")
            shift = random_state.random(problem.n_var)
        points = good_points(n_samples, problem.n_var, self.family, shift)
        designs = problem.xl + (problem.xu - problem.xl) * points
        return np.asarray(np.clip(designs, problem.xl, problem.xu))
