"""A design: the capacities that the upper level has chosen."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.problem import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cases import Case


class DesignError(ValueError):
    """A design that does not belong to the case; `problems` says what to write instead."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problems))


@dataclass(frozen=True, order=True)
class Design:
    """Capacities, in the order of the case's `storage` and `rating_names`."""

    storage_kwh: tuple[float, ...]
    fid_kw: tuple[float, ...]

    @staticmethod
    def nothing(case: Case) -> Design:
        """Nothing installed."""
        return Design((0.0,) * len(case.storage), (0.0,) * len(case.rating_names))

    @staticmethod
    def from_names(case: Case, capacities: Mapping[str, float]) -> Design:
        """Design from {storage site or rating: kWh or kW}; what is not named is not built.

        Raises DesignError for unknown names, capacities below zero or above the case's maximum.
        """
        names = column_names(case)
        upper = column_maxima(case)
        problems = [
            f'"{name}" is neither a storage site nor an FID rating of configuration '
            f'"{case.configuration.name}". {did_you_mean(name, names) or "Remove it."}'
            for name in capacities
            if name not in names
        ]
        values = [float(capacities.get(name, 0.0)) for name in names]
        split = len(case.storage)
        units = ["kWh"] * split + ["kW"] * (len(names) - split)
        problems += [
            f"{name} = {value:g} is outside 0 to {maximum:g} {unit}, the limits in case.toml"
            for name, value, maximum, unit in zip(names, values, upper, units, strict=True)
            if not 0 <= value <= maximum
        ]
        if problems:
            raise DesignError(problems)
        return Design(tuple(values[:split]), tuple(values[split:]))

    @property
    def values(self) -> tuple[float, ...]:
        """All capacities, storage first."""
        return self.storage_kwh + self.fid_kw

    def named(self, case: Case) -> dict[str, float]:
        """Capacities by name, storage first."""
        return dict(zip(column_names(case), self.values, strict=True))


def column_names(case: Case) -> tuple[str, ...]:
    """Names of a design's capacities: storage sites, then FID ratings."""
    return tuple(site.name for site in case.storage) + case.rating_names


def column_maxima(case: Case) -> tuple[float, ...]:
    """Largest capacities (26)-(27) [kWh and kW], in the order of `column_names`."""
    return tuple(site.capacity_max_kwh for site in case.storage) + tuple(
        case.hubs[h].rating_max_kw for h in case.rating_hubs
    )


def column_modules(case: Case) -> tuple[float, ...]:
    """Module sizes [kWh and kW], 0 where any capacity is possible."""
    return tuple(site.module_kwh for site in case.storage) + tuple(
        case.hubs[h].module_kw for h in case.rating_hubs
    )


def largest_capacities(case: Case) -> tuple[float, ...]:
    """Largest capacities that can be built: whole modules where there are such [kWh and kW]."""
    pairs = zip(column_maxima(case), column_modules(case), strict=True)
    return tuple(
        math.floor(most / module + 1e-9) * module if module > 0 else most for most, module in pairs
    )
