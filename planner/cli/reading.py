"""From the text of options to settings; every problem is collected before one is told."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from planner.cli.failures import OptionError

if TYPE_CHECKING:
    from operation import SolverSettings

NOTHING = "nothing"
"""A design in a word: nothing installed."""


def solver_settings(
    solver: str, gap: float, time_limit: float, workers: int | None = None
) -> SolverSettings:
    """Solver settings. Raises OptionError with every problem, SolverUnavailable."""
    problems = solver_problems(gap, time_limit, workers) + solver_name_problems(solver)
    if problems:
        raise OptionError(problems)
    from operation import SolverSettings
    from operation.solver import require_solver

    settings = SolverSettings(name=solver, gap=gap, time_limit_seconds=time_limit)
    require_solver(settings)
    return settings


def solver_name_problems(solver: str) -> list[str]:
    """What is wrong with a solver's name; whether that solver is here is another question."""
    from operation.solver import known_solvers

    known = known_solvers()
    taken = {name.casefold() for name in known}
    return [] if solver.casefold() in taken else choice_problems("--solver", [solver], known)


def solver_problems(
    gap: float, time_limit: float, workers: int | None, scheduler: str | None = None
) -> list[str]:
    """What is wrong with the numbers that a solver is given, and with who shares the work."""
    problems = []
    if not 0 <= gap < 1:
        problems.append(f"--gap must be a share from 0 to below 1, for example 0.001, not {gap:g}")
    if not (time_limit > 0 and math.isfinite(time_limit)):
        problems.append(f"--time-limit must be a number of seconds above 0, not {time_limit:g}")
    return problems + workers_problems(workers, scheduler)


def workers_problems(workers: int | None, scheduler: str | None = None) -> list[str]:
    """What is wrong with the number of workers, or with the scheduler that has others."""
    problems = []
    if workers is not None and workers < 1:
        problems.append(f"--workers must be at least 1, not {workers}")
    if scheduler is None:
        return problems
    from planner.dask.address import address_problem

    if problem := address_problem(scheduler):
        problems.append(f"--scheduler: {problem}")
    if workers is not None:
        problems.append(
            f"--workers {workers} and --scheduler {scheduler} exclude each other: leave out "
            "--workers, for the scheduler has its own"
        )
    return problems


def choice_problems(option: str, names: Iterable[str], known: Sequence[str]) -> list[str]:
    """What is wrong with names that must be known ones, with the nearest that is."""
    from cases.problem import did_you_mean, shortened

    return [
        f'{option}: "{shortened(name)}" is not known. {did_you_mean(name, known)}'
        for name in names
        if name not in known
    ]


def least_problems(least: Mapping[str, tuple[int, int]]) -> list[str]:
    """What is wrong with whole numbers, (value, smallest) by option."""
    return [
        f"--{name} must be at least {smallest}, not {value}"
        for name, (value, smallest) in least.items()
        if value < smallest
    ]


def design_capacities(option: str, text: str) -> dict[str, float]:
    """Capacities of a design, "shared=500,link=200" or "nothing". Raises OptionError."""
    problems: list[str] = []
    if text.strip() in ("", NOTHING):
        return {}
    capacities = named_numbers(option, text, problems)
    if problems:
        raise OptionError(problems)
    return capacities


def configured_designs(texts: list[str]) -> Mapping[str, Mapping[str, float]]:
    """Designs by configuration, "independent:home_battery=600" each. Raises OptionError."""
    designs: dict[str, Mapping[str, float]] = {}
    problems: list[str] = []
    for text in texts:
        name, colon, capacities = text.partition(":")
        name = name.strip()
        if not colon:
            problems.append(
                f'--design "{text}": write CONFIGURATION:NAME=NUMBER,..., '
                "for example independent:home_battery=600"
            )
        elif name in designs:
            problems.append(f'--design: configuration "{name}" is given twice')
        elif capacities.strip() in ("", NOTHING):
            designs[name] = {}
        else:
            designs[name] = named_numbers("--design", capacities, problems)
    if problems:
        raise OptionError(problems)
    return designs


def named_numbers(option: str, text: str, problems: list[str]) -> dict[str, float]:
    """Numbers by name from "a=1,b=2"; what cannot be read is added to `problems`."""
    found: dict[str, float] = {}
    for part in text.split(","):
        name, equals, number = (piece.strip() for piece in part.partition("="))
        try:
            value = float(number)
        except ValueError:
            value = math.nan
        if not (name and equals and math.isfinite(value)):
            problems.append(f'{option}: "{part.strip()}" is not NAME=NUMBER')
        elif name in found:
            problems.append(f'{option}: "{name}" is given twice')
        else:
            found[name] = value
    return found
