"""The studies that ship with the software, and where a study is looked for."""

from __future__ import annotations

import os
from pathlib import Path

from benchmarks.study.errors import StudyError
from cases.problem import Problem, did_you_mean, shortened

_HOME = Path(__file__).resolve().parent.parent / "studies"


def shipped_studies() -> tuple[str, ...]:
    """Names of the shipped studies, in order."""
    return tuple(sorted(path.stem for path in _HOME.glob("*.toml")))


def find_study(study: str | os.PathLike[str]) -> Path:
    """Path of a study file, by its path or a shipped study's name.

    A shipped study goes before a file that has its bare name. Raises StudyError when there is none.
    """
    text = os.fsdecode(os.fspath(study))
    if text in shipped_studies():
        return _HOME / f"{text}.toml"
    try:
        path = Path(text).absolute()
        if path.is_file():
            return path
        is_folder = bool(text) and path.is_dir()
    except (OSError, ValueError):
        is_folder = False
    if is_folder:
        message, remedy = "This is a folder, not a study file.", "Name the TOML file itself."
    else:
        message = "There is no such file, and no shipped study of this name."
        remedy = did_you_mean(text, shipped_studies())
    raise StudyError([Problem(shortened(text) or '""', 0, "", shortened(text), message, remedy)])
