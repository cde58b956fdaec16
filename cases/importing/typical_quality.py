"""How well typical days stand for the year: energy, peaks and duration curves of the cluster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cases.importing.day_features import GENERATION, quantity_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cases.importing.typical_days import TypicalDay
    from cases.importing.year_profiles import YearProfiles

NET_LOAD = "net_electricity_kw"
"""Electricity less PV and wind, before heat and cold are made; may be negative."""
_MODEL_YEAR = 365


@dataclass(frozen=True)
class QuantityQuality:
    """One quantity of the whole cluster, in the year and in its typical days."""

    quantity: str
    year_kwh: float
    """Energy of 365 days."""
    typical_kwh: float
    year_peak_kw: float
    typical_peak_kw: float
    duration_difference: float
    """Mean distance of the two duration curves, as a share of the mean power of the year."""


def quality_of(days: Sequence[TypicalDay], year: YearProfiles) -> tuple[QuantityQuality, ...]:
    """Quality of typical days for each quantity that the cluster has, and for its net load."""
    weights = np.repeat([day.days_per_year for day in days], year.steps_per_day)
    found = []
    for quantity in dict.fromkeys(quantity_of(name) for name in year.columns):
        if quantity.endswith("_kw"):
            before = _total(year.columns, quantity)
            after = np.concatenate([_total(day.columns, quantity) for day in days])
            found.append(_quality(quantity, year, before, after, weights))
    before = _net_load(year.columns)
    after = np.concatenate([_net_load(day.columns) for day in days])
    return (*found, _quality(NET_LOAD, year, before, after, weights))


def _quality(
    quantity: str,
    year: YearProfiles,
    before: NDArray[np.float64],
    after: NDArray[np.float64],
    weights: NDArray[np.float64],
) -> QuantityQuality:
    hours = year.step_hours
    mean = float(np.abs(before).mean())
    return QuantityQuality(
        quantity=quantity,
        year_kwh=float(before.sum()) * hours * _MODEL_YEAR / year.days,
        typical_kwh=float(weights @ after) * hours,
        year_peak_kw=float(before.max()),
        typical_peak_kw=float(after.max()),
        duration_difference=_curve_distance(before, after, weights) / mean if mean else 0.0,
    )


def _curve_distance(
    before: NDArray[np.float64], after: NDArray[np.float64], weights: NDArray[np.float64]
) -> float:
    """Mean distance of two duration curves, the second with a weight for each value."""
    order = np.argsort(after, kind="stable")
    upto = np.cumsum(weights[order]) / weights.sum()
    places = (np.arange(len(before)) + 0.5) / len(before)
    chosen = np.searchsorted(upto, places).clip(max=len(after) - 1)
    return float(np.abs(np.sort(before) - after[order][chosen]).mean())


def _total(columns: Mapping[str, NDArray[np.float64]], quantity: str) -> NDArray[np.float64]:
    found = [c for name, c in columns.items() if quantity_of(name) == quantity]
    return np.asarray(np.sum(found, axis=0), dtype=np.float64)


def _net_load(columns: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    signs = {"electricity_kw": 1.0} | dict.fromkeys(GENERATION, -1.0)
    parts = [signs[q] * c for name, c in columns.items() if (q := quantity_of(name)) in signs]
    return np.asarray(np.sum(parts, axis=0), dtype=np.float64)
