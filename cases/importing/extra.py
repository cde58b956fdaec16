"""Packages of the extra "import", which planning itself does not need."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from cases.problem import CaseError, Problem

INSTALL = 'Install it: pip install "clusterflex[import]" (or, in the sources, make run again).'


def extra(module: str) -> Any:
    """The module of a package of the extra "import"; raises CaseError when it is not installed."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        package = module.split(".")[0]
        if error.name != package:
            raise
        message = f'The Python package "{package}" is not installed.'
        raise CaseError([Problem(f"package {package}", 0, "", "", message, INSTALL)]) from None
