"""clusterflex bound: what no design can beat, and how far a run's front is from it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.cli.exits import Exit
from planner.cli.failures import OptionError, told
from planner.cli.files import new_file_problems, write_csv
from planner.cli.options import AsJson, ConfigurationName, Workers
from planner.cli.output import new_table, percent, say, show, show_json, show_table

if TYPE_CHECKING:
    from cases import Case
    from planner.bound.comparison import FrontBound
    from planner.bound.curve import BoundCurve
    from planner.evaluation import Evaluation

LEVELS = 24


def bound(
    case: Annotated[
        str,
        typer.Argument(
            metavar="CASE|RUN",
            help="Folder of a case, name of a shipped one, or folder of a run: its front is then "
            "held against the bound.",
        ),
    ],
    configuration: ConfigurationName = None,
    levels: Annotated[
        int, typer.Option(help="Number of caps on emissions at which the cost is bounded.")
    ] = LEVELS,
    relaxed: Annotated[
        bool,
        typer.Option("--relaxed", help="Quick and looser: without whole switches and modules."),
    ] = False,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="New CSV file for the bound, a row per cap."
        ),
    ] = None,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Example: clusterflex bound beijing --relaxed

    What no design can beat, however it were run: a proven lower bound on lifecycle cost for each
    cap on annual emissions. With the folder of a run, also how far its front is from that.
    """
    with told(as_json):
        problems = [] if levels >= 1 else [f"--levels must be at least 1, not {levels}"]
        from planner.cli.reading import workers_problems

        problems += workers_problems(workers) + new_file_problems(output)
        if problems:
            raise OptionError(problems)
        chosen, front = _read(case, configuration)
        import os

        from planner.bound.comparison import front_bound
        from planner.bound.solving import bound_curve

        count = workers or os.cpu_count() or 1
        curve = bound_curve(chosen, levels, count, whole=not relaxed)
        held = front_bound(front, curve) if front else None
        if output is not None:
            from planner.tables import bound_table

            write_csv(Path(output), bound_table(curve))
        if as_json:
            show_json(_record(chosen, curve, held, output))
        else:
            _show(chosen, curve, held)
        if output is not None:
            say(f"{output} written")
    raise typer.Exit(Exit.DONE)


def _read(name: str, configuration: str | None) -> tuple[Case, tuple[Evaluation, ...]]:
    """The case, and the front of the run if it is one.

    Raises CaseError, StoreError, OptionError.
    """
    from planner.run_choice import is_run_folder

    if not is_run_folder(Path(name)):
        from cases import read_case

        return read_case(name, configuration), ()
    if configuration is not None:
        raise OptionError([f"{name} is a run, which has its configuration: leave out -c"])
    from planner.kept_run import read_run

    run = read_run(Path(name))
    if not run.front:
        say(f"note: the run in {name} has no front yet, so there is only the bound")
    return run.case, run.front


def _record(
    case: Case, curve: BoundCurve, held: FrontBound | None, output: str | None
) -> dict[str, Any]:
    """The bounds as plain data; null for no cap, and where there is no bound."""
    from planner.bound.comparison import bound_record

    return {
        "case": case.name,
        "configuration": case.configuration.name,
        "currency": case.currency,
        "whole": curve.whole,
        "least_annual_emissions_kg": curve.least_emissions_kg,
        "levels": [
            {
                "annual_emissions_kg_cap": level.emissions_kg,
                "lifecycle_cost_bound": level.cost,
                "state": level.state.value,
            }
            for level in curve.levels
        ],
        "front": bound_record(held) if held is not None else None,
        "file": output,
    }


def _show(case: Case, curve: BoundCurve, held: FrontBound | None) -> None:
    from planner.bound.words import at_least, at_most

    show(f"{case.name}, {case.configuration.name}: what no design can beat, however it were run")
    years = case.economics.horizon_years
    table = new_table("emissions a year, at most [kgCO2]", f"cost, {years} years [{case.currency}]")
    for level in curve.levels:
        table.add_row(at_least(level.emissions_kg, infinite="any"), at_least(level.cost))
    show_table(table)
    show(f"No design emits less than {at_least(curve.least_emissions_kg)} kgCO2 a year.")
    if held is None:
        return
    show(
        f"No design can cost over {at_most(held.cost_gap)} less than the cheapest of this "
        f"front, emit over {at_most(held.emissions_gap)} less than the cleanest, or beat it by "
        f"more than {at_most(held.worst_gap)} in cost at equal emissions."
    )
    show(f"The front fills {percent(held.hypervolume_share)} of the hypervolume behind the bound.")
