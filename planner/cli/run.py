"""clusterflex run: plan a case."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.exits import Exit
from planner.cli.failures import OptionError, told
from planner.cli.options import (
    GAP,
    SOLVER,
    TIME_LIMIT,
    AsJson,
    CaseName,
    ConfigurationName,
    Gap,
    NoCache,
    Scheduler,
    Solver,
    TimeLimit,
    Workers,
)
from planner.cli.output import say

if TYPE_CHECKING:
    from cases import Case
    from planner.dask.crew import Crew
    from planner.planning import PlanSettings
    from planner.run_folder import RunFolder
    from planner.search import Progress

DEFAULT_PARENT = Path("runs")


def run(
    case: CaseName,
    folder: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="DIR",
            help="New or empty folder of the run.",
            show_default="runs/<case>-<configuration>-seed<seed>",
        ),
    ] = None,
    configuration: ConfigurationName = None,
    population: Annotated[int, typer.Option(help="Designs in a generation.")] = 40,
    generations: Annotated[int, typer.Option(help="Generations.")] = 25,
    seed: Annotated[int, typer.Option(help="The same seed gives the same result.")] = 1,
    patience: Annotated[
        int,
        typer.Option(
            help="Stop early, once that many generations added less than --min-gain to the "
            "hypervolume; 0: never."
        ),
    ] = 0,
    min_gain: Annotated[float, typer.Option(help="See --patience; a share.")] = 1e-3,
    screening: Annotated[
        bool,
        typer.Option(help="Leave out designs that bounds prove to be of no account; same front."),
    ] = True,
    workers: Workers = None,
    scheduler: Scheduler = None,
    algorithm: Annotated[
        str, typer.Option(help="glnsga2, nsga2 (pymoo's), or paper (read literally).")
    ] = "glnsga2",
    solver: Solver = SOLVER,
    gap: Gap = GAP,
    time_limit: TimeLimit = TIME_LIMIT,
    objectives: Annotated[
        str,
        typer.Option(
            help="What the search optimises, two or more; of lifecycle_cost, "
            "annual_emissions_kg, self_consumption, daily_cost."
        ),
    ] = "lifecycle_cost,annual_emissions_kg",
    weights: Annotated[
        str | None,
        typer.Option(
            help="Weights of the choice, for example lifecycle_cost=2,annual_emissions_kg=1.",
            show_default="every objective 1",
        ),
    ] = None,
    no_cache: NoCache = False,
    as_json: AsJson = False,
) -> None:
    """Example: clusterflex run beijing --configuration interconnected -o runs/first

    Search storage and FID capacities, choose a compromise, and write tables, pictures and report.
    """
    with told(as_json):
        from planner.cli.reading import plan_settings

        settings = plan_settings(
            population=population,
            generations=generations,
            seed=seed,
            algorithm=algorithm,
            patience=patience,
            min_gain=min_gain,
            objectives=objectives,
            weights=weights,
            solver=solver,
            gap=gap,
            time_limit=time_limit,
            workers=workers,
            screening=screening,
            scheduler=scheduler,
        )
        from cases import read_case_folder
        from planner.cli.dask_workers import dask_workers
        from planner.design_space import DesignSpace
        from planner.run_folder import RunFolder

        read = read_case_folder(case)
        chosen = read.case(configuration)
        DesignSpace.of(chosen)
        for warning in read.warnings:
            say(f"warning: {warning}")
        path = Path(folder) if folder is not None else default_folder(chosen, seed)
        with dask_workers(scheduler) as crew:
            kept = RunFolder.create(path, chosen, settings)
            say(f'planning case "{chosen.name}", configuration "{chosen.configuration.name}"')
            say(f"run folder: {path}")
            code = conduct(kept, chosen, settings, workers, as_json, cache=not no_cache, crew=crew)
    raise typer.Exit(code)


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
    from planner.planning import run_plan
    from planner.shared_evaluations import shared_evaluations

    watching = watcher(settings.search.generations)
    scheduler = crew.scheduler if crew is not None else None
    again = resume_command(kept.path, workers, as_json, cache=cache, scheduler=scheduler)

    def on_trouble(text: str) -> None:
        watching.close()  # clears the line; the next progress writes it again
        say(f"warning: {text}")

    shared = shared_evaluations(case, settings.solver, cache, on_trouble)

    def on_progress(progress: Progress) -> None:
        stop_if_heard()
        watching.on_progress(progress)

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
        )
    except KeyboardInterrupt:
        watching.close()
        say("Interrupted; every complete generation is kept. To continue:")
        say(f"  {again}")
        raise typer.Exit(Exit.INTERRUPTED) from None
    except DaskUnavailable as error:
        kept_so_far = "every complete generation is kept; to continue"
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


def default_folder(case: Case, seed: int, parent: Path = DEFAULT_PARENT) -> Path:
    """Folder that is not there yet; tells how to continue the run that is there."""
    first = parent / f"{case.name}-{case.configuration.name}-seed{seed}"
    path, number = first, 1
    while path.exists():
        number += 1
        path = first.with_name(f"{first.name}-{number}")
    if path != first:
        say(f"{first} exists and is left as it is; to continue or show that run:")
        say(f"  {resume_command(first, None, False)}")
    return path
