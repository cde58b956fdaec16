"""One row for each run."""

from __future__ import annotations

import pandas as pd

from benchmarks.indicators import Indicator
from benchmarks.report.results import Results


def run_table(results: Results) -> pd.DataFrame:
    """algorithm, problem, tuned, group, seed, status, error, evaluations, CPU seconds of search
    and problem, versions, and the indicators at the last checkpoint."""
    rows = [
        {
            "algorithm": record.algorithm,
            "problem": record.problem,
            "group": results.groups[record.problem],
            "tuned": results.problems[record.problem].tuned,
            "seed": record.seed,
            "status": str(record.status),
            "error": record.error,
            "evaluations": record.evaluations,
            "seconds": record.seconds,
            "problem_seconds": record.problem_seconds,
            "versions": "; ".join(f"{n} {v}" for n, v in sorted(record.versions.items())),
        }
        for record in results.coverage.records
    ]
    last = results.indicators[results.indicators["checkpoint"] == results.last]
    names = [indicator.value for indicator in Indicator]
    columns = ["algorithm", "problem", "group", "tuned", "seed", "status", "error", "evaluations"]
    columns += ["seconds", "problem_seconds", "versions"]
    table = pd.DataFrame(rows, columns=columns)
    keys = ["algorithm", "problem", "seed"]
    return table.merge(last[[*keys, *names]], on=keys, how="left", validate="one_to_one")
