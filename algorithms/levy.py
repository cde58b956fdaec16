"""Levy-stable steps, drawn exactly, and the mutation that takes them."""

import math
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pymoo.core.mutation import Mutation
from scipy.optimize import brentq

from algorithms.bounds import OVERSHOOT, BoundsRule
from algorithms.kernels.levy import stable_numbers, stepped
from algorithms.schedules import LinearSchedule, LogUniformScales, ScheduledScale, budget_used

Array = NDArray[np.float64]

BETA_MIN, BETA_MAX = 0.5, 2.0


def levy_steps(
    beta: float, size: int | tuple[int, ...], random_state: np.random.Generator
) -> Array:
    """Symmetric stable numbers of index beta with median |X| = 1, shape `size`.

    With U uniform on (-pi/2, pi/2) and E exponential(1),
      X = sin(beta U) / cos(U)^(1/beta) * [cos((1 - beta) U) / E]^((1 - beta)/beta)
    divided by `median_size(beta)`.

    Raises ValueError unless 0.5 <= beta <= 2.
    Source: Chambers, Mallows, Stuck 1976, doi:10.1080/01621459.1976.10480344.
    """
    scale = median_size(beta)
    shares = random_state.random(size)
    exponentials = random_state.standard_exponential(size)
    numbers = stable_numbers(beta, shares.ravel(), exponentials.ravel(), scale)
    return numbers.reshape(shares.shape)


@lru_cache(maxsize=4096)
def median_size(beta: float) -> float:
    """Median of |X| of the standard symmetric stable law, characteristic function exp(-|t|^beta).

    The root of P(|X| <= x) = 1/2 with, by Fourier inversion and t = u^2,
      P(|X| <= x) = (4/pi) * integral over u > 0 of sin(x u^2)/u * exp(-u^(2 beta)),
    cut where the exponential is below 1e-17 and summed by Gauss-Legendre on 256 panels that
    narrow towards 0; good to about 1e-10. Raises ValueError unless 0.5 <= beta <= 2.
    """
    if not BETA_MIN <= beta <= BETA_MAX:
        raise ValueError(f"the stability index beta must lie in [0.5, 2], got {beta}")
    nodes, weights = np.polynomial.legendre.leggauss(16)
    edges = 39.5 ** (0.5 / beta) * np.linspace(0.0, 1.0, 257) ** 2
    half = 0.5 * np.diff(edges)[:, None]
    u = (edges[:-1, None] + half) + half * nodes
    density = (4.0 / math.pi) * half * weights * np.exp(-(u ** (2.0 * beta))) / u
    return float(brentq(lambda x: float(np.sum(density * np.sin(x * u * u))) - 0.5, 0.5, 2.0))


class LevyMutation(Mutation):
    """x_j += s * (upper_j - lower_j) * L_beta on each gene with probability `prob_var`.

    One scale s per child, from `scales`; `prob_var` is min(1/2, 1/variables) by default, and not
    "at least one gene" (that costs a factor 3 on shifted ZDT4). `beta` is a number in [0.5, 2] or
    a schedule over the share of the budget used; steps that leave the box follow `bounds`.

    Raises ValueError for a beta outside [0.5, 2], at its ends for a schedule.
    """

    def __init__(
        self,
        beta: float | LinearSchedule = 1.5,
        scales: LogUniformScales | ScheduledScale | None = None,
        bounds: BoundsRule | str = BoundsRule.FOLD,
        prob: float = 1.0,
        prob_var: float | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(prob=prob, prob_var=prob_var, **kwargs)
        self.beta = beta if isinstance(beta, LinearSchedule) else LinearSchedule(beta, beta)
        self.scales = scales if scales is not None else LogUniformScales()
        self.bounds = BoundsRule(bounds)
        for t in (0.0, 1.0):
            median_size(self.beta(t))

    def _do(
        self,
        problem: Any,
        X: Array,
        *args: Any,
        random_state: np.random.Generator | None = None,
        algorithm: Any = None,
        **kwargs: Any,
    ) -> Array:
        if random_state is None:
            raise ValueError("LevyMutation needs random_state")
        X = np.ascontiguousarray(X, dtype=float)
        t = budget_used(algorithm)
        genes = np.flatnonzero(random_state.random(X.size) < self.get_prob_var(problem))
        scales = self.scales.draw(t, len(X), random_state)
        steps = levy_steps(self.beta(t), len(genes), random_state)
        lower, upper = np.asarray(problem.xl, dtype=float), np.asarray(problem.xu, dtype=float)
        clamp = self.bounds is BoundsRule.CLAMP
        return stepped(X, genes, steps, scales, lower, upper, OVERSHOOT, clamp)
