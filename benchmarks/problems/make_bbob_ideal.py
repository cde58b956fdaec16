"""Ideal points of bbob-biobj into `fronts/bbob_ideal.csv`.

    python -m benchmarks.problems.make_bbob_ideal

COCO prints the two optima of a problem into a file of the current folder; the ideal is the first
objective at the first and the second at the second. The other two values are the nadir, which
cocoex tells as well and which is compared.
"""

from __future__ import annotations

import csv
import tempfile
from contextlib import chdir

import numpy as np
from numpy.typing import NDArray

from benchmarks.problems.bbob_biobj import IDEAL_FILE, open_bbob
from benchmarks.problems.names import BBOB_DIMENSIONS, BBOB_FUNCTIONS, BbobName

INSTANCES = range(1, 6)
PRINTED = "._bbob_biobj_problem_best_parameter.txt"


def ideal_point(name: BbobName) -> NDArray[np.float64]:
    """Ideal point, shape (2,); the current folder gets COCO's file. Raises ValueError."""
    problem = open_bbob(name)
    problem._best_parameter("print")
    optima = np.loadtxt(PRINTED, ndmin=2)
    at_first, at_second = problem(optima[0]), problem(optima[1])
    nadir = np.array(problem.largest_fvalues_of_interest)
    if not np.allclose([at_second[0], at_first[1]], nadir, rtol=1e-9):
        raise ValueError(f"{name}: the optima that COCO prints do not give its nadir {nadir}")
    return np.array([at_first[0], at_second[1]])


def main() -> None:
    """Write the file."""
    rows = []
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        for dimension in BBOB_DIMENSIONS:
            for function in BBOB_FUNCTIONS:
                for instance in INSTANCES:
                    point = ideal_point(BbobName(function, dimension, instance))
                    rows.append([function, dimension, instance, *(repr(float(v)) for v in point)])
    with IDEAL_FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["function", "dimension", "instance", "f1", "f2"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
