"""Docstrings of the public names, which are plain text with units and formulas.

What stands indented is shown as it is. Packages load their names when they are first used, so they
are asked for all of them here.
"""

from __future__ import annotations

import re
from importlib import import_module
from itertools import groupby
from typing import Any

from sphinx.application import Sphinx

PACKAGES = ("planner", "operation", "algorithms", "cases")
_CODE = re.compile(r"(``?)(.+?)\1")
_SPECIAL = re.compile(r"([*|_\\`])")


def restructured(lines: list[str]) -> list[str]:
    """Text of a docstring as reStructuredText that shows just that, backticks as code."""
    out: list[str] = []
    for paragraph in _paragraphs(lines):
        if paragraph[0][:1].isspace():
            out += ["::", "", *(f"    {line}" for line in paragraph), ""]
        else:
            out += [*map(_escaped, paragraph), ""]
    return out


def _paragraphs(lines: list[str]) -> list[list[str]]:
    """Runs of lines between blank ones; an indented line begins or ends a run as well."""
    runs: list[list[str]] = []
    for kind, group in groupby(lines, key=lambda line: (bool(line.strip()), line[:1].isspace())):
        if kind[0]:
            runs.append(list(group))
    return runs


def _escaped(line: str) -> str:
    """A line with its code as code, and everything else that means something escaped."""
    out, end = "", 0
    for match in _CODE.finditer(line):
        out += _SPECIAL.sub(r"\\\1", line[end : match.start()])
        before = "\\ " if out and not out[-1].isspace() else ""
        after = "\\ " if line[match.end() :][:1].strip() else ""
        out += f"{before}``{match[2]}``{after}"
        end = match.end()
    return out + _SPECIAL.sub(r"\\\1", line[end:])


def _on_docstring(
    app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]
) -> None:
    lines[:] = [] if what == "module" else restructured(lines)


def _load_names(app: Sphinx) -> None:
    for package in map(import_module, PACKAGES):
        vars(package).update({name: getattr(package, name) for name in package.__all__})


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to autodoc."""
    app.connect("builder-inited", _load_names)
    app.connect("autodoc-process-docstring", _on_docstring)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
