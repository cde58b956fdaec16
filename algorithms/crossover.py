"""pymoo's simulated binary crossover, compiled."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pymoo.core.variable import get
from pymoo.operators.crossover.sbx import SimulatedBinaryCrossover

from algorithms.kernels.mating import sbx, sbx_genes

Array = NDArray[np.float64]

TOO_CLOSE = 1e-14


class SBX(SimulatedBinaryCrossover):
    """SBX with pymoo's keywords, random numbers and, to rounding, results; two children."""

    def _do(
        self,
        problem: Any,
        X: Array,
        *args: Any,
        random_state: np.random.Generator | None = None,
        **kwargs: Any,
    ) -> Array:
        if random_state is None:
            raise ValueError("SBX needs random_state")
        eta, prob_var, prob_exch, prob_bin = get(
            self.eta, self.prob_var, self.prob_exch, self.prob_bin
        )
        if self.n_offsprings != 2 or np.ndim(eta) or np.ndim(prob_var):
            return np.asarray(super()._do(problem, X, *args, random_state=random_state, **kwargs))
        X = np.ascontiguousarray(X, dtype=float)
        lower, upper = np.asarray(problem.xl, dtype=float), np.asarray(problem.xu, dtype=float)
        swap = np.where(random_state.random(X.shape[1]) > prob_exch, 0.0, prob_bin)
        genes = sbx_genes(X, random_state.random(X.shape[1:]), prob_var, lower, upper, TOO_CLOSE)
        u, exchange = random_state.random(len(genes)), random_state.random(len(genes))
        return sbx(X, genes, u, exchange, swap, eta, lower, upper)
