"""clusterflex feeder show: what a feeder is, and its file as a CSV of ours."""

from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.exits import Exit
from planner.cli.failures import OptionError, told
from planner.cli.options import AsJson
from planner.cli.output import amount, percent, say, show, show_json

if TYPE_CHECKING:
    from planner.feeder.overview import FeederOverview

FeederName = Annotated[
    str,
    typer.Argument(
        metavar="FEEDER",
        help="A file, or a shipped feeder by its name: .csv of ours, .json of pandapower, .m of "
        "MATPOWER, .dss of OpenDSS.",
        show_default=False,
    ),
]


def show_feeder(
    name: FeederName,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="New CSV file for the feeder."),
    ] = None,
    source: Annotated[float, typer.Option(help="Voltage of the substation, per unit.")] = 1.0,
    as_json: AsJson = False,
) -> None:
    """Example: clusterflex feeder show case33bw

    What a feeder is: its buses and lines, what stands on them, and its voltages and losses at
    peak load by exact AC power flow. With --output its file becomes a CSV of ours, which turns
    those of pandapower, MATPOWER and OpenDSS into one.
    """
    with told(as_json):
        _check_options(output, source)
        from cases.feeders.reading import read_feeder
        from planner.feeder.overview import overview

        feeder = read_feeder(name)
        found = overview(feeder, source)
        if output is not None:
            from cases.feeders.writing import feeder_csv
            from planner.cli.files import write_whole

            write_whole(Path(output), feeder_csv(feeder).encode())
        if as_json:
            show_json(asdict(found))
        else:
            _show(found)
        if output is not None:
            say(f"{output} written")
        if not found.carried:
            say("error: the feeder cannot carry its peak load: no voltages solve its power flow")
            say("Check the units of loads and impedances.")
        code = Exit.DONE if found.carried else Exit.INFEASIBLE
    raise typer.Exit(code)


def _check_options(output: str | None, source: float) -> None:
    from planner.cli.files import new_file_problems

    problems = new_file_problems(output)
    if output is not None and Path(output).suffix.lower() != ".csv":
        problems.append(f"--output: {output} must end in .csv, as its format does")
    if not (math.isfinite(source) and source > 0):
        problems.append(f"--source must be above 0, not {source:g}")
    if problems:
        raise OptionError(problems)


def _show(found: FeederOverview) -> None:
    show(
        f"{found.name}: {_count(found.buses, 'bus', 'buses')}, "
        f"{_count(found.buses - 1, 'line', 'lines')}, at most {found.depth} in a row, "
        f"{found.base_kv:g} kV (base {found.base_mva:g} MVA)"
    )
    generation = f", generation {amount(found.generation_kw)} kW" if found.generation_kw else ""
    show(
        f"load {amount(found.load_kw)} kW and {amount(found.load_kvar)} kvar at "
        f"{_count(found.loaded_buses, 'bus', 'buses')}{generation}"
    )
    if found.capacitor_buses:
        where = _count(found.capacitor_buses, "bus", "buses")
        show(f"capacitors {amount(found.capacitor_kvar)} kvar at {where}")
    else:
        show("no capacitors")
    if found.buses > 1:
        show(f"X/R of lines {found.lowest_x_over_r:.2f} to {found.highest_x_over_r:.2f}")
    if found.carried:
        _show_flow(found)
    for note in found.notes:
        show(f"note: {note}")


def _show_flow(found: FeederOverview) -> None:
    share = found.loss_kw / found.load_kw if found.load_kw else math.nan
    show(f"at peak load, with {found.source_pu:g} pu at the substation:")
    show(
        f"  lowest voltage   {found.lowest_pu:.5f} pu at bus {found.lowest_bus} "
        f"(LinDistFlow says {found.linear_lowest_pu:.5f} pu)"
    )
    show(f"  highest voltage  {found.highest_pu:.5f} pu at bus {found.highest_bus}")
    show(
        f"  loss             {amount(found.loss_kw, 2)} kW"
        + (f", {percent(share)} of the load" if found.load_kw else "")
    )
    show(f"  from the grid    {amount(found.source_kw, 1)} kW, {amount(found.source_kvar, 1)} kvar")


def _count(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"
