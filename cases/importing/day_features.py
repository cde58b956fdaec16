"""What days are compared by: every column in kW of electricity, so that a kW counts as a kW."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cases.importing.year_profiles import YearProfiles

GENERATION = ("pv_kw", "wind_kw")
_LOADS = ("electricity_kw", "heat_kw", "cold_kw")
ELECTRICITY_PER_KW = {"heat_kw": 1.0, "cold_kw": 1.0 / 3.0}
"""Electricity [kW] that a kW takes unless told otherwise: resistance heat, a common chiller."""


@dataclass(frozen=True, eq=False)
class DayFeatures:
    """Columns of the year in kW of electricity."""

    columns: Mapping[str, NDArray[np.float64]]
    """By column name, each of shape (days, steps_per_day); signs as in the profiles."""
    factors: Mapping[str, float]
    """Electricity [kW] that a kW of a quantity is or takes, 1 unless named."""

    @property
    def table(self) -> NDArray[np.float64]:
        """Everything about each day, shape (days, columns * steps_per_day)."""
        return np.concatenate(list(self.columns.values()), axis=1)

    def total(self, *quantities: str) -> NDArray[np.float64]:
        """Sum of some quantities over the buildings [kW], shape (days, steps_per_day)."""
        shape = next(iter(self.columns.values())).shape
        chosen = [c for name, c in self.columns.items() if quantity_of(name) in quantities]
        return np.sum(chosen, axis=0) if chosen else np.zeros(shape)

    def drawn_kw(
        self, building: str, columns: Mapping[str, NDArray[np.float64]]
    ) -> NDArray[np.float64]:
        """What a building with these profiles draws from the grid, storage aside [kW]."""
        return np.maximum(self._net_kw(building, columns, (*_LOADS, *GENERATION)), 0.0)

    def curves_kw(
        self, columns: Mapping[str, NDArray[np.float64]]
    ) -> dict[str, NDArray[np.float64]]:
        """What is bought, made and drawn in each building, in kW of electricity."""
        found: dict[str, NDArray[np.float64]] = {}
        for building in dict.fromkeys(name.rpartition(".")[0] for name in columns):
            found[f"{building} net"] = self._net_kw(building, columns, (*_LOADS, *GENERATION))
            plain = ("electricity_kw", *GENERATION)
            found[f"{building} plain"] = self._net_kw(building, columns, plain)
            for quantity in ("heat_kw", "cold_kw"):
                if f"{building}.{quantity}" in columns:
                    found[f"{building} {quantity}"] = self._net_kw(building, columns, (quantity,))
        return found

    def _net_kw(
        self,
        building: str,
        columns: Mapping[str, NDArray[np.float64]],
        quantities: Sequence[str],
    ) -> NDArray[np.float64]:
        """Loads less generation of a building [kW of electricity]."""
        found = np.zeros_like(next(iter(columns.values())))
        for quantity in quantities:
            if (column := columns.get(f"{building}.{quantity}")) is not None:
                sign = -1.0 if quantity in GENERATION else 1.0
                found += sign * self.factors.get(quantity, 1.0) * column
        return found


def day_features(year: YearProfiles, electricity_per_kw: Mapping[str, float]) -> DayFeatures:
    """Columns on one scale.

    Loads and generation count as the electricity that they are or take. An emission factor counts
    as its relative difference from its mean times the building's mean electricity, a shiftable
    share as the power that it shifts on average: what both are worth at the meter.
    """
    factors = {**ELECTRICITY_PER_KW, **electricity_per_kw}
    found: dict[str, NDArray[np.float64]] = {}
    for name in year.columns:
        values, quantity = year.by_day(name), quantity_of(name)
        if quantity.endswith("_kw"):
            found[name] = values * factors.get(quantity, 1.0)
            continue
        building = name.rpartition(".")[0]
        load = year.columns.get(f"{building}.electricity_kw")
        mean_load = float(load.mean()) if load is not None else 1.0
        mean = float(values.mean()) if quantity == "grid_emission_kg_per_kwh" else 1.0
        found[name] = values * (mean_load / mean if mean > 0 else 0.0)
    return DayFeatures(found, factors)


def quantity_of(column: str) -> str:
    """The part of a column's name that follows the building."""
    return column.rpartition(".")[2]
