"""clusterflex tradeoff: what a design's day may cost, and how much self-consumption that buys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.cli.dispatch import design_or_reference
from planner.cli.exits import Exit
from planner.cli.failures import OptionError, told
from planner.cli.files import new_file_problems, write_csv, write_whole
from planner.cli.options import (
    GAP,
    SOLVER,
    TIME_LIMIT,
    AsJson,
    CaseName,
    ConfigurationName,
    DesignText,
    Gap,
    Solver,
    TimeLimit,
)
from planner.cli.output import say, show_json

if TYPE_CHECKING:
    from cases import Case
    from operation import Design, SolverSettings, TradeOff

POINTS = 15
POINTS_MAX = 1000
PICTURES = (".svg", ".png", ".pdf")


def tradeoff(
    case: CaseName,
    design: DesignText = None,
    configuration: ConfigurationName = None,
    points: Annotated[
        int, typer.Option(help="Dispatches to find between the two ends of each curve.")
    ] = POINTS,
    scenario: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="Only this scenario; may be repeated.", show_default="all"
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="New CSV file for the curves, a row per point."
        ),
    ] = None,
    figure: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="New picture of the curves, ending in .svg, .png or .pdf."
        ),
    ] = None,
    solver: Solver = SOLVER,
    gap: Gap = GAP,
    time_limit: TimeLimit = TIME_LIMIT,
    as_json: AsJson = False,
) -> None:
    """Example: clusterflex tradeoff beijing --figure curve.svg

    What self-consumption costs for one design: from the cheapest dispatch of a day to the one with
    the most self-consumption, each point proven, and where the case's own choice lies.
    """
    with told(as_json):
        settings = _settings(solver, gap, time_limit, points, output, figure)
        from planner.cli.reading import design_capacities

        capacities = design_capacities("--design", design) if design is not None else None
        from cases import read_case

        chosen = read_case(case, configuration)
        numbers, built = _wanted(chosen, scenario or [], capacities)
        from planner.cli.trade_off_summary import show_curves, tell_failures
        from planner.trade_offs import trade_off_record, trade_offs

        curves = trade_offs(chosen, built, numbers, points, settings)
        files = {}
        if all(curve.points for curve in curves):
            files = _written(curves, output, figure)
        if as_json:
            record: dict[str, Any] = {
                "case": chosen.name,
                "configuration": chosen.configuration.name,
                "currency": chosen.currency,
                "design": built.named(chosen),
                "scenarios": [trade_off_record(curve) for curve in curves],
            }
            show_json({**record, "file": files.get("file"), "figure": files.get("figure")})
        else:
            show_curves(chosen, built, curves)
        tell_failures(curves)
        for path in files.values():
            say(f"{path} written")
        code = exit_code(curves)
    raise typer.Exit(code)


def exit_code(curves: list[TradeOff]) -> Exit:
    """SOLVER if a point or choice failed, INFEASIBLE if the design cannot be run."""
    from operation import Status

    found = {curve.status for curve in curves if not curve.status.accepted}
    if found - {Status.INFEASIBLE} or any(curve.failed for curve in curves):
        return Exit.SOLVER
    return Exit.INFEASIBLE if found else Exit.DONE


def _settings(
    solver: str, gap: float, time_limit: float, points: int, output: str | None, figure: str | None
) -> SolverSettings:
    """Solver settings. Raises OptionError with every problem, SolverUnavailable."""
    from planner.cli.reading import solver_problems, solver_settings

    problems = new_file_problems(output, figure)
    if not 0 <= points <= POINTS_MAX:
        problems.append(f"--points must be from 0 to {POINTS_MAX}, not {points}")
    if figure is not None and Path(figure).suffix.lower() not in PICTURES:
        problems.append(f"--figure {figure} must end in one of: {', '.join(PICTURES)}")
    if output is not None and output == figure:
        problems.append(f"--output and --figure are the same file, {output}")
    if problems:
        raise OptionError(problems + solver_problems(gap, time_limit, None))
    return solver_settings(solver, gap, time_limit)


def _wanted(
    case: Case, names: list[str], capacities: dict[str, float] | None
) -> tuple[list[int], Design]:
    """Numbers of the scenarios, in the case's order, and the design. Raises OptionError."""
    from planner.cli.reading import choice_problems

    known = [scenario.name for scenario in case.scenarios]
    problems = choice_problems("--scenario", names, known)
    try:
        design = design_or_reference(case, capacities)
    except OptionError as error:
        raise OptionError([*problems, *error.problems]) from error
    if problems:
        raise OptionError(problems)
    return [n for n, name in enumerate(known) if not names or name in names], design


def _written(curves: list[TradeOff], output: str | None, figure: str | None) -> dict[str, str]:
    """Write what is wanted; the files by what they are. Raises OptionError."""
    files: dict[str, str] = {}
    if output is not None:
        from planner.trade_offs import trade_off_table

        write_csv(Path(output), trade_off_table(curves))
        files["file"] = output
    if figure is not None:
        from planner.report.saving import figure_bytes
        from planner.report.trade_off_figure import trade_off_figure

        drawn = trade_off_figure(curves)
        write_whole(Path(figure), figure_bytes(drawn, Path(figure).suffix))
        files["figure"] = figure
    return files
