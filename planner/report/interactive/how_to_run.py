"""How a reader gets the dispatch of a design that is not in the file."""

from __future__ import annotations

import shlex
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from cases import CaseError, read_case_folder, shipped_cases
from planner.run_folder import CASE_COPY

if TYPE_CHECKING:
    from cases import Case


def how_to_run(case: Case, folder: Path | None) -> dict[str, str] | None:
    """Where to run which command, to be followed by the capacities; None without a case to name.

    Names the copy in the folder of the report, or else the shipped case that this one is: never
    another case that only has its name.
    """
    if folder is not None and _same(folder / CASE_COPY, case):
        return {"where": "in the folder of this report", "command": _command(CASE_COPY, case)}
    if case.name in [shipped.name for shipped in shipped_cases()]:
        home = Path(str(files("cases") / case.name))
        if _same(home, case):
            where = f"where there is no folder {case.name} of your own"
            return {"where": where, "command": _command(case.name, case)}
    return None


def _command(named: str, case: Case) -> str:
    return shlex.join(["clusterflex", "dispatch", named, "-c", case.configuration.name, "--design"])


def _same(folder: Path, case: Case) -> bool:
    """Whether a folder holds this case."""
    try:
        return read_case_folder(folder).case(case.configuration.name).digest == case.digest
    except CaseError:
        return False
