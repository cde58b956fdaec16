"""The case folders that ship with the software, and where a case is looked for."""

from __future__ import annotations

import os
import shutil
import tomllib
from pathlib import Path
from typing import NamedTuple

from cases.problem import CASE_FILE, CaseError, Problem, did_you_mean, shortened

_HOME = Path(__file__).resolve().parent
_NEVER_COPIED = shutil.ignore_patterns("__pycache__", "*.pyc")


class ShippedCase(NamedTuple):
    """A case folder that ships with the software."""

    name: str
    title: str
    configurations: tuple[str, ...]


def shipped_cases() -> tuple[ShippedCase, ...]:
    """The shipped cases in order of their names."""
    found = []
    for name in _names():
        data = tomllib.loads((_HOME / name / CASE_FILE).read_text(encoding="utf-8"))
        configurations = tuple(c["name"] for c in data.get("configuration", ())) or ("all",)
        found.append(ShippedCase(name, data.get("title", ""), configurations))
    return tuple(found)


def find_folder(case: str | os.PathLike[str]) -> Path:
    """Absolute path of a case folder, by its path, its case.toml or a shipped case's name.

    A local folder goes before a shipped case of the same name when it holds a case.toml.
    Raises CaseError when there is none.
    """
    text = os.fsdecode(os.fspath(case))
    try:
        path = Path(text).absolute()
        if path.name == CASE_FILE and not path.is_dir():
            path = path.parent
        if os.path.lexists(path / CASE_FILE):
            return path
        is_file, is_folder = path.is_file(), path.is_dir()
    except (OSError, ValueError):
        is_file = is_folder = False
    if text in _names():
        return _HOME / text
    if is_folder and text:
        message, remedy = "The folder holds no case.toml.", "Name a folder that holds a case.toml."
    elif is_file:
        message, remedy = "This is a file, not a case folder.", "Name the folder of the case.toml."
    else:
        message = "There is no such case folder, and no shipped case of this name."
        remedy = did_you_mean(text, _names())
    raise CaseError([Problem(shortened(text) or '""', 0, "", shortened(text), message, remedy)])


def copy_case(name: str, destination: str | os.PathLike[str]) -> Path:
    """Copy a shipped case into a new or empty folder; returns the folder's absolute path.

    Raises CaseError when there is no such case, or the destination is taken or not writable.
    """
    if name not in _names():
        message, remedy = f'There is no shipped case "{name}".', did_you_mean(name, _names())
        raise CaseError([Problem(shortened(name), 0, "", name, message, remedy)])
    shown = shortened(os.fsdecode(os.fspath(destination)))
    try:
        target = Path(os.fsdecode(os.fspath(destination))).absolute()
        taken = os.path.lexists(target) and not (target.is_dir() and not any(target.iterdir()))
        if not taken:
            shutil.copytree(_HOME / name, target, ignore=_NEVER_COPIED, dirs_exist_ok=True)
    except (OSError, ValueError, shutil.Error) as error:
        message = f"The folder cannot be written ({getattr(error, 'strerror', None) or error})."
        problem = Problem(shown, 0, "", shown, message, "Choose a folder that you may write to.")
        raise CaseError([problem]) from None
    if taken:
        message, remedy = "This exists and is not an empty folder.", "Choose a new folder."
        raise CaseError([Problem(shown, 0, "", shown, message, remedy)])
    return target


def _names() -> tuple[str, ...]:
    """Names of the folders beside this file that hold a case.toml."""
    return tuple(sorted(path.parent.name for path in _HOME.glob(f"*/{CASE_FILE}")))
