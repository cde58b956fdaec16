"""clusterflex resume: go on with a run that was cut short, or tell a finished one again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.failures import OptionError, told
from planner.cli.options import AsJson, NoCache, Scheduler, Workers


def resume(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="Folder of an earlier run.")],
    workers: Workers = None,
    scheduler: Scheduler = None,
    no_cache: NoCache = False,
    as_json: AsJson = False,
) -> None:
    """Example: clusterflex resume runs/first

    Continue a run that was cut short, with its own case and settings. Of a complete run the
    result is told again.
    """
    with told(as_json):
        from planner.cli.reading import workers_problems

        if problems := workers_problems(workers, scheduler):
            raise OptionError(problems)
        from planner.cli.conducting import conduct
        from planner.cli.dask_workers import dask_workers
        from planner.run_folder import RunFolder

        with dask_workers(scheduler) as crew:
            kept, case, settings = RunFolder.open(Path(folder))
            code = conduct(kept, case, settings, workers, as_json, cache=not no_cache, crew=crew)
    raise typer.Exit(code)
