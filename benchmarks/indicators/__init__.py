"""Quality of what runs found, at checkpoints and along the way. Measured by moocore."""

from benchmarks.indicators.quality import REFERENCE_POINT, RESOLUTION, Indicator, measure
from benchmarks.indicators.reference import Reference, reference_set, reference_sets
from benchmarks.indicators.success import (
    anytime_table,
    success_by_group,
    success_table,
)
from benchmarks.indicators.table import indicator_table
from benchmarks.indicators.targets import DEFAULT_TARGETS
from benchmarks.indicators.trajectories import (
    ANYTIME_INDICATORS,
    Trajectories,
    evaluation_counts,
    follow_runs,
)

__all__ = [
    "ANYTIME_INDICATORS",
    "DEFAULT_TARGETS",
    "REFERENCE_POINT",
    "RESOLUTION",
    "Indicator",
    "Reference",
    "Trajectories",
    "anytime_table",
    "evaluation_counts",
    "follow_runs",
    "indicator_table",
    "measure",
    "reference_set",
    "reference_sets",
    "success_by_group",
    "success_table",
]
