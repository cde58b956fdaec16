"""clusterflex cache: designs that earlier runs have solved, and where they are kept."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.cli.failures import told
from planner.cli.options import AsJson
from planner.cli.output import amount, new_table, say, show, show_json, show_table

if TYPE_CHECKING:
    from planner.cache_files import CacheFile


def cache(
    clear: Annotated[bool, typer.Option("--clear", help="Forget all of them.")] = False,
    as_json: AsJson = False,
) -> None:
    """Example: clusterflex cache

    Tell where designs that runs have solved are kept, and how many of which case. Runs of the same
    case and settings do not solve them again, with the same results. What no run has used for 90
    days is removed. The environment variable CLUSTERFLEX_CACHE names another folder.
    """
    with told(as_json):
        from planner.cache_files import cache_files, cache_folder
        from planner.cache_files import clear as clear_folder

        folder = cache_folder()
        removed = clear_folder(folder) if clear else 0
        files = cache_files(folder)
        cases = _by_case(files)
        for file in files:
            if file.designs is None:
                say(f"warning: {file.path} cannot be read; clusterflex cache --clear removes it")
        if as_json:
            total = sum(file.bytes for file in files)
            show_json({"folder": str(folder), "removed": removed, "bytes": total, "cases": cases})
            return
        show(str(folder))
        if clear:
            show(f"removed {removed} files")
        if cases:
            _show(cases)
        elif not clear:
            show("nothing is kept there")


def _by_case(files: Sequence[CacheFile]) -> list[dict[str, Any]]:
    """Sums over the files of a case: other settings and versions have files of their own."""
    names = dict.fromkeys((file.case, file.configuration) for file in files)
    return [
        {
            "case": name,
            "configuration": configuration,
            "designs": sum(file.designs or 0 for file in own),
            "files": len(own),
            "bytes": sum(file.bytes for file in own),
            "last_used": time.strftime("%Y-%m-%d", time.localtime(max(f.used_at for f in own))),
        }
        for name, configuration in names
        for own in [[f for f in files if (f.case, f.configuration) == (name, configuration)]]
    ]


def _show(cases: Sequence[dict[str, Any]]) -> None:
    table = new_table("case", "configuration", "designs", "files", "MB", "last used", left=2)
    for row in cases:
        table.add_row(
            row["case"],
            row["configuration"],
            amount(row["designs"]),
            amount(row["files"]),
            amount(row["bytes"] / 1e6, 1),
            row["last_used"],
        )
    if len(cases) > 1:
        sums = (sum(row[name] for row in cases) for name in ("designs", "files", "bytes"))
        designs, files, size = sums
        table.add_row("", "together", amount(designs), amount(files), amount(size / 1e6, 1), "")
    show_table(table)
