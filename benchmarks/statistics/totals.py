"""A study in one row for each algorithm, on the problems that nothing was tuned on."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.stats import wilcoxon

from benchmarks.statistics.adjustment import holm
from benchmarks.statistics.comparison import Verdict
from benchmarks.statistics.ratios import geometric_mean


def totals(comparison: pd.DataFrame) -> pd.DataFrame:
    """Wins, ties, losses and more of each algorithm at each checkpoint, without tuned problems.

    comparison: as `compare_with` makes it. Columns checkpoint, algorithm, problems (that both have
    runs on), wins, ties, losses, ratio (geometric mean of the ratios of medians), wilcoxon_p
    (`signed_rank`) and wilcoxon_p_holm, adjusted over the algorithms of the checkpoint.
    """
    judged = comparison[~comparison["tuned"].astype(bool)]
    table = _counted(judged, ["checkpoint", "algorithm"])
    table["wilcoxon_p_holm"] = np.nan
    for _, family in table.groupby("checkpoint", sort=False):
        table.loc[family.index, "wilcoxon_p_holm"] = holm(family["wilcoxon_p"].to_numpy())
    return table


def group_totals(comparison: pd.DataFrame) -> pd.DataFrame:
    """As `totals`, for each group of problems (column group), without the adjustment."""
    judged = comparison[~comparison["tuned"].astype(bool)]
    return _counted(judged, ["checkpoint", "group", "algorithm"])


def signed_rank(ratios: ArrayLike) -> float:
    """Two-sided Wilcoxon signed-rank p over problems, of the logarithms of ratios of medians.

    Here problems are pairs: the two algorithms' medians on one problem. Ratios, for differences
    on different problems are on different scales. Ties on a problem are split between both sides
    (Demsar 2006, section 3.1.3). 1 if all are ties; NaN without problems.
    """
    logs = np.log(np.asarray(ratios, dtype=float))
    if len(logs) == 0:
        return float("nan")
    if not logs.any():
        return 1.0
    return float(wilcoxon(logs, zero_method="zsplit").pvalue)


def _counted(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    ours = rows[rows["p"].notna()]
    counted = []
    for key, part in ours.groupby(keys, sort=False):
        verdicts = part["verdict"]
        ratios = part["ratio"].to_numpy()
        counted.append(
            {
                **dict(zip(keys, key, strict=True)),
                "problems": len(part),
                "wins": int((verdicts == Verdict.WIN.value).sum()),
                "ties": int((verdicts == Verdict.TIE.value).sum()),
                "losses": int((verdicts == Verdict.LOSS.value).sum()),
                "ratio": geometric_mean(ratios),
                "wilcoxon_p": signed_rank(ratios),
            }
        )
    columns = [*keys, "problems", "wins", "ties", "losses", "ratio", "wilcoxon_p"]
    return pd.DataFrame(counted, columns=columns)
