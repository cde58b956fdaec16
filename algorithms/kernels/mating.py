"""Tournaments and simulated binary crossover."""

import numpy as np
from numpy.typing import NDArray

from algorithms.kernels.bounds import bounded
from algorithms.kernels.compiling import compiled

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

TIE = -1


@compiled
def tournament(pairs: Indices, violation: Array, F: Array, crowding: Array) -> Indices:
    """Winner of each pair, shape (tournaments,), or TIE.

    Constraint violation if either has any, then dominance, then crowding (larger wins). `pairs`
    shape (tournaments, 2), `violation` and `crowding` shape (designs,), F (designs, objectives).
    """
    winners = np.empty(pairs.shape[0], dtype=np.int64)
    for k in range(pairs.shape[0]):
        a, b = pairs[k, 0], pairs[k, 1]
        winner = TIE
        if violation[a] > 0.0 or violation[b] > 0.0:
            if violation[a] < violation[b]:
                winner = a
            elif violation[a] > violation[b]:
                winner = b
        else:
            a_better = b_better = False
            for j in range(F.shape[1]):
                if F[a, j] < F[b, j]:
                    a_better = True
                elif F[a, j] > F[b, j]:
                    b_better = True
            if a_better and not b_better:
                winner = a
            elif b_better and not a_better:
                winner = b
            elif crowding[a] > crowding[b]:
                winner = a
            elif crowding[a] < crowding[b]:
                winner = b
        winners[k] = winner
    return winners


@compiled
def _share(distance: float, delta: float, eta: float, u: float) -> float:
    """Spread factor of SBX, before the root, for a bound `distance` away from the nearer parent."""
    base, power = 1.0 + 2.0 * distance / delta, int(eta) + 1
    # a whole exponent, as usual, is several times faster
    alpha = 2.0 - 1.0 / (base**power if power == eta + 1.0 else base ** (eta + 1.0))
    below, above = u * alpha, 1.0 / (2.0 - u * alpha)
    return below if u <= 1.0 / alpha else above


@compiled
def sbx_genes(
    X: Array, u: Array, share: float, lower: Array, upper: Array, close: float
) -> Indices:
    """Flat positions of the genes that take part in a crossover, in ascending order.

    Those with u < share, where the parents differ by more than `close` and the bounds do, too.
    X shape (2, matings, variables), `u` (matings, variables).
    """
    genes = np.empty(u.size, dtype=np.int64)
    n = 0
    for i in range(u.shape[0]):
        for j in range(u.shape[1]):
            differ = (abs(X[0, i, j] - X[1, i, j]) > close) & (lower[j] != upper[j])
            genes[n] = i * u.shape[1] + j
            n += differ & (u[i, j] < share)  # not a branch, which nobody could predict
    return genes[:n].copy()


@compiled
def sbx(
    X: Array,
    genes: Indices,
    u: Array,
    exchange: Array,
    swap: Array,
    eta: float,
    lower: Array,
    upper: Array,
) -> Array:
    """Children of simulated binary crossover within bounds, shape (2, matings, variables).

    X, of the same shape, holds the parents, `genes` what `sbx_genes` says. `u` and `exchange` hold
    a uniform number for each of those: for the spread, and for whether the children swap the gene
    (below `swap`, shape (matings,)).
    Source: Deb, Agrawal 1995, Complex Systems 9, 115-148; bounds as in Deb's own code.
    """
    shares = np.empty((2, len(genes)))
    for k in range(len(genes)):
        i, j = genes[k] // X.shape[2], genes[k] % X.shape[2]
        low, high = min(X[0, i, j], X[1, i, j]), max(X[0, i, j], X[1, i, j])
        shares[0, k] = _share(low - lower[j], high - low, eta, u[k])
        shares[1, k] = _share(upper[j] - high, high - low, eta, u[k])
    spread = np.exp(np.log(shares) / (eta + 1.0))
    children = X.copy()
    for k in range(len(genes)):
        i, j = genes[k] // X.shape[2], genes[k] % X.shape[2]
        low, high = min(X[0, i, j], X[1, i, j]), max(X[0, i, j], X[1, i, j])
        c_low = 0.5 * ((low + high) - spread[0, k] * (high - low))
        c_high = 0.5 * ((low + high) + spread[1, k] * (high - low))
        swapped = int(exchange[k] < swap[i])
        children[swapped, i, j] = min(max(c_low, lower[j]), upper[j])
        children[1 - swapped, i, j] = min(max(c_high, lower[j]), upper[j])
    return children


@compiled
def differential(
    parents: Array,
    population: Array,
    first: Indices,
    second: Indices,
    steps: Array,
    u: Array,
    always: Indices,
    share: float,
    lower: Array,
    upper: Array,
    overshoot: float,
    clamp: bool,
) -> Array:
    """parent + step * (population[first] - population[second]), gene by gene, within bounds.

    `parents` and `u` have shape (children, variables); `first`, `second`, `steps`, `always` shape
    (children,). A gene is taken where u < share, and gene `always`; the others are the parent's.
    """
    children = parents.copy()
    for i in range(parents.shape[0]):
        a, b = first[i], second[i]
        for j in range(parents.shape[1]):
            if u[i, j] < share or j == always[i]:
                x, difference = parents[i, j], population[a, j] - population[b, j]
                if difference != 0.0:  # 0 times an infinite step is NaN
                    x += steps[i] * difference
                children[i, j] = bounded(x, lower[j], upper[j], overshoot, clamp)
    return children
