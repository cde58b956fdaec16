"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

CaseName = Annotated[
    str,
    typer.Argument(metavar="CASE", help="Folder of a case, or the name of a shipped case."),
]
ConfigurationName = Annotated[
    str | None,
    typer.Option(
        "--configuration", "-c", help="What may be built; the case's default if left out."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Solver = Annotated[str, typer.Option(help="Solver; see: clusterflex solvers")]
Gap = Annotated[float, typer.Option(help="Relative gap at which a dispatch counts as optimal.")]
TimeLimit = Annotated[float, typer.Option(help="Seconds after which a solve is cut short.")]
Workers = Annotated[
    int | None,
    typer.Option(help="Processes that share the work; all cores if left out. Same result."),
]
NoCache = Annotated[
    bool,
    typer.Option("--no-cache", help="Solve every design anew; see: clusterflex cache"),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        metavar="tcp://HOST:PORT",
        help="Dask scheduler whose workers share the work, in place of --workers. Same result.",
    ),
]
NodeLimit = Annotated[
    int, typer.Option(help="Nodes of branch and bound after which HiGHS stops a solve.")
]
Objectives = Annotated[
    str,
    typer.Option(
        help="What is optimised, two or more; of lifecycle_cost, annual_emissions_kg, "
        "self_consumption, daily_cost."
    ),
]
Weights = Annotated[
    str | None,
    typer.Option(
        help="Weights of the choice, for example lifecycle_cost=2,annual_emissions_kg=1.",
        show_default="every objective 1",
    ),
]
SecondOpinion = Annotated[
    bool,
    typer.Option(
        help="Have another solver run the chosen design as well, on this machine, and compare."
    ),
]
BoundLevels = Annotated[
    int,
    typer.Option(help="Caps on emissions at which the cost of any design is bounded; 0: no bound."),
]
FrontRuns = Annotated[
    int,
    typer.Option(help="Designs of the front whose dispatch the report shows, spread over it."),
]
BOUND_LEVELS = 12
FRONT_RUNS = 60
SOLVER, GAP, NODE_LIMIT, TIME_LIMIT = "highs", 1e-7, 1000, 300.0
OBJECTIVES = "lifecycle_cost,annual_emissions_kg"
