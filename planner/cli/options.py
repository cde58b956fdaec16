"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

SEARCH, CHECKS = "Search and choice", "Proofs and report"
SOLVING, MACHINE = "Solver", "Machine"
"""Panels of a help text, so that a long list of options can be taken in."""

CaseName = Annotated[
    str,
    typer.Argument(
        metavar="CASE",
        help="Folder of a case, or the name of a shipped one (see: clusterflex cases).",
    ),
]
ConfigurationName = Annotated[
    str | None,
    typer.Option(
        "--configuration",
        "-c",
        metavar="NAME",
        help="What may be built: a configuration of case.toml.",
        show_default="the case's default",
    ),
]
DesignText = Annotated[
    str | None,
    typer.Option(
        "--design",
        metavar="NAME=NUMBER,...",
        help='Capacities of storage in kWh and of FIDs in kW, by name, or "nothing".',
        show_default="the reference design",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
Solver = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="One of those that clusterflex solvers lists.",
        rich_help_panel=SOLVING,
    ),
]
Gap = Annotated[
    float,
    typer.Option(
        help="Relative gap to the proven bound at which a dispatch counts as optimal.",
        rich_help_panel=SOLVING,
    ),
]
TimeLimit = Annotated[
    float,
    typer.Option(help="Seconds after which a solve is cut short.", rich_help_panel=SOLVING),
]
NodeLimit = Annotated[
    int,
    typer.Option(
        help="Nodes of branch and bound after which HiGHS stops a solve.", rich_help_panel=SOLVING
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        help="Processes that share the work; the result is the same for any number.",
        show_default="one for each core",
        rich_help_panel=MACHINE,
    ),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        metavar="tcp://HOST:PORT",
        help="Dask scheduler whose workers share the work, in place of --workers.",
        rich_help_panel=MACHINE,
    ),
]
NoCache = Annotated[
    bool,
    typer.Option(
        "--no-cache",
        help="Solve every design anew; see: clusterflex cache.",
        rich_help_panel=MACHINE,
    ),
]
Objectives = Annotated[
    str,
    typer.Option(
        metavar="NAME,...",
        help="What is optimised: two or more of lifecycle_cost, annual_emissions_kg, "
        "self_consumption, daily_cost.",
        show_default="the first two",
        rich_help_panel=SEARCH,
    ),
]
Weights = Annotated[
    str | None,
    typer.Option(
        metavar="NAME=NUMBER,...",
        help="What each objective counts in the choice, such as lifecycle_cost=2.",
        show_default="1 for each objective",
        rich_help_panel=SEARCH,
    ),
]
Screening = Annotated[
    bool,
    typer.Option(
        help="Skip designs that bounds prove to be worse; the front is the same.",
        rich_help_panel=CHECKS,
    ),
]
SecondOpinion = Annotated[
    bool,
    typer.Option(
        help="Run the chosen design with another solver too, and compare.",
        rich_help_panel=CHECKS,
    ),
]
BoundLevels = Annotated[
    int,
    typer.Option(
        help="Caps on emissions at which a bound on the cost of any design is proven; 0: none.",
        rich_help_panel=CHECKS,
    ),
]
FrontRuns = Annotated[
    int,
    typer.Option(
        help="Designs of the front whose dispatch the report shows, spread over it.",
        rich_help_panel=CHECKS,
    ),
]
BOUND_LEVELS = 12
FRONT_RUNS = 60
SOLVER, GAP, NODE_LIMIT, TIME_LIMIT = "highs", 1e-7, 1000, 300.0
OBJECTIVES = "lifecycle_cost,annual_emissions_kg"
