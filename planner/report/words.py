"""Numbers and designs as people say them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from cases import Case
from operation import Design, Status
from operation.design import column_names
from planner.evaluation import Objective

UNKNOWN = "not known"
EACH_NAMED = 4
"""More storages or FIDs than these are told as a sum or a range."""

STATUS_WORDS = {
    Status.OPTIMAL: "solved to the gap asked for",
    Status.LIMITED: "stopped at a limit with a usable dispatch",
    Status.INFEASIBLE: "infeasible",
    Status.UNBOUNDED: "unbounded",
    Status.NO_SOLUTION: "ended by the solver without a dispatch",
    Status.SOLVER_ERROR: "lost to a solver error",
    Status.REJECTED: "refused by the independent checker",
}
"""What became of a design, after "designs"."""

OBJECTIVE_WORDS = {
    Objective.LIFECYCLE_COST: "lifecycle cost",
    Objective.ANNUAL_EMISSIONS: "annual emissions",
    Objective.SELF_CONSUMPTION: "self-consumption",
    Objective.DAILY_COST: "daily cost",
}


def number(value: float, digits: int = 0) -> str:
    """Number with thousands separated; never a negative zero."""
    if not math.isfinite(value):
        return UNKNOWN
    text = f"{value:,.{digits}f}"
    return text[1:] if text.startswith("-") and not text.strip("-0.,") else text


def money(value: float, currency: str) -> str:
    """Amount with its currency, in millions from a million on."""
    if abs(value) >= 1e6:
        return f"{number(value / 1e6, 2)} million {currency}"
    return f"{number(value, 0 if abs(value) >= 1000 else 2)} {currency}"


def tonnes(value_kg: float) -> str:
    """Tonnes of CO2 of a mass in kg."""
    t = value_kg / 1000
    return f"{number(t, 0 if abs(t) >= 1000 else 1 if abs(t) >= 10 else 3)} tCO2"


def percent(share: float, digits: int = 1) -> str:
    """Share as percent."""
    return f"{number(100 * share, digits)} %" if math.isfinite(share) else UNKNOWN


def small(value: float) -> str:
    """A gap or residual: two digits of whatever magnitude."""
    return f"{value:.1e}" if math.isfinite(value) else UNKNOWN


def kilo(value: float) -> str:
    """A capacity, without digits that say nothing."""
    return f"{value:,.10g}" if value == round(value) else f"{value:,.1f}"


def counted(count: int, singular: str, plural: str | None = None) -> str:
    """Count with its noun."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def joined(parts: Sequence[str]) -> str:
    """Parts as an English list."""
    if len(parts) < 3:
        return " and ".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def design_words(case: Case, design: Design) -> str:
    """What a design builds, such as "500 kWh storage at link and a 160 kW FID"."""
    parts = _storage_words(case, design) + _fid_words(case, design)
    return joined(parts) if parts else "nothing"


def _storage_words(case: Case, design: Design) -> list[str]:
    places = [site.at for site in case.storage]
    built = [
        (site, kwh) for site, kwh in zip(case.storage, design.storage_kwh, strict=True) if kwh > 0
    ]
    if len(built) > EACH_NAMED:
        total = kilo(math.fsum(kwh for _, kwh in built))
        return [f"{total} kWh storage in {len(built)} places"]
    return [
        f"{kilo(kwh)} kWh storage at {site.at}"
        + (f" ({site.name})" if places.count(site.at) > 1 else "")
        for site, kwh in built
    ]


def _fid_words(case: Case, design: Design) -> list[str]:
    ratings = zip(case.rating_names, design.fid_kw, strict=True)
    built = [(name, kw) for name, kw in ratings if kw > 0]
    if len(built) > EACH_NAMED:
        values = [kw for _, kw in built]
        return [f"{len(built)} FID ratings of {kilo(min(values))} to {kilo(max(values))} kW"]
    several = len(case.rating_names) > 1
    return [
        f"{_article(kilo(kw))} {kilo(kw)} kW FID{f' {name}' if several else ''}"
        for name, kw in built
    ]


def _article(spoken: str) -> str:
    leading = spoken.replace(".", ",").split(",")[0]
    return "an" if leading.startswith("8") or leading in ("11", "18") else "a"


def capacity_labels(case: Case, design: Design, most: int = 4) -> list[str]:
    """Capacities that are built, a short line each; the last says how many more there are."""
    units = ["kWh"] * len(case.storage) + ["kW"] * len(case.rating_names)
    lines = [
        f"{name} {kilo(value)} {unit}"
        for name, value, unit in zip(column_names(case), design.values, units, strict=True)
        if value > 0
    ]
    if len(lines) > most:
        lines = [*lines[: most - 1], f"and {len(lines) - most + 1} more"]
    return lines or ["nothing installed"]
