"""clusterflex year: run one design through every day of a year, beside its typical days."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.dispatch import design_or_reference
from planner.cli.exits import Exit
from planner.cli.failures import OptionError, told
from planner.cli.options import (
    SOLVER,
    TIME_LIMIT,
    AsJson,
    ConfigurationName,
    DesignText,
    Gap,
    Solver,
    TimeLimit,
    Workers,
)
from planner.cli.output import say

if TYPE_CHECKING:
    from cases import CaseFolder
    from operation import SolverSettings
    from planner.cli.year_progress import YearWatcher
    from planner.year_check import YearCheck
    from planner.year_run import OnDays, YearProgress

GAP = 1e-3
LOOKAHEAD_DAYS_MAX = 14


def year(
    case: Annotated[
        str,
        typer.Argument(
            metavar="CASE|RUN",
            help="Folder of a case with a year, name of such a shipped one, or folder of a run: "
            "its chosen design is then run.",
        ),
    ],
    design: DesignText = None,
    configuration: ConfigurationName = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="DIR", help="New or empty folder for tables and figure."
        ),
    ] = None,
    lookahead_days: Annotated[
        int, typer.Option(help="Days, 0 to 14, that the dispatch of a day looks ahead.")
    ] = 1,
    workers: Workers = None,
    solver: Solver = SOLVER,
    gap: Gap = GAP,
    time_limit: TimeLimit = TIME_LIMIT,
    as_json: AsJson = False,
) -> None:
    """Example: clusterflex year campus --design link_1_battery=300,link_1=60

    Run one design through every day of a year, storage carried over midnight, and tell how far
    the estimate of the typical days is off. It takes minutes.
    """
    with told(as_json):
        settings = _settings(solver, gap, time_limit, workers, lookahead_days)
        if output is not None:
            from planner.year_folder import require_new

            require_new(Path(output))
        from cases import read_year

        folder, name, wanted = _subject(case, configuration, design)
        chosen, days = folder.case(name), read_year(folder)
        for warning in days.warnings:
            say(f"warning: {warning}")
        built = design_or_reference(chosen, wanted)
        from planner.cli.year_progress import YearWatcher
        from planner.year_check import check_year

        watching = YearWatcher()
        try:
            check = check_year(
                chosen,
                days,
                built,
                lookahead_days=lookahead_days,
                solver=settings,
                workers=workers,
                on_days=_heard(watching),
            )
        finally:
            watching.close()
        code = _tell(check, output, as_json)
    raise typer.Exit(code)


def _settings(
    solver: str, gap: float, time_limit: float, workers: int | None, lookahead_days: int
) -> SolverSettings:
    from planner.cli.reading import solver_problems, solver_settings

    if not 0 <= lookahead_days <= LOOKAHEAD_DAYS_MAX:
        most = f"from 0 to {LOOKAHEAD_DAYS_MAX}"
        problems = [f"--lookahead-days must be {most}, not {lookahead_days}"]
        raise OptionError(problems + solver_problems(gap, time_limit, workers))
    return solver_settings(solver, gap, time_limit, workers)


def _subject(
    case: str, configuration: str | None, design: str | None
) -> tuple[CaseFolder, str | None, dict[str, float] | None]:
    """Case, configuration and capacities, from options or from what a run chose."""
    from cases import read_case_folder
    from planner.cli.reading import design_capacities
    from planner.run_choice import is_run_folder, run_choice

    capacities = design_capacities("--design", design) if design is not None else None
    if not is_run_folder(Path(case)):
        return read_case_folder(case, with_year=True), configuration, capacities
    choice = run_choice(Path(case))
    if capacities is None and configuration in (None, choice.configuration):
        capacities = dict(choice.capacities)
    folder = read_case_folder(choice.case, with_year=True)
    return folder, configuration or choice.configuration, capacities


def _heard(watching: YearWatcher) -> OnDays:
    from planner.cli.interruption import stop_if_heard

    def on_days(progress: YearProgress) -> None:
        stop_if_heard()
        watching.on_days(progress)

    return on_days


def _tell(check: YearCheck, output: str | None, as_json: bool) -> Exit:
    from planner.cli.output import show_json
    from planner.cli.year_summary import show_year, tell_failures
    from planner.year_folder import write_year, year_record

    written = write_year(check, Path(output)) if output is not None else ()
    if as_json:
        show_json({**year_record(check), "folder": output})
    else:
        show_year(check)
    tell_failures(check)
    if written:
        say(f"{output}: {', '.join(written)}")
    if check.accepted:
        return Exit.DONE
    trouble = check.through.failed or check.typical.failed
    return Exit.SOLVER if trouble else Exit.INFEASIBLE
