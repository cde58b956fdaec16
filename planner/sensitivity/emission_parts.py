"""Emissions of stored dispatches by what was bought, so that a factor can change without solving.

The figures of a dispatch have all emissions in one sum, and the energy of each kind that was
bought. A part is known where its factor is the same everywhere; one part alone that is not is what
the others leave.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from cases import Case
from cases.schema import DeviceKind
from operation import Indicators

Floats = NDArray[np.float64]

_ENERGY = {"grid": "import_kwh", "gas": "gas_kwh", "heat": "heat_import_kwh"}
"""What is bought, and its figure."""


def separable(case: Case) -> dict[str, bool]:
    """Parts that emit at all, and whether each can be told from the sum."""
    factors = _factors(case)
    emitting = {name: values for name, values in factors.items() if np.any(values)}
    unknown = [name for name, values in emitting.items() if not _uniform(values)]
    return {name: name not in unknown or len(unknown) == 1 for name in emitting}


def emission_parts(case: Case, figures: Sequence[Indicators]) -> dict[str, Floats]:
    """Emissions of dispatches of one day by part [kgCO2 per day], shape (dispatches,) each.

    What cannot be told apart is together under "rest", with what other parts leave.
    """
    factors = _factors(case)
    parts = {
        name: values.flat[0] * np.array([getattr(f, _ENERGY[name]) for f in figures], dtype=float)
        for name, values in factors.items()
        if np.any(values) and _uniform(values)
    }
    rest = np.array([f.emissions_kg for f in figures], dtype=float) - sum(parts.values())
    unknown = [name for name, values in factors.items() if not _uniform(values)]
    return parts | {unknown[0] if len(unknown) == 1 else "rest": rest}


def part_factors(case: Case, other: Case) -> Mapping[str, float]:
    """By how much the emission factors of another case are larger, by part; 1 for the rest."""
    before, after = _factors(case), _factors(other)
    return {name: _ratio(before[name], after[name]) for name in before} | {"rest": 1.0}


def _factors(case: Case) -> dict[str, Floats]:
    """Emission factors wherever something is bought [kgCO2/kWh]."""
    burning = {b for b, device in case.devices if device.kind is DeviceKind.GAS_TO_HEAT}
    gas = [
        building.gas.emission_kg_per_kwh
        for b, building in enumerate(case.buildings)
        if building.gas is not None and b in burning
    ]
    heat = [b.heat_network.emission_kg_per_kwh for b in case.buildings if b.heat_network]
    grid = np.concatenate([s.grid_emission_kg_per_kwh.ravel() for s in case.scenarios])
    return {"grid": grid, "gas": np.array(gas), "heat": np.array(heat)}


def _uniform(values: Floats) -> bool:
    return bool(np.all(values == values.flat[0])) if values.size else True


def _ratio(before: Floats, after: Floats) -> float:
    """Factor between two; where all are scaled alike, that of the largest."""
    if not np.any(before):
        return 1.0
    largest = int(np.argmax(before))
    return float(after[largest] / before[largest])
