"""How other readings of the paper would change the comparison with its printed figures.

    python cases/beijing/compare_readings.py > readings.md

Each reading changes one assumption, the factors are fitted to the independent configuration anew,
and the interconnected one is predicted. Prints a Markdown table; about twenty minutes on two
cores.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))  # so that it runs from a checkout as well

from cases import Case, read_case  # noqa: E402
from cases.beijing.fit_scale_factors import (  # noqa: E402
    fit,
    misfit,
    reference_outcomes,
    with_profiles,
)
from cases.schema import ExportRule, ObjectiveJoin  # noqa: E402

Keys = dict[str, Any]
READINGS: tuple[tuple[str, Keys, Keys, Keys, Keys], ...] = (
    # what is told, and what is changed in operation, meters, storage and hub
    ("as in case.toml", {}, {}, {}, {}),
    ("no export", {}, {"export_limit_kw": 0.0}, {}, {}),
    ("export up to 40 kW", {}, {"export_limit_kw": 40.0}, {}, {}),
    ("export up to 60 kW", {}, {"export_limit_kw": 60.0}, {}, {}),
    ("export up to 100 kW", {}, {"export_limit_kw": 100.0}, {}, {}),
    ("self-consumption worth nothing", {"self_consumption_value_per_kwh": 0.0}, {}, {}, {}),
    ("self-consumption worth 0.30 CNY/kWh", {"self_consumption_value_per_kwh": 0.3}, {}, {}, {}),
    ("cost first, then self-consumption", {"objective": ObjectiveJoin.LEXICOGRAPHIC}, {}, {}, {}),
    ("export rule `meter`", {"export_rule": ExportRule.METER}, {}, {}, {}),
    ("export rule `common`", {"export_rule": ExportRule.COMMON}, {}, {}, {}),
    (
        "storage efficiencies twice, as (6) with (28)",
        {},
        {},
        {"charge_efficiency": 0.92**2, "discharge_efficiency": 0.88**2},
        {},
    ),
    (
        "port efficiencies twice, as (12) with (28)",
        {},
        {},
        {},
        {"input_efficiency": 0.95**2, "output_efficiency": 0.95**2},
    ),
)


class Reading:
    """The case with some keys changed; a class, so that it can be sent to a process."""

    def __init__(self, operation: Keys, grid: Keys, storage: Keys, hub: Keys) -> None:
        self._operation, self._grid = operation, grid
        self._storage, self._hub = storage, hub

    def __call__(self, case: Case) -> Case:
        buildings = tuple(
            b.model_copy(update={"grid": b.grid.model_copy(update=self._grid)})
            for b in case.buildings
        )
        return replace(
            case,
            operation=case.operation.model_copy(update=self._operation),
            buildings=buildings,
            storage_types=tuple(t.model_copy(update=self._storage) for t in case.storage_types),
            hubs=tuple(h.model_copy(update=self._hub) for h in case.hubs),
        )


def upkeep_per_day(case: Case) -> float:
    """Maintenance of storage and device of the reference design, per day. [CNY]"""
    reference = case.configuration.reference
    assert reference is not None
    storage = sum(
        kind.om_per_kwh_year * reference.storage_kwh[site.name]
        for site, kind in zip(case.storage, case.storage_types, strict=True)
    )
    hubs = sum(hub.om_per_kw_year * reference.fid_kw[hub.name] for hub in case.hubs)
    return (storage + hubs) / 365


def row(number: int) -> str:
    """A line of the table for one reading."""
    name, *keys = READINGS[number]
    change = Reading(*keys)
    scale = fit(change)
    cells = [name]
    found = {}
    for configuration in ("independent", "interconnected"):
        case = with_profiles(change(read_case(HERE, configuration)), scale)
        found[configuration] = [o.indicators for o in reference_outcomes(case)]
        if configuration == "independent":
            cells.append(f"{abs(misfit(case)).max():.1%}")
    for alone, joined in zip(found["independent"], found["interconnected"], strict=True):
        cells += [
            f"{joined.self_consumption:.1%}",
            f"{joined.daily_cost / alone.daily_cost - 1:+.1%}",
            f"{joined.emissions_kg / alone.emissions_kg - 1:+.1%}",
        ]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Print the table, and what maintenance in the daily cost would change."""
    head = ["reading", "misfit", "summer SCR", "cost", "emissions", "winter SCR", "cost"]
    print(f"| {' | '.join([*head, 'emissions'])} |\n|{'---|' * 8}")
    print("| *printed* | | 96.2% | -8.8% | -10.2% | about 100% | +6.7% | -1.7% |")
    with ProcessPoolExecutor(2) as pool:
        for line in pool.map(row, range(len(READINGS))):
            print(line, flush=True)
    upkeep = [upkeep_per_day(read_case(HERE, name)) for name in ("independent", "interconnected")]
    print(
        f"\nMaintenance a day: {upkeep[0]:.0f} CNY independent, {upkeep[1]:.0f} CNY interconnected."
    )


if __name__ == "__main__":
    main()
