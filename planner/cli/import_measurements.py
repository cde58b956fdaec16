"""clusterflex import measurements: a case folder from a year of meter data."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.failures import OptionError, told
from planner.cli.import_summary import days_record, quality_record, show_days, show_quality
from planner.cli.options import AsJson
from planner.cli.output import say, show, show_json


def measurements(
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="IMPORT.toml", help="File that says which file and column holds what."
        ),
    ] = None,
    folder: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="DIR", help="New or empty folder of the case."),
    ] = None,
    example: Annotated[
        str | None,
        typer.Option(metavar="DIR", help="Write a small example into a new folder, to begin from."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Example: clusterflex import measurements meters/IMPORT.toml -o my_cluster

    Make a case from CSV files of a year: loads, generation and carbon intensity of every
    building, in hours or finer. To see how: clusterflex import measurements --example meters
    """
    with told(as_json):
        if example is not None:
            from cases.importing.measured.example import write_example

            path = write_example(example)
            shown = shlex.quote(str(Path(example) / "IMPORT.toml"))
            show(f"Written to {path}. Next:")
            show(f"  clusterflex import measurements {shown} -o my_cluster")
            return
        missing = []
        if file is None:
            missing.append(
                "IMPORT.toml is missing: the file that says which file and column holds what; "
                "to see one: clusterflex import measurements --example meters"
            )
        if folder is None:
            missing.append("--output/-o is missing: the new or empty folder of the case")
        if file is None or folder is None:
            raise OptionError(missing)
        from cases.importing.measured.build import write_measurements
        from cases.importing.measured.read_import import read_import
        from cases.writing import require_new_folder

        require_new_folder(folder)
        data = read_import(file)
        made = write_measurements(folder, data)
        if as_json:
            show_json(
                {
                    "path": str(made.path),
                    "first_day": data.year.dates[0].isoformat(),
                    "days": data.year.days,
                    "typical_days": days_record(made.days),
                    "quality": quality_record(made.quality),
                    "notes": list(data.notes),
                    "warnings": [str(warning) for warning in made.warnings],
                }
            )
            return
        for warning in made.warnings:
            say(f"warning: {warning}")
        for note in data.notes:
            say(f"note: {note}")
        dates = data.year.dates
        show(f"{len(data.series)} series, {data.year.days} days from {dates[0]} to {dates[-1]}")
        show_days(made.days)
        show_quality(made.quality)
        shown = shlex.quote(folder)
        show(f"Written to {made.path}. Next:")
        show(f"  clusterflex check {shown}")
        show(f"  clusterflex run {shown} -o runs/{shlex.quote(Path(folder).name)}")
