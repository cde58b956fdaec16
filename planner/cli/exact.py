"""clusterflex exact: the exact front of a case whose capacities come in modules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.failures import told
from planner.cli.options import (
    BOUND_LEVELS,
    FRONT_RUNS,
    GAP,
    NODE_LIMIT,
    OBJECTIVES,
    SOLVER,
    TIME_LIMIT,
    AsJson,
    BoundLevels,
    CaseName,
    ConfigurationName,
    FrontRuns,
    Gap,
    NoCache,
    NodeLimit,
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


def exact(
    case: CaseName,
    folder: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="DIR",
            help="New or empty folder of the run.",
            show_default="runs/<case>-<configuration>-exact",
        ),
    ] = None,
    configuration: ConfigurationName = None,
    screening: Screening = True,
    bound_levels: BoundLevels = BOUND_LEVELS,
    second_opinion: SecondOpinion = True,
    front_runs: FrontRuns = FRONT_RUNS,
    workers: Workers = None,
    scheduler: Scheduler = None,
    solver: Solver = SOLVER,
    gap: Gap = GAP,
    node_limit: NodeLimit = NODE_LIMIT,
    time_limit: TimeLimit = TIME_LIMIT,
    objectives: Objectives = OBJECTIVES,
    weights: Weights = None,
    no_cache: NoCache = False,
    as_json: AsJson = False,
) -> None:
    """Example: clusterflex exact beijing -o runs/exact

    The exact front: every design of whole modules is solved, or proven to be worse than another
    one in every objective. After an interruption go on with: clusterflex resume runs/exact
    """
    with told(as_json):
        from planner.cli.plan_options import enumeration_settings

        settings = enumeration_settings(
            objectives=objectives,
            weights=weights,
            solver=solver,
            gap=gap,
            node_limit=node_limit,
            time_limit=time_limit,
            workers=workers,
            scheduler=scheduler,
            screening=screening,
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
            kind="exact",
            workers=workers,
            scheduler=scheduler,
            cache=not no_cache,
            as_json=as_json,
        )
    raise typer.Exit(code)


def _admit(case: Case) -> str:
    from planner.enumeration import enumerable_space

    return (
        f'case "{case.name}", configuration "{case.configuration.name}": '
        f"{enumerable_space(case).size:,.0f} designs of whole modules"
    )
