"""A population as arrays; pymoo's individuals are made when somebody asks for them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pymoo.core.evaluator import Evaluator
from pymoo.core.individual import Individual
from pymoo.core.population import Population

Array = NDArray[Any]

UNRANKED = -1
RANKS = {"rank", "crowding"}


class Designs:
    """Columns of a population: X, F, G, H, CV, rank, crowding and whatever a problem returns.

    Every column has a row per design: X has shape (designs, variables), CV, rank and crowding
    (designs,). `population` gives the designs as a pymoo Population. A design whose individual was
    handed out lives on in it: the individual stays the same object, and may be changed from
    outside, so `current` reads it again.
    """

    def __init__(self, columns: dict[str, Array], individuals: Array | None = None) -> None:
        self.columns = columns
        self._individuals = individuals  # shape (designs,), None for those nobody asked for

    def __len__(self) -> int:
        return len(self.columns["X"])

    def __getitem__(self, name: str) -> Array:
        return self.columns[name]

    @classmethod
    def of(cls, population: Any) -> "Designs":
        """Columns read from a pymoo Population, without objectives where one is not evaluated."""
        individuals = np.empty(len(population), dtype=object)
        individuals[:] = population
        return cls(_columns(individuals), individuals)

    def current(self) -> "Designs":
        """The designs with what their handed-out individuals say now."""
        if self._individuals is None:
            return self
        known = np.flatnonzero(self._individuals != None)  # noqa: E711 - elementwise
        if len(known) == 0:
            return Designs(self.columns)
        columns = dict(self.columns)
        for name, values in _columns(self._individuals[known]).items():
            if len(known) == len(self):
                columns.setdefault(name, values)
            if name not in RANKS:  # these are told to individuals, not read
                columns[name] = columns[name].copy()
                columns[name][known] = values
        return Designs(columns, self._individuals)

    def take(self, rows: NDArray[np.int64]) -> "Designs":
        """Some of the designs, by row numbers."""
        columns = {name: column[rows] for name, column in self.columns.items()}
        return Designs(columns, None if self._individuals is None else self._individuals[rows])

    def joined(self, other: "Designs") -> "Designs":
        """These designs, then the others; unranked, since ranks mean nothing among all of them."""
        mine, theirs = self._with(other.columns), other._with(self.columns)
        names = [name for name in mine if name not in RANKS]
        columns = {name: np.concatenate([mine[name], theirs[name]]) for name in names}
        if self._individuals is None and other._individuals is None:
            return Designs(columns)
        return Designs(columns, np.concatenate([self._handed_out(), other._handed_out()]))

    def population(self) -> Any:
        """The designs as a pymoo Population, ranked; always the same individuals."""
        individuals = self._handed_out()
        known = np.flatnonzero(individuals != None)  # noqa: E711 - elementwise
        for i in known if "rank" in self.columns else ():
            _set_rank(individuals[i].data, self.columns, i)
        _make_individuals(self.columns, individuals)
        self._individuals = individuals
        return individuals.view(Population)

    def _handed_out(self) -> Array:
        if self._individuals is None:
            return np.full(len(self), None, dtype=object)
        return self._individuals

    def _with(self, others: dict[str, Array]) -> dict[str, Array]:
        """The columns, and a place for those of `others` that live in the individuals here."""
        missing = others.keys() - self.columns.keys() - RANKS
        if not missing:
            return self.columns
        self.population()
        return self.columns | {
            name: np.zeros((len(self), *others[name].shape[1:]), others[name].dtype)
            for name in sorted(missing)
        }


def evaluate(designs: Designs, problem: Any, evaluator: Evaluator, algorithm: Any) -> Designs:
    """The designs with all that the problem returns for them; counted as pymoo counts."""
    wanted = evaluator.evaluate_values_of
    out = problem.evaluate(
        designs["X"], return_values_of=wanted, return_as_dictionary=True, algorithm=algorithm
    )
    evaluator.n_eval += len(designs)
    columns = designs.columns | {key: value for key, value in out.items() if value is not None}
    columns["CV"] = constraint_violation(columns["G"], columns["H"])
    return Designs(columns)


def constraint_violation(G: Array, H: Array) -> NDArray[np.float64]:
    """Sum of the violations, shape (designs,), with the tolerances of pymoo's individuals.

    G shape (designs, inequalities), H shape (designs, equalities).
    """
    config = Individual.default_config()
    total = np.zeros(len(G))
    for values, rule in ((G, config["cv_ieq"]), (np.abs(H), config["cv_eq"])):
        if values.shape[1]:
            total = total + np.maximum(0.0, values - rule["eps"]).sum(axis=1)
    return total


def plain(evaluator: Any) -> bool:
    """Whether an evaluator does nothing but what `evaluate` does."""
    return (
        type(evaluator) is Evaluator
        and evaluator.callback is None
        and {"F", "G", "H"} <= set(evaluator.evaluate_values_of)
    )


def _columns(individuals: Array) -> dict[str, Array]:
    columns = {"X": np.array([individual.X for individual in individuals])}
    if len(individuals) and all(individual.F.size for individual in individuals):
        for name in ("F", "G", "H"):
            columns[name] = np.array([getattr(individual, name) for individual in individuals])
        columns["CV"] = np.array([individual.CV[0] for individual in individuals])
        data = [individual.data for individual in individuals]
        ranks = [known.get("rank") for known in data]
        crowding = [known.get("crowding") for known in data]
        columns["rank"] = np.array([UNRANKED if rank is None else rank for rank in ranks])
        columns["crowding"] = np.array([np.nan if c is None else c for c in crowding], dtype=float)
    return columns


def _set_rank(data: dict[str, Any], columns: dict[str, Array], i: int | np.intp) -> None:
    if columns["rank"][i] != UNRANKED:
        data["rank"], data["crowding"] = columns["rank"][i], columns["crowding"][i]


def _make_individuals(columns: dict[str, Array], individuals: Array) -> None:
    """Fill in individuals as pymoo would have made them, copied from one instead of built."""
    template = vars(Individual())
    evaluated = {name for name in ("F", "G", "H") if name in columns}
    attributes = [name for name in columns if f"_{name}" in template]
    data = [name for name in columns if name not in {*attributes, *RANKS}]
    rows = np.flatnonzero(individuals == None)  # noqa: E711 - elementwise
    for i in rows:
        individual = Individual.__new__(Individual)
        state = vars(individual)
        state.update(template)
        state["evaluated"] = set(evaluated)
        for name in attributes:
            state[f"_{name}"] = np.array(columns[name][i], ndmin=1)
        state["data"] = {name: columns[name][i] for name in data}
        if "rank" in columns:
            _set_rank(state["data"], columns, i)
        individuals[i] = individual
