"""What the study printed, day by day: tables 2 to 5 of Fontenot et al. 2021."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import cases.feeders

FIGURES = (
    "average_loss_kw",
    "lowest_voltage_pu",
    "travel_pu",
    "squared_travel_pu",
    "cooling_mwh",
    "home_peak_kw",
    "shop_peak_kw",
    "discomfort_c",
)
"""Figures of a day that were printed, under the names that ours have."""


@dataclass(frozen=True)
class PrintedDay:
    """One printed row; what its table leaves out, or copies from another, is missing."""

    feeder: str
    der_share: float
    reactive_support: bool
    control: int
    figures: dict[str, float]
    minutes: float | None
    source: str


def printed_days() -> tuple[PrintedDay, ...]:
    """Every printed day, in the order of the tables."""
    path = Path(cases.feeders.__file__).with_name("published.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            PrintedDay(
                feeder=row["feeder"],
                der_share=float(row["homes_with_der"]),
                reactive_support=row["reactive_support"] == "on",
                control=int(row["control"]),
                figures={name: float(row[name]) for name in FIGURES if row[name]},
                minutes=float(row["minutes"]) if row["minutes"] else None,
                source=row["source"],
            )
            for row in csv.DictReader(file)
        )
