"""A population as arrays; pymoo's individuals are made when somebody asks for them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pymoo.core.evaluator import Evaluator
from pymoo.core.individual import Individual, calc_cv
from pymoo.core.population import Population

from algorithms.individuals import RANKS, Shelf, as_violation, columns_of, complete

Array = NDArray[Any]
Indices = NDArray[np.int64]


class Designs:
    """Columns of a population: X, F, G, H, CV, feasible, rank, crowding and what a problem returns.

    Every column has a row per design: X has shape (designs, variables), CV, feasible, rank and
    crowding (designs,). `population` gives the designs as a pymoo Population. A design whose
    individual was handed out lives on in it: it stays the same object, and may be changed from
    outside, so `current` reads it again.
    """

    def __init__(
        self,
        columns: dict[str, Array],
        individuals: Array | None = None,
        shelf: Shelf | None = None,
        rows: Indices | None = None,
    ) -> None:
        self.columns = columns
        self._shelf = Shelf(len(self), individuals) if shelf is None else shelf
        self._rows = rows  # places on the shelf, shape (designs,); None for all of it
        self._population: Array | None = None  # what was handed out

    def __len__(self) -> int:
        return len(self.columns["X"])

    def __getitem__(self, name: str) -> Array:
        return self.columns[name]

    @classmethod
    def of(cls, population: Any) -> "Designs":
        """Columns read from a pymoo Population, without objectives where one is not evaluated."""
        individuals = np.empty(len(population), dtype=object)
        individuals[:] = population
        return cls(columns_of(individuals), individuals)

    def current(self) -> "Designs":
        """The designs with what their handed-out individuals say now."""
        if self._untouched():
            return self if self._rows is None else Designs(self.columns)
        individuals = self._individuals()
        known = np.flatnonzero(individuals != None)  # noqa: E711 - elementwise
        if len(known) == 0:
            return Designs(self.columns)
        told = columns_of(individuals[known])
        if self._population is None:  # nobody has told them their present ranks
            told = {name: told[name] for name in told.keys() - (RANKS & self.columns.keys())}
        if len(known) == len(self):
            return Designs(self.columns | told, individuals)
        columns = dict(self.columns)
        for name in told.keys() & columns.keys():
            columns[name] = columns[name].astype(np.result_type(columns[name], told[name]))
            columns[name][known] = told[name]
        return Designs(columns, individuals)

    def take(self, rows: Indices) -> "Designs":
        """Some of the designs, by row numbers."""
        columns = {name: column[rows] for name, column in self.columns.items()}
        places = rows if self._rows is None else self._rows[rows]
        return Designs(columns, shelf=self._shelf, rows=places)

    def joined(self, other: "Designs") -> "Designs":
        """These designs, then the others; unranked, since ranks mean nothing among all of them.

        From now on the others have the same individuals as their rows among all.
        """
        mine = self._with(other.columns)
        theirs = other._with(mine)
        names = [name for name in mine if name not in RANKS]
        columns = {name: np.concatenate([mine[name], theirs[name]]) for name in names}
        everyone = Designs(columns)
        if not (self._untouched() and other._untouched()):
            individuals = np.concatenate([self._individuals(), other._individuals()])
            everyone._shelf.put(None, individuals)
        other._shelf, other._rows = everyone._shelf, np.arange(len(self), len(everyone))
        return everyone

    def population(self) -> Any:
        """The designs as a pymoo Population, ranked; always the same individuals."""
        if self._population is None:
            individuals = self._shelf.get(self._rows)
            complete(individuals, self.columns)
            self._shelf.put(self._rows, individuals)
            self._population = individuals
        return self._population.view(Population)

    def _untouched(self) -> bool:
        return self._population is None and self._shelf.empty

    def _individuals(self) -> Array:
        """Those handed out, None for the others, shape (designs,)."""
        return self._shelf.get(self._rows) if self._population is None else self._population

    def _with(self, others: dict[str, Array]) -> dict[str, Array]:
        """The columns, and a place for those of `others` that live in the individuals here."""
        missing = {
            name
            for name in others.keys() - RANKS - {"X"}
            if name not in self.columns or not _alike(self.columns[name], others[name])
        }
        if not missing:
            return self.columns
        self.population()
        return self.columns | {
            name: np.zeros((len(self), *others[name].shape[1:]), others[name].dtype)
            for name in sorted(missing)
        }


def _alike(one: Array, other: Array) -> bool:
    """Whether two columns can be one."""
    return one.shape[1:] == other.shape[1:] and one.dtype.kind == other.dtype.kind


def evaluate(designs: Designs, problem: Any, evaluator: Evaluator, algorithm: Any) -> Designs:
    """The designs with all that the problem returns for them; counted as pymoo counts.

    Raises ValueError where it returns something that is not one thing per design.
    """
    wanted = evaluator.evaluate_values_of
    out = problem.evaluate(
        designs["X"].copy(),
        return_values_of=wanted,
        return_as_dictionary=True,
        algorithm=algorithm,
    )
    evaluator.n_eval += len(designs)
    for name, values in out.items():
        if values.shape[:1] != (len(designs),):
            raise ValueError(f"{name} of {len(designs)} designs has the shape {values.shape}")
    columns = designs.columns | out
    columns["CV"] = as_violation(constraint_violation(columns["G"], columns["H"]))
    columns["feasible"] = columns["CV"] <= Individual.default_config()["cv_eps"]
    return Designs(columns)


def constraint_violation(G: Array, H: Array) -> NDArray[np.float64]:
    """Sum of the violations, shape (designs,), as the settings of pymoo's individuals have it.

    G shape (designs, inequalities), H shape (designs, equalities).
    """
    config = Individual.default_config()
    total = np.zeros(len(G))
    for values, rule in ((G, config["cv_ieq"]), (np.abs(H), config["cv_eq"])):
        if rule["scale"] is not None or rule["pow"] is not None or rule["func"] is not np.sum:
            return np.array([calc_cv(g, h, config) for g, h in zip(G, H, strict=True)])
        if values.shape[1]:
            violation = np.maximum(0.0, np.ascontiguousarray(values) - rule["eps"])
            total = total + violation.sum(axis=1)
    return total


def plain(evaluator: Any) -> bool:
    """Whether an evaluator does nothing but what `evaluate` does."""
    return (
        type(evaluator) is Evaluator
        and evaluator.callback is None
        and {"F", "G", "H"} <= set(evaluator.evaluate_values_of)
    )
