"""From the text of options to settings; every problem is collected before one is told."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from planner.cli.failures import OptionError

if TYPE_CHECKING:
    from operation import SolverSettings
    from planner.planning import PlanSettings

NOTHING = "nothing"
"""A design in a word: nothing installed."""


def solver_settings(
    solver: str, gap: float, time_limit: float, workers: int | None = None
) -> SolverSettings:
    """Solver settings. Raises OptionError with every problem, SolverUnavailable."""
    problems = solver_problems(gap, time_limit, workers)
    if problems:
        raise OptionError(problems)
    from operation import SolverSettings
    from operation.solver import require_solver

    settings = SolverSettings(name=solver, gap=gap, time_limit_seconds=time_limit)
    require_solver(settings)
    return settings


def plan_settings(
    *,
    population: int,
    generations: int,
    seed: int,
    algorithm: str,
    patience: int,
    min_gain: float,
    objectives: str,
    weights: str | None,
    solver: str,
    gap: float,
    time_limit: float,
    workers: int | None,
    scheduler: str | None = None,
    screening: bool = True,
) -> PlanSettings:
    """Settings of a plan. Raises OptionError with every problem, SolverUnavailable."""
    from algorithms import Preset
    from planner.evaluation import Objective

    least = {
        "population": (population, 2),
        "generations": (generations, 1),
        "seed": (seed, 0),
        "patience": (patience, 0),
    }
    problems = [
        f"--{name} must be at least {smallest}, not {value}"
        for name, (value, smallest) in least.items()
        if value < smallest
    ]
    if seed >= 2**32:
        problems.append(f"--seed must be below 2^32, not {seed}")
    if not 0 <= min_gain < 1:
        problems.append(f"--min-gain must be a share from 0 to below 1, not {min_gain:g}")
    presets = [preset.value for preset in Preset]
    if algorithm not in presets:
        problems.append(f'--algorithm "{algorithm}" is not one of: {", ".join(presets)}')
    sought = [name.strip() for name in objectives.split(",")]
    problems += _unknown_objectives("--objectives", sought)
    if len(set(sought)) != len(sought) or len(sought) < 2:
        problems.append(f'--objectives needs two or more different ones, not "{objectives}"')
    chosen = dict.fromkeys(sought, 1.0)
    if weights is not None:
        chosen = _weights(weights, problems)
    problems += solver_problems(gap, time_limit, workers, scheduler)
    if problems:
        raise OptionError(problems)
    from planner.planning import PlanSettings
    from planner.search import SearchSettings

    return PlanSettings(
        SearchSettings(
            population,
            generations,
            seed,
            Preset(algorithm),
            patience,
            min_gain,
            tuple(Objective(name) for name in sought),
            screening=screening,
        ),
        solver_settings(solver, gap, time_limit),
        {Objective(name): weight for name, weight in chosen.items()},
    )


def _weights(text: str, problems: list[str]) -> dict[str, float]:
    chosen = named_numbers("--weights", text, problems)
    problems += _unknown_objectives("--weights", chosen)
    problems += [
        f"--weights: {name} must not be negative" for name, weight in chosen.items() if weight < 0
    ]
    if not any(chosen.values()):
        problems.append("--weights: at least one weight must be above 0")
    return chosen


def _unknown_objectives(option: str, names: Iterable[str]) -> list[str]:
    from planner.evaluation import Objective

    known = [objective.value for objective in Objective]
    return [
        f'{option}: "{name}" is not one of: {", ".join(known)}'
        for name in names
        if name not in known
    ]


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
