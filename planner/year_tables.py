"""A run through a year as figures and data frames, units in every header."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from cases import Case
from operation import DispatchOutcome, Indicators
from planner.evaluation import Evaluation
from planner.tables import dispatch_table
from planner.year_check import YearCheck, YearFigure, operating_cost

if TYPE_CHECKING:
    import pandas as pd

_ENERGIES = {
    "demand_kwh": "electricity used",
    "available_kwh": "PV and wind available",
    "import_kwh": "electricity bought",
    "export_kwh": "electricity sold",
    "curtailed_kwh": "PV and wind curtailed",
    "gas_kwh": "gas",
    "heat_import_kwh": "heat bought",
}


def year_figures(check: YearCheck) -> tuple[YearFigure, ...]:
    """Figures of 365 days by typical days and through the year; those of nothing are left out."""
    money, sides = check.case.currency, (check.typical, check.through)
    cases = (check.case, check.year_case)
    costs = [operating_cost(case, side) for case, side in zip(cases, sides, strict=True)]
    found = [
        YearFigure("operating cost a year", money, *costs),
        YearFigure(
            f"lifecycle cost, {check.case.economics.horizon_years} years",
            money,
            *(side.lifecycle_cost for side in sides),
        ),
        YearFigure("emissions a year", "kgCO2", *(side.annual_emissions_kg for side in sides)),
        YearFigure("self-consumption", "", *(side.self_consumption for side in sides)),
        YearFigure("self-sufficiency", "", *(side.self_sufficiency for side in sides)),
    ]
    for key, label in _ENERGIES.items():
        totals = [_total(case, side, key) for case, side in zip(cases, sides, strict=True)]
        if any(total > 0.5 for total in totals):
            found.append(YearFigure(label, "kWh", *totals))
    return tuple(found)


def months_table(check: YearCheck) -> pd.DataFrame:
    """A row per month of the year's file; costs in the case's currency."""
    import pandas as pd

    months = list(dict.fromkeys(date.isoformat()[:7] for date in check.year.dates))
    rows = []
    for month in months:
        outcomes = [o for o in check.outcomes if o.scenario.startswith(month)]
        rows.append({"month": month, "days": len(outcomes), **_totals(outcomes)})
    return pd.DataFrame(rows)


def days_table(check: YearCheck) -> pd.DataFrame:
    """A row per day: status, figures, and what is stored at its end."""
    import pandas as pd

    rows = []
    for day, outcome in zip(check.year.days, check.outcomes, strict=True):
        row: dict[str, Any] = {"date": day.name, "season": day.season}
        row["status"] = outcome.status.value
        totals = _totals([outcome])
        del totals["failed_days"]
        row |= {**totals, "gap": outcome.gap}
        y = outcome.dispatch
        for s, site in enumerate(check.case.storage):
            row[f"{site.name}.stored_at_end_kwh"] = y.stored_kwh[-1, s] if y else math.nan
        row["note"] = outcome.message
        rows.append(row)
    return pd.DataFrame(rows)


def steps_table(check: YearCheck) -> pd.DataFrame:
    """A row per step of every day that was run."""
    return dispatch_table(check.year_case, check.outcomes).rename(columns={"scenario": "date"})


def stored_share(check: YearCheck) -> Any:
    """What is stored in all sites together, as a share of their capacity; shape (days, steps).

    nan on days that were not run, and where there is no storage.
    """
    steps, capacity = check.year.days[0].steps, sum(check.design.storage_kwh)
    rows = [
        np.full(steps, math.nan) if o.dispatch is None else o.dispatch.stored_kwh[1:].sum(axis=1)
        for o in check.outcomes
    ]
    return np.array(rows) / (capacity or math.nan)


def _total(case: Case, evaluation: Evaluation, key: str) -> float:
    if not evaluation.accepted:
        return math.nan
    return math.fsum(
        scenario.days_per_year * float(getattr(given.indicators, key))
        for scenario, given in zip(case.scenarios, evaluation.scenarios, strict=True)
    )


def _totals(outcomes: Sequence[DispatchOutcome]) -> dict[str, Any]:
    """Sums over days that were run; nan where none was."""
    known: list[Indicators] = [o.indicators for o in outcomes if o.status.accepted]

    def total(key: str) -> float:
        return math.fsum(getattr(figure, key) for figure in known) if known else math.nan

    available, demand = total("available_kwh"), total("demand_kwh")
    used_here = available - total("curtailed_kwh") - total("export_kwh")
    return {
        "operating_cost": total("purchase_cost") - total("sales_revenue"),
        "emissions_kg": total("emissions_kg"),
        "self_consumption": used_here / available if available > 0 else 1.0 if known else math.nan,
        "self_sufficiency": used_here / demand if demand > 0 else 1.0 if known else math.nan,
        **{key: total(key) for key in _ENERGIES},
        "failed_days": len(outcomes) - len(known),
    }
