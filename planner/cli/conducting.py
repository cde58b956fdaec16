"""Begin a run, or go on with one, and tell what came of it."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from planner.cli.exits import Exit
from planner.cli.failures import OptionError
from planner.cli.output import say

if TYPE_CHECKING:
    from cases import Case
    from planner.dask.crew import Crew
    from planner.generation import Progress
    from planner.planning import PlanSettings
    from planner.run_folder import RunFolder

DEFAULT_PARENT = Path("runs")


def begin(
    name: str,
    configuration: str | None,
    settings: PlanSettings,
    admit: Callable[[Case], str],
    *,
    folder: str | None,
    kind: str,
    workers: int | None,
    scheduler: str | None,
    cache: bool,
    as_json: bool,
) -> Exit:
    """Read a case, make the folder of a run, and conduct it; its exit code.

    `admit` raises what keeps a case from being planned so, or tells what begins; `kind` ends the
    name of the folder where none is given. Raises what reading and admitting raise, StoreError,
    DaskUnavailable.
    """
    from cases import read_case_folder
    from planner.cli.dask_workers import dask_workers
    from planner.run_folder import RunFolder

    read = read_case_folder(name)
    case = read.case(configuration)
    words = admit(case)
    for warning in read.warnings:
        say(f"warning: {warning}")
    path = Path(folder) if folder is not None else default_folder(case, kind)
    with dask_workers(scheduler) as crew:
        kept = RunFolder.create(path, case, settings)
        say(words)
        say(f"run folder: {path}")
        return conduct(kept, case, settings, workers, as_json, cache=cache, crew=crew)


def conduct(
    kept: RunFolder,
    case: Case,
    settings: PlanSettings,
    workers: int | None,
    as_json: bool,
    *,
    cache: bool,
    crew: Crew | None = None,
) -> Exit:
    """Begin or continue a run, and tell its result; its exit code.

    Raises OptionError that tells how to continue when the Dask workers are gone for good.
    """
    from planner.cli.interruption import stop_if_heard
    from planner.cli.progress import watcher
    from planner.cli.summary import tell_plan
    from planner.dask.errors import DaskUnavailable
    from planner.enumeration import EnumerationSettings, enumerable_space, part_count
    from planner.planning import run_plan
    from planner.shared_evaluations import shared_evaluations

    if isinstance(settings.search, EnumerationSettings):
        count, word = part_count(enumerable_space(case)), "part"
    else:
        count, word = settings.search.generations, "generation"
    watching = watcher(count, word=word)
    scheduler = crew.scheduler if crew is not None else None
    again = resume_command(kept.path, workers, as_json, cache=cache, scheduler=scheduler)

    def on_trouble(text: str) -> None:
        watching.close()  # clears the line; the next progress writes it again
        say(f"warning: {text}")

    shared = shared_evaluations(case, settings.solver, cache, on_trouble)

    def on_progress(progress: Progress) -> None:
        stop_if_heard()
        watching.on_progress(progress)

    def on_bound() -> None:
        watching.close()
        say("bound: what no design can beat")

    def on_second_opinion(solver: str) -> None:
        watching.close()
        say(f"second opinion: {solver} runs the chosen design as well")

    try:
        plan = run_plan(
            case,
            settings,
            workers=workers,
            crew=crew,
            folder=kept,
            shared=shared,
            on_generation=watching.on_generation,
            on_progress=on_progress,
            on_bound=on_bound,
            on_second_opinion=on_second_opinion,
        )
    except KeyboardInterrupt:
        watching.close()
        say(f"Interrupted; every complete {word} is kept. To continue:")
        say(f"  {again}")
        raise typer.Exit(Exit.INTERRUPTED) from None
    except DaskUnavailable as error:
        kept_so_far = f"every complete {word} is kept; to continue"
        raise OptionError([f"{error}; {kept_so_far}: {again}"]) from None
    finally:
        watching.close()
    if shared is not None and shared.answered:
        say(f"designs known from earlier runs: {shared.answered}")
    return tell_plan(plan, kept.path, as_json)


def resume_command(
    path: Path,
    workers: int | None,
    as_json: bool,
    *,
    cache: bool = True,
    scheduler: str | None = None,
) -> str:
    """What to type to continue a run."""
    words = ["clusterflex", "resume", str(path)]
    words += ["--workers", str(workers)] if workers is not None else []
    words += ["--scheduler", scheduler] if scheduler is not None else []
    words += [] if cache else ["--no-cache"]
    return shlex.join(words + (["--json"] if as_json else []))


def default_folder(case: Case, kind: str, parent: Path = DEFAULT_PARENT) -> Path:
    """Folder that is not there yet; tells how to continue the run that is there."""
    first = parent / f"{case.name}-{case.configuration.name}-{kind}"
    path, number = first, 1
    while path.exists():
        number += 1
        path = first.with_name(f"{first.name}-{number}")
    if path != first:
        say(f"{first} exists and is left as it is; to continue or show that run:")
        say(f"  {resume_command(first, None, False)}")
    return path
