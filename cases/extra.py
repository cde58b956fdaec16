"""Packages of extras, which planning itself does not need."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from cases.problem import CaseError, Problem


def extra(module: str, name: str = "import") -> Any:
    """The module of a package of the extra of that name.

    Raises CaseError when the package is not installed.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        package = module.split(".")[0]
        if error.name != package:
            raise
        message = f'The Python package "{package}" is not installed.'
        remedy = (
            f'Install it: pip install "clusterflex[{name}]" (or, in the sources, make run again).'
        )
        raise CaseError([Problem(f"package {package}", 0, "", "", message, remedy)]) from None
