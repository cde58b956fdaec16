"""clusterflex decide: what several methods choose from a run's front, and at which weights."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.exits import Exit
from planner.cli.failures import OptionError, told
from planner.cli.files import new_file_problems, write_csv
from planner.cli.options import AsJson
from planner.cli.output import say, show_json

if TYPE_CHECKING:
    from planner.choices import Choices
    from planner.kept_run import KeptRun

MOST = 10


def decide(
    run: Annotated[str, typer.Argument(metavar="RUN", help="Folder of a run.")],
    weights: Annotated[
        str | None,
        typer.Option(
            metavar="NAME=NUMBER,...",
            help="What each objective counts in the choice, such as lifecycle_cost=2.",
            show_default="those of the run",
        ),
    ] = None,
    most: Annotated[
        int, typer.Option(help="Designs to show, of those that win at some weights.")
    ] = MOST,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="New CSV file, a row per design of the front."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Example: clusterflex decide runs/beijing --weights lifecycle_cost=2,annual_emissions_kg=1

    What a run's front offers: the choice by fuzzy membership, by TOPSIS, the knees, and for which
    share of all weights each design wins. Nothing is solved, and the run stays as it is.
    """
    with told(as_json):
        kept, choices = _read(run, weights, most, output)
        if output is not None:
            from planner.choice_tables import choice_table

            write_csv(Path(output), choice_table(kept.case, kept.front, choices))
        if as_json:
            from planner.choice_tables import choices_record

            record = {
                "case": kept.case.name,
                "configuration": kept.case.configuration.name,
                "currency": kept.case.currency,
                **choices_record(kept.case, kept.front, choices),
            }
            show_json({**record, "file": output})
        else:
            from planner.cli.choice_summary import show_choices

            show_choices(kept.case, kept.front, choices, most)
        if output is not None:
            say(f"{output} written")
    raise typer.Exit(Exit.DONE)


def _read(name: str, weights: str | None, most: int, output: str | None) -> tuple[KeptRun, Choices]:
    """The run, and what can be chosen from it.

    Raises OptionError with every problem, CaseError where the run's copy of the case is broken.
    """
    from planner.cli.plan_options import decision_weights
    from planner.cli.reading import least_problems

    problems = least_problems({"most": (most, 1)})
    given = decision_weights(weights, problems) if weights is not None else None
    problems += new_file_problems(output)
    kept = _kept(Path(name), problems)
    if problems or kept is None:
        raise OptionError(problems)
    from planner.choices import choices_of
    from planner.evaluation import Objective

    wanted = kept.settings.weights
    if given is not None:
        wanted = {Objective(objective): weight for objective, weight in given.items()}
    return kept, choices_of(kept.front, wanted)


def _kept(path: Path, problems: list[str]) -> KeptRun | None:
    """The run in a folder, if it has a front to choose from; else why not, in `problems`."""
    from planner.run_choice import is_run_folder

    if not is_run_folder(path):
        problems.append(f"{path} is not the folder of a run: make one with clusterflex run")
        return None
    from planner.kept_run import read_run
    from planner.run_folder import MANIFEST
    from planner.store import StoreError

    try:
        kept = read_run(path)
    except StoreError as error:
        problems += str(error).splitlines()
        return None
    if kept.decision is None:
        failed = sum(evaluation.failed for evaluation in kept.evaluations)
        why = (
            f"{failed} of its {len(kept.evaluations)} designs could not be evaluated, too many to "
            "trust a choice"
            if kept.front
            else "none of its designs can meet the demand, or none is evaluated yet"
        )
        problems.append(f"{path} has nothing to choose from: {why}; see clusterflex resume {path}")
    elif not (path / MANIFEST).is_file():
        say(f"note: the run in {path} is not finished: its front may still change")
    return kept
