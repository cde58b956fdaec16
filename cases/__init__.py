"""What is planned: the case folders, and reading and checking them.

    from cases import read_case
    case = read_case("beijing", "interconnected")

Everything is loaded when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cases.case import Case, Scenario
    from cases.editor_schema import case_schema
    from cases.folder import CaseFolder, read_case, read_case_folder
    from cases.problem import CaseError, Problem
    from cases.shipped import copy_case, shipped_cases
    from cases.year import Year, read_year

__all__ = [
    "Case",
    "CaseError",
    "CaseFolder",
    "Problem",
    "Scenario",
    "Year",
    "case_schema",
    "copy_case",
    "read_case",
    "read_case_folder",
    "read_year",
    "shipped_cases",
]

_HOMES = {
    "Case": "case",
    "CaseError": "problem",
    "CaseFolder": "folder",
    "Problem": "problem",
    "Scenario": "case",
    "Year": "year",
    "case_schema": "editor_schema",
    "copy_case": "shipped",
    "read_case": "folder",
    "read_case_folder": "folder",
    "read_year": "year",
    "shipped_cases": "shipped",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
