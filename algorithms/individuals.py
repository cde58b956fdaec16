"""pymoo's individuals: read into columns, made from columns, and kept where designs share them."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pymoo.core.individual import Individual

Array = NDArray[Any]
Indices = NDArray[np.int64]

UNRANKED = -1
RANKS = {"rank", "crowding"}


class Shelf:
    """Individuals of designs that belong together: whichever hands one out, it is the same."""

    def __init__(self, size: int, individuals: Array | None = None) -> None:
        self._size = size
        self._individuals = individuals  # shape (size,), None for those nobody asked for

    @property
    def empty(self) -> bool:
        """Whether nobody has asked for any."""
        return self._individuals is None

    def get(self, rows: Indices | None) -> Array:
        """Some individuals, or all, None where nobody asked; a new array of shape (rows,)."""
        if self._individuals is None:
            return np.full(self._size if rows is None else len(rows), None, dtype=object)
        return self._individuals.copy() if rows is None else self._individuals[rows]

    def put(self, rows: Indices | None, individuals: Array) -> None:
        """Keep these individuals in some rows, or all."""
        if self._individuals is None:
            self._individuals = np.full(self._size, None, dtype=object)
        self._individuals[slice(None) if rows is None else rows] = individuals


def as_violation(values: ArrayLike) -> NDArray[np.float64]:
    """Constraint violations, shape (designs,); one that cannot be computed is infinite."""
    violation = np.asarray(values, dtype=float)
    return np.where(np.isnan(violation), np.inf, violation)


def columns_of(individuals: Array) -> dict[str, Array]:
    """X, and if all are evaluated F, G, H, CV, feasible, rank and crowding, by individual."""
    columns = {"X": np.array([individual.X for individual in individuals])}
    if len(individuals) and all(individual.F.size for individual in individuals):
        for name in ("F", "G", "H"):
            columns[name] = np.array([getattr(individual, name) for individual in individuals])
        columns["CV"] = as_violation([individual.CV[0] for individual in individuals])
        columns["feasible"] = np.array([individual.FEAS[0] for individual in individuals])
        data = [individual.data for individual in individuals]
        ranks = [known.get("rank") for known in data]
        crowding = [known.get("crowding") for known in data]
        columns["rank"] = np.array([UNRANKED if rank is None else rank for rank in ranks])
        columns["crowding"] = np.array([np.nan if c is None else c for c in crowding], dtype=float)
    return columns


def complete(individuals: Array, columns: dict[str, Array]) -> None:
    """Tell individuals their ranks; where there is None, make one as pymoo would have made it.

    Copied from one that pymoo builds, instead of built.
    """
    template = vars(Individual())
    attributes = [name for name in columns if f"_{name}" in template]
    data = [name for name in columns if name not in {*attributes, *RANKS, "feasible"}]
    evaluated = set(attributes) - {"X", "CV"}
    for i, individual in enumerate(individuals):
        if individual is None:
            individual = individuals[i] = Individual.__new__(Individual)
            state = vars(individual)
            state.update(template)
            state["evaluated"] = set(evaluated)
            for name in attributes:
                state[f"_{name}"] = np.array(columns[name][i], ndmin=1)
            state["data"] = {name: columns[name][i] for name in data}
        if "rank" in columns and columns["rank"][i] != UNRANKED:
            individual.data["rank"] = columns["rank"][i]
            individual.data["crowding"] = columns["crowding"][i]
