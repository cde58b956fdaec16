"""clusterflex figures: the figures of a finished run, drawn anew for a paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.exits import Exit
from planner.cli.failures import OptionError, told
from planner.cli.files import write_whole
from planner.cli.options import AsJson
from planner.cli.output import say, show, show_json
from planner.report.kinds import FigureFormat, FigureKind

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from planner.kept_run import KeptRun
    from planner.result import Plan

_KINDS = ", ".join(kind.value for kind in FigureKind)


def figures(
    run: Annotated[str, typer.Argument(metavar="RUN", help="Folder of a finished run.")],
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="DIR", help="Folder for the figures.")
    ],
    form: Annotated[
        FigureFormat, typer.Option("--format", help="Lines in pdf and svg, dots in png.")
    ] = FigureFormat.PDF,
    only: Annotated[
        str | None,
        typer.Option(metavar="KIND,...", help=f"Only these, of {_KINDS}.", show_default="all"),
    ] = None,
    beside: Annotated[
        list[str] | None,
        typer.Option(
            metavar="RUN",
            help="Another run of the case, for the figure of variants; may be repeated. Runs that "
            "differ by their seeds alone are one variant.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Example: clusterflex figures runs/first -o paper --only front,map

    Draw the figures of a run again, as files for a paper. The same run gives the same bytes. Only
    the chosen design is solved, and the bound of the front; the run stays as it is.
    """
    with told(as_json):
        folder = Path(output)
        problems: list[str] = []
        kinds = _kinds(only, bool(beside), problems)
        problems += _folder_problems(folder, kinds, form)
        runs = _runs([run, *(beside or [])], kinds, problems)
        if problems:
            raise OptionError(problems)
        plan = _plan(runs[0], kinds)
        files = _drawn(plan, runs, kinds, folder, form)
        failed = [o for o in plan.dispatches if o.dispatch is None]
        if as_json:
            show_json({"run": run, "folder": output, "files": files})
        else:
            show(f"{len(files)} {'figure' if len(files) == 1 else 'figures'} in {folder}")
        for line in _left_out(plan, kinds):
            say(f"note: {line}")
        for outcome in failed:
            words = f"{outcome.status.value} {outcome.message}".strip()
            say(f"warning: no figures of {outcome.scenario}: {words}")
        if plan.bound_trouble:
            say(f"warning: the front is drawn without its bound: {plan.bound_trouble}")
    raise typer.Exit(Exit.SOLVER if failed else Exit.DONE)


def _kinds(only: str | None, beside: bool, problems: list[str]) -> set[FigureKind]:
    """What is to be drawn; what is wrong with that is added to the problems."""
    if only is None:
        return set(FigureKind) if beside else set(FigureKind) - {FigureKind.VARIANTS}
    words = [word.strip() for word in only.split(",")]
    unknown = [word for word in words if word not in set(FigureKind)]
    problems += [f'--only "{word}" is not one of: {_KINDS}' for word in unknown]
    kinds = {FigureKind(word) for word in words if word not in unknown}
    if FigureKind.VARIANTS in kinds and not beside:
        problems.append("--only variants needs other runs: name each with --beside")
    if beside and FigureKind.VARIANTS not in kinds and not unknown:
        problems.append("--beside is for variants, which --only leaves out: add variants to it")
    return kinds


def _folder_problems(folder: Path, kinds: set[FigureKind], form: FigureFormat) -> list[str]:
    """What is in the way of the files."""
    if folder.exists() and not folder.is_dir():
        return [f"{folder} is a file: name a folder with -o"]
    there = sorted(
        path
        for kind in kinds
        for path in [folder / f"{kind}.{form}", *folder.glob(f"{kind}_*.{form}")]
        if path.exists()
    )
    if len(there) > 3:
        return [f"{there[0]} and {len(there) - 1} more figures exist: name another folder with -o"]
    return [f"{path} exists: name another folder with -o" for path in there]


def _runs(names: Sequence[str], kinds: set[FigureKind], problems: list[str]) -> list[KeptRun]:
    """Runs of the folders, the first one finished; what is wrong is added to the problems."""
    from cases import CaseError
    from planner.kept_run import read_run
    from planner.rebuilding import kept_generations
    from planner.store import StoreError
    from planner.variants import incomparable

    runs = []
    for place, name in enumerate(names):
        try:
            run = read_run(Path(name))
            if place == 0:
                kept_generations(run.path)
        except (StoreError, CaseError) as error:
            problems += str(error).splitlines()
            continue
        runs.append(run)
    if len(runs) < len(names):
        return runs
    if runs[0].decision is None and any(kind.of_a_scenario for kind in kinds):
        problems.append(
            f"the run in {names[0]} has chosen no design, so there is no dispatch to draw: draw "
            f"the search with --only {FigureKind.FRONT},{FigureKind.CONVERGENCE}"
        )
    problems += incomparable(runs)
    return runs


def _plan(run: KeptRun, kinds: set[FigureKind]) -> Plan:
    """The plan of a run with what the figures need. Raises SolverUnavailable."""
    import os

    from operation.solver import require_solver
    from planner.bound.solving import bound_curve
    from planner.cli.evaluating import evaluator
    from planner.rebuilding import rebuilt_plan, with_bound

    dispatched = any(kind.of_a_scenario for kind in kinds)
    compared = FigureKind.FRONT in kinds
    if dispatched or compared:
        require_solver(run.settings.solver)
    with evaluator(run.case, run.settings.solver) as pool:
        plan = rebuilt_plan(run, pool, dispatched=dispatched, compared=compared)
    levels = run.settings.bound_levels
    if not compared or not levels:
        return plan
    say("bound: what no design can beat")
    return with_bound(plan, lambda: bound_curve(run.case, levels, os.cpu_count() or 1, whole=False))


def _left_out(plan: Plan, kinds: set[FigureKind]) -> list[str]:
    from planner.report.gallery import left_out

    return left_out(plan) if any(kind.of_a_scenario for kind in kinds) else []


def _drawn(
    plan: Plan, runs: Sequence[KeptRun], kinds: set[FigureKind], folder: Path, form: FigureFormat
) -> list[str]:
    """Draw and write the figures; names of the files. Raises OptionError."""
    from planner.report.figures import variants_figure
    from planner.report.gallery import gallery
    from planner.report.saving import figure_bytes
    from planner.variants import variants

    draws: dict[str, Callable[[], Axes]] = {
        picture.stem: picture.draw for picture in gallery(plan) if picture.kind in kinds
    }
    if FigureKind.VARIANTS in kinds:
        draws[FigureKind.VARIANTS.value] = lambda: variants_figure(variants(runs))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OptionError([f"{folder} cannot be made: {error.strerror}"]) from error
    files = []
    for stem, draw in draws.items():
        file = folder / f"{stem}.{form}"
        write_whole(file, figure_bytes(draw(), file.suffix))
        say(f"{file} written")
        files.append(file.name)
    return files
