"""clusterflex solvers: the names that --solver takes here."""

from __future__ import annotations

from planner.cli.failures import told
from planner.cli.options import SOLVER
from planner.cli.output import show


def solvers() -> None:
    """Example: clusterflex solvers

    List the solvers that can be used on this machine, by the names that --solver takes.
    """
    with told():
        from operation import available_solvers

        for name in available_solvers():
            show(f"{name}  (default)" if name == SOLVER else name)
