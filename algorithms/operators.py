"""pymoo's operators on arrays: designs go in and come out as rows, without individuals.

An operator that changes how pymoo calls it (its own `do`, a `vtype`, a `repair`) gets individuals
instead, so that any operator can be used.
"""

from copy import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pymoo.core.crossover import Crossover
from pymoo.core.duplicate import NoDuplicateElimination
from pymoo.core.mutation import Mutation
from pymoo.core.population import Population
from pymoo.core.repair import NoRepair, Repair
from pymoo.core.variable import get

from algorithms.designs import Designs
from algorithms.duplicates import HashDuplicateElimination, repeated
from algorithms.selection import BinaryTournament

Array = NDArray[np.float64]
Generator = np.random.Generator


def select(
    selection: Any,
    problem: Any,
    designs: Designs,
    n: int,
    n_parents: int,
    rng: Generator,
    **more: Any,
) -> Any:
    """Parents of n matings, shape (n, n_parents): rows, or pymoo's individuals."""
    if type(selection) is BinaryTournament:
        return selection.parents(designs, n, n_parents, rng)
    pop = designs.population()
    return np.asarray(
        selection(problem, pop, n, n_parents=n_parents, to_pop=False, random_state=rng, **more)
    )


def variables(designs: Designs, chosen: Any) -> Array:
    """X of chosen parents, shape (n_parents, matings, variables).

    `chosen` has shape (matings, n_parents) and holds rows of `designs`, or pymoo's individuals.
    """
    if chosen.dtype != object:
        return np.asarray(designs["X"][chosen.T])
    return np.array([[parent.X for parent in mating] for mating in chosen]).swapaxes(0, 1)


def cross(
    crossover: Any, problem: Any, designs: Designs, chosen: Any, rng: Generator, **more: Any
) -> Array:
    """Children of parents as `select` returns them, shape (children, variables)."""
    if not (_as_pymoo(crossover, Crossover) and crossover.n_parents == crossover.n_offsprings):
        parents = chosen if chosen.dtype == object else designs.population()[chosen]
        copies = np.frompyfunc(copy, 1, 1)(parents).view(Population)  # children may be parents
        return np.asarray(crossover(problem, copies, random_state=rng, **more).get("X"))
    X = variables(designs, chosen)
    crossed = rng.random(len(chosen)) < get(crossover.prob)
    children = X
    if crossed.any():
        children = np.asarray(crossover._do(problem, X, random_state=rng, **more))
        children[:, ~crossed] = X[:, ~crossed]
    return children.reshape(-1, X.shape[-1])


def mutate(mutation: Any, problem: Any, X: Array, rng: Generator, **more: Any) -> Array:
    """Mutated copies of X, shape (designs, variables)."""
    if not _as_pymoo(mutation, Mutation):
        pop = mutation(problem, Population.new("X", X), random_state=rng, **more)
        return np.asarray(pop.get("X"))
    prob: Any = get(mutation.prob)
    always = isinstance(prob, float | int) and prob >= 1.0
    moved = np.asarray(mutation._do(problem, X if always else X.copy(), random_state=rng, **more))
    chosen = rng.random(len(X)) <= prob
    return moved if always else np.where(chosen[:, None], moved, X)


def mend(repair: Any, problem: Any, X: Array, rng: Generator, **more: Any) -> Array:
    """Repaired copies of X, shape (designs, variables)."""
    if isinstance(repair, NoRepair) or len(X) == 0:
        return X
    if not _as_pymoo(repair, Repair):
        pop = repair(problem, Population.new("X", X), random_state=rng, **more)
        return np.asarray(pop.get("X"))
    return np.asarray(repair._do(problem, X, random_state=rng, **more))


def without_duplicates(elimination: Any, X: Array, designs: Designs, others: Array) -> Array:
    """Rows of X that occur neither earlier in X, nor in `designs`, nor in `others`."""
    if isinstance(elimination, NoDuplicateElimination) or len(X) == 0:
        return X
    if type(elimination) is HashDuplicateElimination and elimination.reads_designs:
        known = np.concatenate([designs["X"], others]) if len(others) else designs["X"]
        twice = repeated(X, known)
        return X[~twice] if twice.any() else X
    known = Population.new("X", others) if len(others) else Population.empty()
    new = elimination.do(Population.new("X", X), designs.population(), known)
    return np.asarray(new.get("X")) if len(new) else X[:0]


def _as_pymoo(operator: Any, base: type[Any]) -> bool:
    return (
        type(operator).do is base.do
        and type(operator).__call__ is base.__call__
        and operator.vtype is None
        and operator.repair is None
    )
