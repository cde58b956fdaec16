"""Settings of a plan as plain data, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from algorithms import Preset
from operation import SolverSettings
from planner.enumeration import EnumerationSettings
from planner.evaluation import Objective
from planner.search import SearchSettings

if TYPE_CHECKING:
    from planner.planning import PlanSettings


class Method(StrEnum):
    """How a run looks for its front."""

    SEARCH = "search"
    ENUMERATION = "enumeration"


def settings_record(settings: PlanSettings) -> dict[str, Any]:
    """Settings as plain data."""
    return {
        "search": {"method": _method(settings.search).value, **asdict(settings.search)},
        "solver": asdict(settings.solver),
        "weights": {objective.value: weight for objective, weight in settings.weights.items()},
        "second_opinion": settings.second_opinion,
        "bound_levels": settings.bound_levels,
        "front_runs": settings.front_runs,
    }


def settings_from(record: Mapping[str, Any]) -> PlanSettings:
    """Settings from their plain form."""
    from planner.planning import PlanSettings

    return PlanSettings(
        _search_from(record["search"]),
        SolverSettings(**record["solver"]),
        {Objective(name): weight for name, weight in record["weights"].items()},
        # runs from before there were these get them when they are resumed
        record.get("second_opinion", PlanSettings.second_opinion),
        record.get("bound_levels", PlanSettings.bound_levels),
        record.get("front_runs", PlanSettings.front_runs),
    )


def _method(search: SearchSettings | EnumerationSettings) -> Method:
    return Method.ENUMERATION if isinstance(search, EnumerationSettings) else Method.SEARCH


def _search_from(record: Mapping[str, Any]) -> SearchSettings | EnumerationSettings:
    values = {name: value for name, value in record.items() if name != "method"}
    values["objectives"] = tuple(Objective(name) for name in values["objectives"])
    # runs from before there was a choice have no method
    if record.get("method") == Method.ENUMERATION:
        return EnumerationSettings(**values)
    return SearchSettings(**{**values, "algorithm": Preset(values["algorithm"])})
