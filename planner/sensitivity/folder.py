"""The folder of an analysis: tables, figures and a record, all of them or none."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.run_folder import json_text, write_text
from planner.sensitivity.choice import CLEARLY
from planner.sensitivity.sampling import QUANTILES, Sampling
from planner.store import StoreError
from planner.year_folder import require_new

if TYPE_CHECKING:
    import pandas as pd

    from planner.sensitivity.analysis import Sensitivities
    from planner.sensitivity.break_even import BreakEven, PriceRange
    from planner.sensitivity.inputs import UncertainInput

_SAMPLED = ("lifecycle_cost", "annual_emissions_kg", "saving", "emissions_saving_kg")


def write_sensitivities(found: Sensitivities, path: Path) -> tuple[str, ...]:
    """Write an analysis into a new or empty folder; names of its files. Raises StoreError."""
    require_new(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}-") as made:
            whole = Path(made) / "whole"
            whole.mkdir()
            _write(found, whole)
            names = sorted(file.name for file in whole.iterdir())
            if path.exists():
                path.rmdir()
            whole.rename(path)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error}") from error
    return tuple(names)


def _write(found: Sensitivities, folder: Path) -> None:
    from planner.report.saving import save_figure
    from planner.report.sensitivity_figures import Measure, sampling_figure, tornado_figure

    tables: dict[str, pd.DataFrame] = {
        "tornado.csv": found.tornado_table,
        "break_even.csv": found.break_even_table,
    }
    if found.sampling is not None:
        tables["samples.csv"] = found.samples_table
    for name, table in tables.items():
        write_text(folder / name, table.to_csv(index=False, float_format="%.10g"))
    write_text(folder / "sensitivity.json", json_text(sensitivity_record(found)))
    for measure in Measure:
        save_figure(tornado_figure(found, measure), folder / f"tornado_{measure.value}")
    if found.sampling is not None:
        save_figure(sampling_figure(found), folder / "samples")


def sensitivity_record(found: Sensitivities) -> dict[str, Any]:
    """An analysis as plain data, None for what is not a finite number."""
    record: dict[str, Any] = _finite(
        {
            "case": found.case.name,
            "configuration": found.case.configuration.name,
            "currency": found.case.currency,
            "design": found.chosen.design.named(found.case),
            "stays_within_membership_loss": found.rule.alike,
            "clearly_better_from_membership_loss": CLEARLY,
            "base": {**asdict(found.base.choice), "chosen": found.chosen.design.named(found.case)},
            "inputs": [_input_record(bar.input) for bar in found.bars],
            "tornado": found.tornado_table.to_dict(orient="records"),
            "break_even": [_break_even_record(found, even) for even in found.break_evens],
            "sampling": _sampling_record(found, found.sampling) if found.sampling else None,
            "priced_designs": found.stored,
            "solved_designs": [design.named(found.case) for design in found.designs],
            "evaluations": found.solved,
            "failed": list(found.failed),
        }
    )
    return record


def _input_record(item: UncertainInput) -> dict[str, Any]:
    names = ("name", "words", "base", "low", "high", "solved")
    return {name: getattr(item, name) for name in names} | {"scale": item.scale.value}


def _break_even_record(found: Sensitivities, even: BreakEven) -> dict[str, Any]:
    without = even.best_without
    return {
        "input": even.input.name,
        "price": even.price,
        "price_per": even.unit,
        "ranges": _range_records(found, even.ranges),
        "clear_ranges": _range_records(found, even.clear_ranges),
        "pays_against_nothing_up_to_factor": even.against_nothing,
        "pays_against_best_without_up_to_factor": even.against_best,
        "best_without": without.named(found.case) if without is not None else None,
    }


def _range_records(found: Sensitivities, ranges: Sequence[PriceRange]) -> list[dict[str, Any]]:
    return [
        {
            "from_factor": part.low,
            "to_factor": part.high,
            "stays": part.stays,
            "design": part.design.named(found.case),
        }
        for part in ranges
    ]


def _sampling_record(found: Sensitivities, sampling: Sampling) -> dict[str, Any]:
    return {
        "seed": sampling.seed,
        "samples": len(sampling.samples),
        "possible": sampling.possible,
        "compared": sampling.compared,
        "solved": sampling.solved,
        "stays": sampling.stays,
        "runs": sampling.runs,
        "saves_cost": sampling.saves_cost,
        "saves_emissions": sampling.saves_emissions,
        "saves_both": sampling.saves_both,
        "wins": [
            {"share": share, "design": design.named(found.case)} for design, share in sampling.wins
        ],
        "quantiles": {
            name: dict(zip(map(str, QUANTILES), sampling.quantiles(name), strict=True))
            for name in _SAMPLED
        },
    }


def _finite(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
