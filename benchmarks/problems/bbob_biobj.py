"""COCO's suite bbob-biobj: 55 pairs of functions, in as many variables as wanted.

Needs the package cocoex (coco-experiment). Box, objectives and scaling are COCO's. The nadir is
told by cocoex; the ideal it tells in no call, so it ships in `bbob_ideal.csv`, made by
`benchmarks.problems.make_bbob_ideal` from the optima that COCO prints.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pymoo.core.problem import Problem

from benchmarks.extras import extra
from benchmarks.problems.benchmark_problem import BenchmarkProblem, FrontSource
from benchmarks.problems.names import BbobName

FloatArray = NDArray[np.float64]

IDEAL_FILE = Path(__file__).resolve().parent / "fronts" / "bbob_ideal.csv"


def open_bbob(name: BbobName) -> Any:
    """COCO's own problem object. Raises MissingExtra."""
    cocoex = extra("cocoex", f"problem {name}")
    suite = cocoex.Suite(
        "bbob-biobj",
        f"instances: {name.instance}",
        f"dimensions: {name.dimension} function_indices: {name.function}",
    )
    return suite.get_problem_by_function_dimension_instance(
        name.function, name.dimension, name.instance
    )


class BbobBiobjective(Problem):
    """A function of bbob-biobj. Pickled and copied by name: COCO's object stays in its process."""

    def __init__(self, name: BbobName) -> None:
        self.bbob_name = name
        self._coco = open_bbob(name)
        super().__init__(
            n_var=name.dimension,
            n_obj=2,
            xl=np.array(self._coco.lower_bounds),
            xu=np.array(self._coco.upper_bounds),
            vtype=float,
        )

    @property
    def nadir(self) -> FloatArray:
        """Each objective at the other one's optimum, shape (2,)."""
        return np.array(self._coco.largest_fvalues_of_interest, dtype=float)

    def _evaluate(self, x: FloatArray, out: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        out["F"] = np.array([self._coco(design) for design in np.ascontiguousarray(x)])

    def __reduce__(self) -> tuple[type[BbobBiobjective], tuple[BbobName]]:
        return type(self), (self.bbob_name,)

    def __deepcopy__(self, memo: dict[int, Any]) -> BbobBiobjective:
        return type(self)(self.bbob_name)


def build_bbob(name: BbobName) -> BenchmarkProblem:
    """The problem with ideal (where it ships: instances 1 to 5) and nadir. Raises MissingExtra."""
    problem = BbobBiobjective(name)
    return BenchmarkProblem(
        name=str(name),
        problem=problem,
        reference_front=None,
        reference_source=FrontSource.RUNS,
        objectives=("f1", "f2"),
        tuned=False,
        ideal=ideals().get(name),
        nadir=problem.nadir,
    )


@cache
def ideals() -> Mapping[BbobName, FloatArray]:
    """Ideal points, shape (2,), of all problems for which they ship."""
    with IDEAL_FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return MappingProxyType(
        {
            BbobName(int(row["function"]), int(row["dimension"]), int(row["instance"])): np.array(
                [float(row["f1"]), float(row["f2"])]
            )
            for row in rows
        }
    )
