"""clusterflex export: a run as files for Excel and other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.cli.failures import OptionError, told
from planner.cli.options import AsJson
from planner.cli.output import amount, new_table, say, show_json, show_table

if TYPE_CHECKING:
    from planner.exports.sheets import Export
    from planner.exports.writing import Format


def export(
    run: Annotated[str, typer.Argument(metavar="RUN", help="Folder of a run, finished or not.")],
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE|DIR",
            help="New file ending in .xlsx or .json, or new folder for CSV or Parquet files.",
        ),
    ],
    wanted: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="xlsx, json, csv or parquet.",
            show_default="by the ending of -o",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Example: clusterflex export runs/beijing -o beijing.xlsx

    Write the tables of a run for other programs, units in their headers: front, chosen design,
    its dispatch, every evaluated design, search, bound and inputs. A run that is not finished
    gives what it has so far.
    """
    with told(as_json):
        from planner.exports.writing import require_free, write_export

        path, folder = Path(output), Path(run)
        kind = _format(path, wanted)
        require_free(path, kind)
        from planner.exports.contents import of_folder
        from planner.exports.sheets import export_of

        made = export_of(of_folder(folder))
        write_export(made, path, kind)
        if as_json:
            show_json(_record(made, run, output, kind))
        else:
            _show(made)
        for name, reason in made.left_out.items():
            say(f"note: {name} is left out: {reason}")
        say(f"{output} written")


def _format(path: Path, wanted: str | None) -> Format:
    """Format of the export. Raises OptionError, ExportError."""
    from planner.cli.reading import choice_problems
    from planner.exports.writing import Format, format_of

    if wanted is None:
        return format_of(path)
    if problems := choice_problems("--format", [wanted.lower()], list(Format)):
        raise OptionError(problems)
    return format_of(path, Format(wanted.lower()))


def _record(made: Export, run: str, output: str, kind: Format) -> dict[str, Any]:
    return {
        "run": run,
        "file": output,
        "format": kind.value,
        "state": made.about["state"],
        "tables": {
            sheet.name: {"rows": len(sheet.frame), "columns": len(sheet.headings)}
            for sheet in made.sheets
        },
        "left_out": dict(made.left_out),
    }


def _show(made: Export) -> None:
    table = new_table("table", "rows", "columns")
    for sheet in made.sheets:
        table.add_row(sheet.name, amount(len(sheet.frame)), amount(len(sheet.headings)))
    show_table(table)
