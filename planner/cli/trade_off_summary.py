"""Curves of cost against self-consumption, as a terminal shows them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cases.schema import ObjectiveJoin
from planner.cli.output import amount, new_table, percent, say, show, show_table
from planner.trade_offs import choice_row, nothing_to_trade, point_rows

if TYPE_CHECKING:
    from cases import Case
    from operation import Design, TradeOff

Row = dict[str, Any]

MARK = "*"
_NEAR_KWH = 1e-3
"""The choice is a point of the curve if it spills as much, to a watt-hour."""


def show_curves(case: Case, design: Design, curves: Sequence[TradeOff]) -> None:
    """A table for each scenario, and one for all those that have nothing to trade off."""
    built = [f"{name} {value:g}" for name, value in design.named(case).items() if value]
    show(f"{case.name}, {case.configuration.name}")
    show(f"design [kWh, kW]: {', '.join(built) or 'nothing'}")
    show(f"{MARK} the case's own choice: {_join(case)}")
    for curve in curves:
        if curve.points and not nothing_to_trade(curve):
            show()
            show(f"{curve.scenario}: {_prices(curve)}")
            _show_table(case, _labelled(curve))
    flat = [curve for curve in curves if nothing_to_trade(curve)]
    if flat:
        show()
        show("Nothing to trade off: the cheapest dispatch has the most self-consumption, too.")
        rows = [(curve.scenario, point_rows(curve)[0]) for curve in flat]
        _show_table(case, rows, priced=False)
    gaps = [point.gap for curve in curves for point in curve.points]
    if gaps and not any(map(math.isnan, gaps)):
        show(f"proven to a gap of {max(gaps):.0e} at most; the checker accepts every point")


def tell_failures(curves: Sequence[TradeOff]) -> None:
    """What could not be had, and what is not proven to the gap asked for."""
    for curve in curves:
        if not curve.choice.status.accepted:
            what = "cannot be run" if not curve.points else "the case's choice cannot be had"
            say(f"error: {curve.scenario} {what} ({curve.choice.status}):")
            for cause in curve.choice.message.split("; "):
                say(f"  {cause or 'the solver told no reason'}")
        if curve.failed:
            count = "a point" if len(curve.failed) == 1 else f"{len(curve.failed)} points"
            say(f"error: {curve.scenario}: {count} could not be had:")
            for point in curve.failed:
                cap = point.spill_cap_kwh
                where = "the cheapest" if cap is None else f"at most {cap:.4g} kWh spilled"
                say(f"  {where} ({point.status}): {point.message or 'the solver told no reason'}")
        limited = [point for point in curve.points if point.status.value == "limited"]
        if limited:
            worst = max(point.gap for point in limited)
            say(
                f"note: {curve.scenario}: {len(limited)} of {len(curve.points)} points are not "
                f"proven to the gap asked for; the largest gap is {worst:.1e}"
            )


def _join(case: Case) -> str:
    operation = case.operation
    if operation.objective is ObjectiveJoin.WEIGHTED:
        value = operation.self_consumption_value_per_kwh
        return f"weighted, {value:g} {case.currency} for a kWh of self-consumption"
    share = percent(operation.lexicographic_tolerance, 2)
    return f"lexicographic, self-consumption within {share} of the least cost"


def _prices(curve: TradeOff) -> str:
    if not curve.prices_per_kwh:
        return "only one point could be had"
    low, high = min(curve.prices_per_kwh), max(curve.prices_per_kwh)
    between = amount(low, 2) if high - low < 0.005 else f"{amount(low, 2)} to {amount(high, 2)}"
    return f"a kWh more of self-consumption costs {between} {curve.currency}"


def _labelled(curve: TradeOff) -> list[tuple[str, Row]]:
    """Rows with what they are; the choice in its place, or beside the point that it is."""
    rows = point_rows(curve)
    labels = [""] * len(rows)
    labels[0] = "least cost"
    if not curve.failed:
        labels[-1] = "least spilled"
    if curve.choice.report is not None:
        choice = choice_row(curve)
        above = [row["spilled_kwh"] - choice["spilled_kwh"] for row in rows]
        nearest = min(range(len(rows)), key=lambda n: abs(above[n]))
        if abs(above[nearest]) <= _NEAR_KWH:
            labels[nearest] = f"{labels[nearest]} {MARK}".strip()
        else:
            place = sum(difference > 0 for difference in above)
            rows.insert(place, choice)
            labels.insert(place, MARK)
    return list(zip(labels, rows, strict=True))


def _show_table(case: Case, rows: Sequence[tuple[str, Row]], *, priced: bool = True) -> None:
    worn = any(row["wear_cost"] > 0 for _, row in rows)
    headers = [
        f"cost of a day\n{'with wear ' if worn else ''}[{case.currency}]",
        "self-\nconsumption",
        "spilled\n[kWh]",
        "emissions\n[kgCO2]",
        f"a kWh more\n[{case.currency}]",
    ]
    shown = len(headers) - (not priced)
    table = new_table("", *headers[:shown])
    for label, row in rows:
        cells = [
            amount(row["daily_cost"] + row["wear_cost"], 2),
            percent(row["self_consumption"], 2),
            amount(row["spilled_kwh"], 1),
            amount(row["emissions_kg"], 1),
            amount(row["price_to_next_per_kwh"], 3),
        ]
        table.add_row(label, *cells[:shown])
    show_table(table)
