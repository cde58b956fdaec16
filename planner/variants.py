"""Runs of one case by what was varied: the same settings, other seeds, are one variant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from planner.enumeration import EnumerationSettings
from planner.kept_run import KeptRun

EXACT = "exact"
"""Label of enumerations."""
_NO_VARIANT = ("seed", "objectives", "algorithm")


def variants(runs: Sequence[KeptRun]) -> dict[str, list[KeptRun]]:
    """Runs by label, in the order in which the variants come first.

    A label is the algorithm, and every other setting in which the runs differ.
    """
    varied = _varied([_settings(run) for run in runs])
    groups: dict[str, list[KeptRun]] = {}
    for run in runs:
        groups.setdefault(_label(run, varied), []).append(run)
    return groups


def incomparable(runs: Sequence[KeptRun]) -> list[str]:
    """Why runs do not compare with the first one, or say nothing new; empty if they do."""
    first, problems = runs[0], []
    for place, run in enumerate(runs[1:], 1):
        if run.case.digest != first.case.digest:
            problems.append(
                f"{run.path} is a run of {_case_words(run)}, not of what {first.path} planned, "
                f"{_case_words(first)}, to the byte: name runs of one case"
            )
        elif set(run.settings.search.objectives) != set(first.settings.search.objectives):
            problems.append(
                f"{run.path} has other objectives than {first.path}: name runs with the same ones"
            )
        for earlier in runs[:place]:
            if run.case.digest == earlier.case.digest and _alike(run, earlier):
                problems.append(
                    f"{run.path} has the settings and the seed of {earlier.path}, so it is the "
                    "same run: leave one out"
                )
    return problems


def _alike(one: KeptRun, other: KeptRun) -> bool:
    settings = ((run.settings.search, run.settings.solver) for run in (one, other))
    first, second = settings
    return first == second


def _settings(run: KeptRun) -> dict[str, Any]:
    """What a run was searched with, by name; nothing of the search for an enumeration."""
    search = run.settings.search
    found = {} if isinstance(search, EnumerationSettings) else asdict(search)
    for name, value in asdict(run.settings.solver).items():
        found["solver" if name == "name" else f"solver {name}"] = value
    return {name: value for name, value in found.items() if name not in _NO_VARIANT}


def _varied(settings: Sequence[dict[str, Any]]) -> list[str]:
    """Names of settings that have more than one value, in the order of the settings."""
    names = dict.fromkeys(name for each in settings for name in each)
    return [name for name in names if len({s[name] for s in settings if name in s}) > 1]


def _label(run: KeptRun, varied: Sequence[str]) -> str:
    search, settings = run.settings.search, _settings(run)
    algorithm = EXACT if isinstance(search, EnumerationSettings) else search.algorithm.value
    told = [f"{name.replace('_', ' ')} {settings[name]}" for name in varied if name in settings]
    return ", ".join([algorithm, *told])


def _case_words(run: KeptRun) -> str:
    return f"{run.case.name}, {run.case.configuration.name}"
