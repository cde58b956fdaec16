"""Read a run's design and its place on a feeder, and check it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from planner.cli.exits import Exit
from planner.cli.failures import OptionError
from planner.cli.output import say

if TYPE_CHECKING:
    from operation import Design
    from operation.network.connection import Connection
    from planner.cli.feeder_check_options import Band
    from planner.feeder.check import CheckSettings, FeederCheck
    from planner.feeder.subject import Subject
    from planner.kept_run import KeptRun


def read_check(
    run: str,
    feeder: str,
    bus_map: str,
    design: str | None,
    band: Band,
    problems: list[str],
) -> tuple[KeptRun, Connection, Design]:
    """The run, its buildings on the feeder, the design. Raises OptionError with all problems."""
    from cases import CaseError
    from cases.feeders.bus_map import read_bus_map
    from cases.feeders.reading import read_feeder
    from operation import DesignError
    from planner.cli.reading import design_capacities

    kept, places, grid, wanted = None, None, None, None
    capacities: Mapping[str, float] | None = None
    try:
        grid = read_feeder(feeder)
    except CaseError as error:
        problems += map(str, error.problems)
    try:
        capacities = None if design is None else design_capacities("--design", design)
    except OptionError as error:
        problems += error.problems
    from planner.run_choice import is_run_folder

    if is_run_folder(Path(run)):
        from planner.kept_run import read_run

        kept = read_run(Path(run))
    else:
        problems.append(f"{run} is not the folder of a run: make one with clusterflex run")
    if kept is not None and grid is not None:
        try:
            names = [building.name for building in kept.case.buildings]
            places = read_bus_map(Path(bus_map), names, grid)
        except CaseError as error:
            problems += map(str, error.problems)
    if kept is not None:
        try:
            wanted = chosen_design(kept, run, capacities)
        except (DesignError, OptionError) as error:
            problems += error.problems
    if problems or kept is None or places is None or grid is None or wanted is None:
        raise OptionError(problems)
    from operation.network.connection import Connection
    from operation.network.voltage_limits import VoltageLimits

    limits = VoltageLimits(band.low, band.high, band.source)
    return kept, Connection(grid, places, limits, band.base_load), wanted


def chosen_design(kept: KeptRun, run: str, capacities: Mapping[str, float] | None) -> Design:
    """The design of these capacities, or the chosen one. Raises DesignError, OptionError."""
    from operation import Design

    if capacities is not None:
        return Design.from_names(kept.case, capacities)
    if kept.decision is None:
        raise OptionError(
            [f"the run in {run} has chosen no design: go on with clusterflex resume {run}"]
        )
    return kept.front[kept.decision.row].design


def around_problems(around: str, kept: KeptRun, connection: Connection) -> list[str]:
    """What keeps the study's buildings from standing around the cluster on a typical day."""
    from cases.feeders.population import TABLE_1
    from planner.cli.reading import choice_problems
    from planner.feeder.check import QUARTER

    scenarios = {scenario.name: scenario for scenario in kept.case.scenarios}
    problems = choice_problems("--with-buildings", [around], tuple(scenarios))
    if (name := connection.feeder.name) not in TABLE_1:
        problems.append(
            f"--with-buildings: the study has no buildings for the feeder {name}: take one of "
            f"{', '.join(TABLE_1)}"
        )
    if (day := scenarios.get(around)) is not None:
        parts = day.step_hours / QUARTER
        if day.days != 1 or parts != round(parts):
            problems.append(
                f"--with-buildings: {around} is no day in steps of whole quarters of an hour"
            )
    return problems


def dispatched(kept: KeptRun, design: Design) -> Subject:
    """Run the design, and nothing installed, in every typical day. Raises NotDispatched."""
    from planner.cli.evaluating import evaluator
    from planner.feeder.subject import subject_of

    with evaluator(kept.case, kept.settings.solver, 2) as pool:
        return subject_of(kept.case, design, pool)


def checked(subject: Subject, connection: Connection, settings: CheckSettings) -> FeederCheck:
    """Check a design, telling what is under way. Raises FeederOverloaded."""
    from planner.feeder.checking import check_design

    return check_design(subject, connection, settings, lambda part: say(f"{part.value} ..."))


def keep(found: FeederCheck, subject: Subject, run: Path) -> None:
    """Write a check into a run's folder and its report. Raises StoreError."""
    from planner.feeder.check_folder import write_check

    written = write_check(found, subject.planned, run)
    say(f"{written.folder}: tables and figures")
    if written.report_trouble:
        say(f"warning: {written.report_trouble}")


def exit_of(found: FeederCheck) -> Exit:
    """What the shell is told of a check."""
    if found.control_trouble:
        return Exit.SOLVER
    return Exit.DONE if found.carried else Exit.INFEASIBLE
