"""Clusters of days that are alike. Uses tsam."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cases.extra import extra

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cases.importing.day_features import DayFeatures

_STARTS = 20
_WEIGHT_LEAST = 1e-6
"""tsam takes no smaller weight of a column."""


def clusters_of(
    features: DayFeatures, days: NDArray[np.int64], count: int, method: str, seed: int
) -> list[NDArray[np.int64]]:
    """Days of each cluster (their places in the year, rising), at most `count` clusters."""
    import pandas as pd

    tsam = extra("tsam")
    if count >= len(days):
        return [np.array([day]) for day in days]
    columns = {name: values[days].reshape(-1) for name, values in features.columns.items()}
    spans = {name: float(np.ptp(values)) for name, values in columns.items()}
    widest = max(spans.values())
    if widest == 0:
        return [days]
    # tsam brings every column to 0..1; weights of their spans bring them back to one scale
    weights = {n: max(span / widest, _WEIGHT_LEAST) for n, span in spans.items() if span > 0}
    steps = next(iter(features.columns.values())).shape[1]
    frame = pd.DataFrame({name: columns[name] for name in weights})
    frame.index = pd.date_range("2001-01-01", periods=len(frame), freq=f"{1440 // steps}min")
    result = tsam.aggregate(
        frame,
        n_clusters=count,
        period_duration=24,
        cluster=tsam.ClusterConfig(method=_method(tsam, method, seed), representation="medoid"),
        weights=weights,
        preserve_column_means=False,
    )
    assigned = np.asarray(result.cluster_assignments)
    return [days[assigned == label] for label in np.unique(assigned)]


def _method(tsam: Any, method: str, seed: int) -> Any:
    return tsam.KMeans(n_init=_STARTS, random_state=seed) if method == "kmeans" else method
