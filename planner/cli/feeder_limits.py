"""Plan again within the limits of a feeder, until its exact voltages keep the band."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from planner.cli.exits import Exit
from planner.cli.failures import OptionError
from planner.cli.output import say

if TYPE_CHECKING:
    from cases.network_limits import NetworkLimits
    from cases.schema import LimitEnforcement
    from operation.dispatch import Dispatch
    from operation.network.connection import Connection
    from planner.feeder.check import CheckSettings
    from planner.feeder.limiting import Limiting
    from planner.feeder.subject import Subject
    from planner.kept_run import KeptRun

PLANS = 3
"""Plans after which the limits are not followed any further."""


def plan_within_limits(
    kept: KeptRun,
    subject: Subject,
    connection: Connection,
    settings: CheckSettings,
    enforce: str,
    output: Path,
    workers: int | None,
) -> Exit:
    """Limit, plan again and check, in `output` and folders numbered after it; the exit code.

    Raises OptionError where the feeder is broken without the cluster, and what a run raises.
    """
    from cases.schema import LimitEnforcement
    from planner.cli.feeder_checking import checked, chosen_design, dispatched, exit_of, keep
    from planner.feeder.limiting import BrokenAlone, Limiting
    from planner.kept_run import read_run

    try:
        limiting = Limiting(kept.case, connection)
    except BrokenAlone as error:
        raise OptionError([f"--limits: {error}"]) from None
    for number in range(1, PLANS + 1):
        path = output if number == 1 else output.with_name(f"{output.name}-{number}")
        rows = _learnt(kept, limiting, subject, LimitEnforcement(enforce))
        count = sum(map(len, rows.values()))
        say(f"planning again within {count} limits, of bus {', '.join(limiting.buses)}")
        code = _planned(kept, rows, LimitEnforcement(enforce), path, workers)
        again = read_run(path)
        if code is not Exit.DONE or again.decision is None:
            return code
        subject = dispatched(again, chosen_design(again, str(path), None))
        found = checked(subject, connection, settings)
        keep(found, subject, path)
        if found.carried:
            say(f"the feeder carries the design of {path}")
            return exit_of(found)
        say(f"the design of {path} leaves the band as well: that is added to the limits")
    say(f"error: after {PLANS} plans the feeder does not carry the design yet")
    return Exit.INFEASIBLE


def _learnt(
    kept: KeptRun, limiting: Limiting, subject: Subject, enforce: LimitEnforcement
) -> dict[str, NetworkLimits]:
    """Limits that the design needs, from running it again until it keeps the band."""
    from cases.schema import LimitEnforcement
    from planner.cli.evaluating import evaluator
    from planner.feeder.limiting import learnt, limited_case
    from planner.feeder.subject import dispatches

    def dispatched(rows: dict[str, NetworkLimits]) -> Sequence[Dispatch] | None:
        case = limited_case(kept.case, rows, enforce)
        with evaluator(case, kept.settings.solver) as pool:
            [outcomes] = pool.dispatch([subject.design])
        return dispatches(outcomes)

    if enforce is LimitEnforcement.SCREEN:  # the dispatch stays what it is
        limiting.learn(subject.planned)
        return limiting.rows()
    return learnt(limiting, subject.planned, dispatched)


def _planned(
    kept: KeptRun,
    rows: dict[str, NetworkLimits],
    enforce: LimitEnforcement,
    path: Path,
    workers: int | None,
) -> Exit:
    """A run like the first one within limits, in a new folder that keeps a copy of its case."""
    from cases import read_case_folder
    from cases.limited import write_limited_case
    from planner.cli.conducting import conduct
    from planner.run_folder import RunFolder

    with tempfile.TemporaryDirectory() as scratch:
        written = write_limited_case(kept.case, rows, enforce, Path(scratch) / "case")
        case = read_case_folder(written).case(kept.case.configuration.name)
        folder = RunFolder.create(path, case, kept.settings)
        return conduct(folder, case, kept.settings, workers, False, cache=True)
