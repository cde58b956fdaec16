"""clusterflex feeder check: whether a distribution feeder carries a planned design."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.failures import OptionError, told
from planner.cli.feeder_check_options import PARTS, Band, again_problems, check_problems
from planner.cli.options import AsJson, Workers
from planner.cli.output import say, show_json

if TYPE_CHECKING:
    from planner.feeder.check import FeederCheck

LOW, HIGH, SOURCE = 0.95, 1.05, 1.0
BAND, DAYS = "Feeder and its band", "Control and wrong forecasts"
AGAIN = "Plan again within the limits"


def check(
    run: Annotated[
        str, typer.Argument(metavar="RUN", help="Folder of a run that has chosen a design.")
    ],
    feeder: Annotated[
        str,
        typer.Option(metavar="NAME|FILE", help="A feeder that ships, or a file of one."),
    ],
    bus_map: Annotated[
        str,
        typer.Option(
            "--map", metavar="FILE", help="CSV file: building, bus and, if known, power_factor."
        ),
    ],
    design: Annotated[
        str | None,
        typer.Option(
            metavar="NAME=NUMBER,...",
            help='Another design than the chosen one, or "nothing".',
            show_default="the chosen design",
        ),
    ] = None,
    parts: Annotated[
        str, typer.Option(help="What to do, separated by commas; a replay is always made.")
    ] = PARTS,
    low: Annotated[
        float, typer.Option(help="Lowest voltage allowed, per unit.", rich_help_panel=BAND)
    ] = LOW,
    high: Annotated[
        float, typer.Option(help="Highest voltage allowed, per unit.", rich_help_panel=BAND)
    ] = HIGH,
    source: Annotated[
        float, typer.Option(help="Voltage of the substation, per unit.", rich_help_panel=BAND)
    ] = SOURCE,
    base_load: Annotated[
        float,
        typer.Option(
            help="Load of the feeder's other customers, as a share of the file's peaks.",
            rich_help_panel=BAND,
        ),
    ] = 1.0,
    careful: Annotated[
        bool,
        typer.Option(
            "--careful",
            help="Control by branch-flow cones, not by the linear model.",
            rich_help_panel=DAYS,
        ),
    ] = False,
    reactive: Annotated[
        bool,
        typer.Option(
            "--reactive/--no-reactive",
            help="Whether the FID's ports give reactive power under control.",
            rich_help_panel=DAYS,
        ),
    ] = True,
    around: Annotated[
        str | None,
        typer.Option(
            "--with-buildings",
            metavar="DAY",
            help="Also run this typical day among the study's buildings on a hot day, their "
            "cooling controlled together with the cluster.",
            rich_help_panel=DAYS,
        ),
    ] = None,
    scenarios: Annotated[
        int,
        typer.Option(
            help="Days with wrong forecasts, over all typical days.", rich_help_panel=DAYS
        ),
    ] = 5000,
    deviation: Annotated[
        float,
        typer.Option(help="Relative standard deviation of a wrong forecast.", rich_help_panel=DAYS),
    ] = 0.15,
    seed: Annotated[int, typer.Option(help="Draws the wrong forecasts.", rich_help_panel=DAYS)] = 1,
    limits: Annotated[
        bool,
        typer.Option(
            "--limits",
            help="Put the voltages that are broken into the dispatch, and plan again.",
            rich_help_panel=AGAIN,
        ),
    ] = False,
    enforce: Annotated[
        str,
        typer.Option(
            metavar="dispatch|screen",
            help="Whether every dispatch holds the limits, or the search leaves out designs whose "
            "dispatch does not.",
            rich_help_panel=AGAIN,
        ),
    ] = "dispatch",
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="DIR",
            help="New folder of the new run.",
            rich_help_panel=AGAIN,
        ),
    ] = None,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Example: clusterflex feeder check runs/mine --feeder case33bw --map map.csv

    Put a run's chosen design on a distribution feeder: voltages by sensitivities, exact AC flows of
    the planned dispatch, predictive control with the feeder in view, and days with wrong forecasts.
    The verdict, tables and figures go into the run's folder and its report. The exit code is 3
    where the feeder does not carry the plan, or what was planned again.
    """
    with told(as_json):
        from planner.cli.feeder_checking import (
            around_problems,
            checked,
            dispatched,
            exit_of,
            keep,
            read_check,
        )

        band = Band(low, high, source, base_load)
        problems = band.problems() + check_problems(parts, scenarios, deviation, seed)
        problems += again_problems(limits, enforce, output, workers, as_json)
        kept, connection, wanted = read_check(run, feeder, bus_map, design, band, problems)
        if around is not None and (told_off := around_problems(around, kept, connection)):
            raise OptionError(told_off)
        from cases.extra import extra
        from planner.feeder.check import CheckPart, CheckSettings

        settings = CheckSettings(
            parts=frozenset(CheckPart(word.strip()) for word in parts.split(",")),
            drawn=scenarios,
            deviation=deviation,
            seed=seed,
            careful=careful,
            reactive_support=reactive,
            around=around or "",
        )
        for note in connection.feeder.notes:
            say(f"note: {note}")
        needed = ("qoco", "clarabel") if CheckPart.OPERATE in settings.parts or around else ()
        for module in (*needed, "pvlib") if around else needed:
            extra(module, "feeder")  # before anything is begun
        subject = dispatched(kept, wanted)
        found = checked(subject, connection, settings)
        _tell(found, as_json)
        if design is None:
            keep(found, subject, kept.path)
        else:
            say("another design than the chosen one: the run's folder and report stay as they are")
        code = exit_of(found)
        if limits and found.carried:
            say("the feeder carries the plan: there is nothing to limit, and no run is made")
        elif limits and output is not None:
            from planner.cli.feeder_limits import plan_within_limits

            code = plan_within_limits(
                kept,
                subject,
                connection,
                settings,
                enforce,
                Path(output),
                workers,
            )
    raise typer.Exit(code)


def _tell(found: FeederCheck, as_json: bool) -> None:
    from planner.feeder.check_record import check_record

    if as_json:
        show_json(check_record(found))
        return
    from planner.cli.feeder_check_summary import show_check

    show_check(found)
