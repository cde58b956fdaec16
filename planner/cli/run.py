"""clusterflex run: plan a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.failures import told
from planner.cli.options import (
    BOUND_LEVELS,
    FRONT_RUNS,
    GAP,
    OBJECTIVES,
    SEARCH,
    SOLVER,
    TIME_LIMIT,
    AsJson,
    BoundLevels,
    CaseName,
    ConfigurationName,
    FrontRuns,
    Gap,
    NoCache,
    Objectives,
    Scheduler,
    Screening,
    SecondOpinion,
    Solver,
    TimeLimit,
    Weights,
    Workers,
)

if TYPE_CHECKING:
    from cases import Case


def run(
    case: CaseName,
    folder: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="DIR",
            help="New or empty folder of the run.",
            show_default="runs/<case>-<configuration>-seed<seed>",
        ),
    ] = None,
    configuration: ConfigurationName = None,
    population: Annotated[
        int, typer.Option(help="Designs in a generation.", rich_help_panel=SEARCH)
    ] = 40,
    generations: Annotated[
        int, typer.Option(help="Generations at most.", rich_help_panel=SEARCH)
    ] = 25,
    seed: Annotated[
        int,
        typer.Option(
            help="Of the random numbers; the same seed gives the same result.",
            rich_help_panel=SEARCH,
        ),
    ] = 1,
    patience: Annotated[
        int,
        typer.Option(
            help="Stop once so many generations added less than --min-gain to the hypervolume "
            "of the front; 0: never.",
            rich_help_panel=SEARCH,
        ),
    ] = 0,
    min_gain: Annotated[
        float,
        typer.Option(help="A share of the hypervolume; see --patience.", rich_help_panel=SEARCH),
    ] = 1e-3,
    screening: Screening = True,
    bound_levels: BoundLevels = BOUND_LEVELS,
    second_opinion: SecondOpinion = True,
    front_runs: FrontRuns = FRONT_RUNS,
    workers: Workers = None,
    scheduler: Scheduler = None,
    algorithm: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="glnsga2, nsga2 (pymoo's), or paper (as the source prints it).",
            rich_help_panel=SEARCH,
        ),
    ] = "glnsga2",
    solver: Solver = SOLVER,
    gap: Gap = GAP,
    time_limit: TimeLimit = TIME_LIMIT,
    objectives: Objectives = OBJECTIVES,
    weights: Weights = None,
    no_cache: NoCache = False,
    as_json: AsJson = False,
) -> None:
    """Example: clusterflex run beijing --configuration interconnected -o runs/first

    Search storage and FID capacities, choose a compromise, and write tables, pictures and report.
    """
    with told(as_json):
        from planner.cli.plan_options import plan_settings

        settings = plan_settings(
            population=population,
            generations=generations,
            seed=seed,
            algorithm=algorithm,
            patience=patience,
            min_gain=min_gain,
            objectives=objectives,
            weights=weights,
            solver=solver,
            gap=gap,
            time_limit=time_limit,
            workers=workers,
            screening=screening,
            scheduler=scheduler,
            second_opinion=second_opinion,
            bound_levels=bound_levels,
            front_runs=front_runs,
        )
        from planner.cli.conducting import begin

        code = begin(
            case,
            configuration,
            settings,
            _admit,
            folder=folder,
            kind=f"seed{seed}",
            workers=workers,
            scheduler=scheduler,
            cache=not no_cache,
            as_json=as_json,
        )
    raise typer.Exit(code)


def _admit(case: Case) -> str:
    from planner.design_space import DesignSpace

    DesignSpace.of(case)
    return f'planning case "{case.name}", configuration "{case.configuration.name}"'
