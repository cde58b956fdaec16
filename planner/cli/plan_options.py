"""From the text of options to the settings of a plan, every problem told at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from planner.cli.failures import OptionError
from planner.cli.reading import (
    choice_problems,
    least_problems,
    named_numbers,
    solver_name_problems,
    solver_problems,
    solver_settings,
)

if TYPE_CHECKING:
    from planner.planning import PlanSettings


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
    second_opinion: bool = True,
    bound_levels: int = 0,
    front_runs: int = 0,
) -> PlanSettings:
    """Settings of a plan. Raises OptionError with every problem, SolverUnavailable."""
    from algorithms import Preset
    from planner.evaluation import Objective

    problems = least_problems(
        {
            "population": (population, 2),
            "generations": (generations, 1),
            "seed": (seed, 0),
            "patience": (patience, 0),
            "bound-levels": (bound_levels, 0),
            "front-runs": (front_runs, 0),
        }
    )
    if seed >= 2**32:
        problems.append(f"--seed must be below 2^32, not {seed}")
    if not 0 <= min_gain < 1:
        problems.append(f"--min-gain must be a share from 0 to below 1, not {min_gain:g}")
    problems += choice_problems("--algorithm", [algorithm], list(Preset))
    sought, chosen = _goals(objectives, weights, problems)
    problems += solver_name_problems(solver)
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
        second_opinion,
        bound_levels,
        front_runs,
    )


def enumeration_settings(
    *,
    objectives: str,
    weights: str | None,
    solver: str,
    gap: float,
    node_limit: int,
    time_limit: float,
    workers: int | None,
    scheduler: str | None = None,
    screening: bool = True,
    second_opinion: bool = True,
    bound_levels: int = 0,
    front_runs: int = 0,
) -> PlanSettings:
    """Settings of an exact front. Raises OptionError with every problem, SolverUnavailable."""
    problems: list[str] = []
    sought, chosen = _goals(objectives, weights, problems)
    problems += least_problems(
        {
            "node-limit": (node_limit, 1),
            "bound-levels": (bound_levels, 0),
            "front-runs": (front_runs, 0),
        }
    )
    problems += solver_name_problems(solver)
    problems += solver_problems(gap, time_limit, workers, scheduler)
    if problems:
        raise OptionError(problems)
    from planner.enumeration import EnumerationSettings
    from planner.evaluation import Objective
    from planner.planning import PlanSettings

    return PlanSettings(
        EnumerationSettings(tuple(Objective(name) for name in sought), screening),
        replace(solver_settings(solver, gap, time_limit), node_limit=node_limit),
        {Objective(name): weight for name, weight in chosen.items()},
        second_opinion,
        bound_levels,
        front_runs,
    )


def _goals(
    objectives: str, weights: str | None, problems: list[str]
) -> tuple[list[str], dict[str, float]]:
    """Names of the objectives, and the weights of the decision."""
    sought = [name.strip() for name in objectives.split(",")]
    problems += _unknown_objectives("--objectives", sought)
    if len(set(sought)) != len(sought) or len(sought) < 2:
        problems.append(f'--objectives needs two or more different ones, not "{objectives}"')
    if weights is None:
        return sought, dict.fromkeys(sought, 1.0)
    return sought, decision_weights(weights, problems)


def decision_weights(text: str, problems: list[str]) -> dict[str, float]:
    """Weights by name of the objective; what is wrong with them is added to `problems`."""
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

    return choice_problems(option, names, list(Objective))
