"""clusterflex sensitivity: what a run's choice makes of other prices, lives, demands, yields."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.exits import Exit
from planner.cli.failures import OptionError, told
from planner.cli.options import AsJson, NoCache, Workers
from planner.cli.output import say
from planner.sensitivity_defaults import DESIGNS, SAMPLES, SEED, size_problems

if TYPE_CHECKING:
    from planner.cli.sensitivity_progress import SolveWatcher
    from planner.kept_run import KeptRun
    from planner.sensitivity import Sensitivities
    from planner.sensitivity.solving import OnSolved, SolveProgress


def sensitivity(
    run: Annotated[
        str, typer.Argument(metavar="RUN", help="Folder of a run that has chosen a design.")
    ],
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="DIR", help="New folder for tables and figures."),
    ] = None,
    inputs: Annotated[
        str | None,
        typer.Option(metavar="NAME,...", help="Uncertain inputs; all of the case if left out."),
    ] = None,
    ranges: Annotated[
        list[str] | None,
        typer.Option(
            "--range",
            metavar="NAME=LOW:HIGH,...",
            help="What an input may be instead, for example storage_price=0.6:1.2; may be "
            "repeated.",
        ),
    ] = None,
    samples: Annotated[
        int, typer.Option(help="Samples in which all inputs vary together; 0: none.")
    ] = SAMPLES,
    seed: Annotated[int, typer.Option(help="Seed of the samples.")] = SEED,
    designs: Annotated[
        int,
        typer.Option(help="Designs, spread over the front, to solve again where that is needed."),
    ] = DESIGNS,
    without_solving: Annotated[
        bool,
        typer.Option("--without-solving", help="Only what the dispatch does not depend on."),
    ] = False,
    no_cache: NoCache = False,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Example: clusterflex sensitivity runs/mine -o runs/mine-sensitivity

    Question a run's choice: break-even prices, one input at a time, all of them sampled together.
    Designs that were solved before are not solved again.
    """
    with told(as_json):
        problems, bounds = _problems(samples, seed, designs, workers, output, ranges or [])
        names = None if inputs is None else [name.strip() for name in inputs.split(",")]
        kept = _read(run, problems)
        from planner.cli.sensitivity_progress import SolveWatcher
        from planner.sensitivity import SensitivityError, sensitivities

        _check(kept, names, bounds, problems, solving=not without_solving)
        watching = SolveWatcher()
        try:
            found = sensitivities(
                kept,
                inputs=names,
                ranges=bounds,
                samples=samples,
                seed=seed,
                designs=designs,
                solving=not without_solving,
                workers=workers,
                cache=not no_cache,
                on_solved=_heard(watching),
                on_trouble=say,
            )
        except SensitivityError as error:
            raise OptionError(str(error).splitlines()) from error
        finally:
            watching.close()
        code = _tell(found, output, as_json)
    raise typer.Exit(code)


def _problems(
    samples: int,
    seed: int,
    designs: int,
    workers: int | None,
    output: str | None,
    ranges: list[str],
) -> tuple[list[str], dict[str, tuple[float, float]]]:
    """What is wrong with the options, and the ranges among them."""
    from planner.cli.reading import workers_problems

    problems = size_problems(samples, seed, designs, prefix="--")
    problems += workers_problems(workers)
    if output is not None:
        path = Path(output)
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            problems.append(f"{path} is not empty: choose another folder")
    bounds: dict[str, tuple[float, float]] = {}
    for text in ranges:
        for part in text.split(","):
            _read_range(part, bounds, problems)
    return problems, bounds


def _read_range(text: str, bounds: dict[str, tuple[float, float]], problems: list[str]) -> None:
    name, _, numbers = (piece.strip() for piece in text.partition("="))
    low, _, high = numbers.partition(":")
    try:
        ends = float(low), float(high)
    except ValueError:
        ends = (math.nan, math.nan)
    if not (name and math.isfinite(ends[0]) and math.isfinite(ends[1])):
        problems.append(f'--range: "{text.strip()}" is not NAME=LOW:HIGH')
    elif name in bounds:
        problems.append(f'--range: "{name}" is given twice')
    else:
        bounds[name] = ends


def _read(name: str, problems: list[str]) -> KeptRun:
    """The run, with a choice. Raises OptionError with the problems so far, StoreError."""
    from planner.run_choice import is_run_folder

    if not is_run_folder(Path(name)):
        problems = [*problems, f"{name} is not the folder of a run: make one with clusterflex run"]
        raise OptionError(problems)
    from planner.kept_run import read_run

    kept = read_run(Path(name))
    if kept.decision is None:
        raise OptionError(
            [
                *problems,
                f"the run in {name} has chosen no design: go on with clusterflex resume {name}",
            ]
        )
    return kept


def _check(
    kept: KeptRun,
    names: list[str] | None,
    bounds: dict[str, tuple[float, float]],
    problems: list[str],
    *,
    solving: bool,
) -> None:
    """Raises OptionError with every problem of options and inputs."""
    from planner.sensitivity import SensitivityError, uncertain_inputs
    from planner.sensitivity.inputs import wanted_inputs

    try:
        wanted_inputs(uncertain_inputs(kept.case), names, bounds, solving=solving)
    except SensitivityError as error:
        problems = [*problems, *str(error).splitlines()]
    if problems:
        raise OptionError(problems)


def _heard(watching: SolveWatcher) -> OnSolved:
    from planner.cli.interruption import stop_if_heard

    def on_solved(progress: SolveProgress) -> None:
        stop_if_heard()
        watching.on_solved(progress)

    return on_solved


def _tell(found: Sensitivities, output: str | None, as_json: bool) -> Exit:
    from planner.cli.output import show_json
    from planner.cli.sensitivity_summary import show_sensitivities, tell_failures
    from planner.sensitivity.folder import sensitivity_record, write_sensitivities

    written = write_sensitivities(found, Path(output)) if output is not None else ()
    if as_json:
        show_json({**sensitivity_record(found), "folder": output})
    else:
        show_sensitivities(found)
    tell_failures(found)
    if written:
        say(f"{output}: {', '.join(written)}")
    return Exit.SOLVER if found.failed else Exit.DONE
