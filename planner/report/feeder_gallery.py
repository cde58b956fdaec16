"""Which figures a feeder check has, each with its file name and description."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from matplotlib.axes import Axes

from operation.dispatch import Dispatch
from planner.feeder.check import FeederCheck
from planner.feeder.check_ways import Way, ways
from planner.report.feeder_figures import (
    losses_figure,
    outside_figure,
    port_discs_figure,
    port_powers_figure,
    stress_figure,
    voltages_figure,
)
from planner.report.gallery import Picture

DAYS_DRAWN = 3
"""Of more typical days than these, those nearest to the limits are drawn."""


def drawn_days(check: FeederCheck) -> tuple[str, ...]:
    """Names of the typical days that are drawn, in the case's order."""
    nearest = np.argsort([_room(check, n) for n in range(len(check.case.scenarios))], kind="stable")
    return tuple(check.case.scenarios[n].name for n in sorted(nearest[:DAYS_DRAWN].tolist()))


def feeder_gallery(check: FeederCheck, planned: Sequence[Dispatch]) -> Iterator[Picture]:
    """Figures of a check; `planned` are the dispatches that were checked."""
    days = drawn_days(check)
    for day in days:
        yield from _of_day(check, planned, day)
    if check.stressed:
        yield from _of_stress(check, days)


def _room(check: FeederCheck, number: int) -> float:
    """How far voltages of a typical day stay inside the band; below zero they are outside."""
    limits, known = check.connection.limits, ways(check)
    flows = [known[way].flows[number] for way in (Way.PLANNED, Way.OPERATED) if way in known]
    voltages = np.concatenate([flow.voltage_pu.ravel() for flow in flows])
    if np.isnan(voltages).any():
        return -np.inf
    return float(min(voltages.min() - limits.low_pu, limits.high_pu - voltages.max()))


def _of_day(check: FeederCheck, planned: Sequence[Dispatch], day: str) -> Iterator[Picture]:
    for way in (Way.PLANNED, Way.OPERATED):
        if way not in ways(check):
            continue

        def voltages(way: Way = way) -> Axes:
            return voltages_figure(check, day, way)

        yield Picture(
            f"voltages_{way.value}_{day}",
            day,
            f"Voltages of all buses {way.words} in {day}, step by step; those outside the band are "
            "hatched. The numbers are in feeder/voltages.csv.",
            voltages,
        )
    yield Picture(
        f"losses_{day}",
        day,
        f"Power lost in the lines of the feeder in {day}, step by step. The numbers are in "
        "feeder/losses.csv.",
        lambda: losses_figure(check, day),
    )
    if any(check.design.fid_kw):
        yield Picture(
            f"ports_{day}",
            day,
            f"Power that every port gives in {day}, and its share of the rating. The numbers are "
            "in feeder/ports.csv.",
            lambda: port_powers_figure(check, planned, day),
        )
        yield Picture(
            f"discs_{day}",
            day,
            f"Active and reactive power of every port in {day}, a dot a step, within the disc of "
            "its rating. The numbers are in feeder/ports.csv.",
            lambda: port_discs_figure(check, planned, day),
        )


def _of_stress(check: FeederCheck, days: Sequence[str]) -> Iterator[Picture]:
    high = check.connection.limits.high_pu
    above = any(bool((day.highest_pu > high).any()) for day in check.stressed)
    for stem, highest in (("lowest", False), ("highest", True)):
        if highest and not above:
            continue

        def voltages(highest: bool = highest) -> Axes:
            return stress_figure(check, days, highest=highest)

        yield Picture(
            f"stress_{stem}",
            "",
            f"How the {stem} voltage of days with wrong forecasts is distributed. The numbers are "
            "in feeder/stress.csv.",
            voltages,
        )
    for stressed in check.stressed:
        if stressed.scenario in days and stressed.outside:

            def outside(day: str = stressed.scenario) -> Axes:
                return outside_figure(check, day)

            yield Picture(
                f"outside_{stressed.scenario}",
                stressed.scenario,
                "In what share of the days with wrong forecasts a bus is outside the band, by bus "
                f"and step of {stressed.scenario}.",
                outside,
            )
