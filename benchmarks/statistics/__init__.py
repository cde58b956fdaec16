"""Is a difference more than chance, and how large is it? Tests are scipy's."""

from benchmarks.statistics.adjustment import SIGNIFICANCE, holm
from benchmarks.statistics.comparison import Verdict, compare_with
from benchmarks.statistics.effects import Effect, rank_sum
from benchmarks.statistics.rank_tables import pairs_table, rank_table
from benchmarks.statistics.ranking import Ranking, cliques, critical_difference, rank_algorithms
from benchmarks.statistics.ratios import FLOOR, RATIO_LIMIT, geometric_mean, ratio
from benchmarks.statistics.totals import group_totals, totals

__all__ = [
    "FLOOR",
    "RATIO_LIMIT",
    "SIGNIFICANCE",
    "Effect",
    "Ranking",
    "Verdict",
    "cliques",
    "compare_with",
    "critical_difference",
    "geometric_mean",
    "group_totals",
    "holm",
    "pairs_table",
    "rank_algorithms",
    "rank_sum",
    "rank_table",
    "ratio",
    "totals",
]
