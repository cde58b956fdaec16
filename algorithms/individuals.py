"""pymoo's individuals: read into columns, made from columns, and kept where designs share them."""

from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pymoo.core.individual import Individual

Array = NDArray[Any]
Indices = NDArray[np.int64]

UNRANKED = -1
RANKS = {"rank", "crowding"}
_VALUES = attrgetter("F", "G", "H", "CV", "data", "config")


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
    """Constraint violations of any shape; one that cannot be computed is infinite."""
    violation = np.asarray(values, dtype=float)
    return np.where(np.isnan(violation), np.inf, violation)


def columns_of(individuals: Array) -> dict[str, Array]:
    """X, and if all are evaluated F, G, H, CV, feasible, rank and crowding, by individual."""
    columns = {"X": np.array([individual.X for individual in individuals])}
    if len(individuals) and all(individual.F.size for individual in individuals):
        F, G, H, CV, data, settings = zip(*map(_VALUES, individuals), strict=True)
        columns |= {"F": np.array(F), "G": np.array(G), "H": np.array(H)}
        columns["CV"] = as_violation(CV)[:, 0]
        columns["feasible"] = columns["CV"] <= [setting.get("cv_eps", 0.0) for setting in settings]
        ranks = [known.get("rank") for known in data]
        crowding = [known.get("crowding") for known in data]
        columns["rank"] = np.array([UNRANKED if rank is None else rank for rank in ranks])
        columns["crowding"] = np.array(crowding, dtype=float)  # None is NaN
    return columns


def complete(individuals: Array, columns: dict[str, Array]) -> None:
    """Tell individuals their ranks; where there is None, make one as pymoo would have made it.

    Copied from one that pymoo builds, instead of built.
    """
    template = vars(Individual())
    attributes = [name for name in columns if f"_{name}" in template]
    data = [name for name in columns if name not in {*attributes, *RANKS, "feasible"}]
    evaluated = set(attributes) - {"X", "CV"}
    values = {f"_{name}": columns[name] for name in attributes}
    if "CV" in columns:
        values["_CV"] = columns["CV"][:, None]
    for i in np.flatnonzero(individuals == None):  # noqa: E711 - elementwise
        individual = individuals[i] = Individual.__new__(Individual)
        state = vars(individual)
        state.update(template)
        state["evaluated"] = set(evaluated)
        for name, rows in values.items():
            state[name] = rows[i].copy()
        state["data"] = {name: columns[name][i] for name in data}
    if "rank" in columns:
        told = zip(individuals, columns["rank"].tolist(), columns["crowding"].tolist(), strict=True)
        for individual, rank, crowding in told:
            if rank != UNRANKED:
                known = individual.data
                known["rank"], known["crowding"] = rank, crowding
