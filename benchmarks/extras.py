"""Packages that only some problems and competitors need, and that come as an extra."""

from __future__ import annotations

from importlib import import_module
from typing import Any

REMEDY = 'python -m pip install "clusterflex[bench]"'


class MissingExtra(ImportError):
    """A package of the extra `bench` is not installed; the message says what needs it."""


def extra(module: str, needed_by: str) -> Any:
    """The imported module of an extra. Raises MissingExtra where it is not installed."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] != module.split(".")[0]:
            raise
        raise MissingExtra(
            f'{needed_by} needs the package "{module}", which is not installed: {REMEDY}',
            name=module,
        ) from error
