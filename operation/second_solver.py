"""Which solver gives a second opinion on what a first one found, and what both are called."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

from operation.pulp_session import ALIASES, available_solvers, solver_command
from operation.second_session import SecondSession
from operation.solution import Session, SolvableModel, SolverSettings, SolverUnavailable
from operation.solver import open_session


class Way(StrEnum):
    """Ways of solving anew, the most welcome first."""

    SCIP = "scip"
    CBC = "cbc"
    PLAIN_HIGHS = "plain_highs"
    """Branch and bound alone: without presolve, from another seed, with none of our own steps."""
    HIGHS = "highs"
    """As a first solver; for runs of another one."""


PLAIN_OPTIONS = {"presolve": "off", "random_seed": 1}
NAMES = {
    "highs": "HiGHS",
    "cbc": "CBC",
    "gurobi": "Gurobi",
    "cplex": "CPLEX",
    "scip": "SCIP",
    "xpress": "Xpress",
    "glpk": "GLPK",
    "mosek": "MOSEK",
    "copt": "COPT",
}
"""Everyday names as they are written."""
VERSION_SECONDS = 10.0


@dataclass(frozen=True)
class SecondSolver:
    """A way of solving that is not the first one's."""

    way: Way
    title: str
    """Its name and version."""

    @property
    def another(self) -> bool:
        """Whether it is another program than the first solver."""
        return self.way is not Way.PLAIN_HIGHS

    def open(self, model: SolvableModel, settings: SolverSettings) -> Session:
        """Session for a model, with the gap and the time of the settings.

        Raises SolverUnavailable.
        """
        if self.way is Way.PLAIN_HIGHS:
            return SecondSession(model, replace(settings, name=Way.HIGHS), **PLAIN_OPTIONS)
        settings = replace(settings, name=self.way.value)
        if self.way is Way.HIGHS:
            return open_session(model, settings)
        return SecondSession(model, settings)


def second_solver(first: str) -> SecondSolver:
    """The way for runs of a first solver; always the same one on the same machine."""
    if _everyday(first) != Way.HIGHS:
        return SecondSolver(Way.HIGHS, solver_title(Way.HIGHS))
    usable = available_solvers()
    for way in (Way.SCIP, Way.CBC):
        if way in usable:
            return SecondSolver(way, solver_title(way))
    return SecondSolver(Way.PLAIN_HIGHS, f"plain {solver_title(Way.HIGHS)}")


def solver_title(name: str) -> str:
    """Name of a solver with its version, if that can be known; starts its program to ask."""
    everyday = _everyday(name)
    title, number = NAMES.get(everyday, name), ""
    if everyday == Way.HIGHS:
        number = _package_version("highspy")
    elif everyday in (Way.CBC, Way.SCIP):
        number = _program_version(name, everyday)
    return f"{title} {number}".rstrip()


def _everyday(name: str) -> str:
    lowered = name.lower()
    if lowered.startswith(Way.HIGHS):
        return Way.HIGHS
    found = [everyday for everyday, tried in ALIASES.items() if name in tried]
    return found[0] if found else lowered


def _package_version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _program_version(name: str, everyday: str) -> str:
    try:
        command = solver_command(name)
        if command is None:
            scip = import_module("pyscipopt").Model()
            parts = (scip.getMajorVersion(), scip.getMinorVersion(), scip.getTechVersion())
            return ".".join(map(str, parts))
        asked = "-quit" if everyday == Way.CBC else "--version"
        told = subprocess.run(
            [command, asked],
            capture_output=True,
            text=True,
            timeout=VERSION_SECONDS,
            stdin=subprocess.DEVNULL,
        ).stdout
    except (SolverUnavailable, ImportError, AttributeError, OSError, subprocess.SubprocessError):
        return ""
    found = re.search(r"\bversion:?\s+(\S+)", told, re.IGNORECASE)
    return found[1] if found else ""
