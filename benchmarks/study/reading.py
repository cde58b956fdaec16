"""From the bytes of a study file to its checked content, every problem told at once."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from benchmarks.study.checks import name_problems, number_problems
from benchmarks.study.errors import StudyError
from benchmarks.study.schema import StudyFile
from cases.problem import Problem, Report, shortened
from cases.reading.document import Document, as_json, parse
from cases.reading.files import CASE_FILE_BYTES_MAX, UnreadableError, read_bytes
from cases.reading.toml_lines import KeyPath
from cases.reading.wording import structure_problems

_WHEN_EMPTY = "Start from a shipped study; see: clusterflex bench --list"


def read_file(path: Path, *, check_names: bool = True) -> StudyFile:
    """Content of a study file; raises StudyError with every problem found."""
    report, name = Report(), path.name
    try:
        document = parse(read_bytes(path, CASE_FILE_BYTES_MAX), report, name, _WHEN_EMPTY)
    except UnreadableError as error:
        message = f'"{shortened(name)}" {error.reason}.'
        raise StudyError([Problem(name, 0, "", "", message, error.remedy)]) from None
    text, reported = (None, frozenset[KeyPath]())
    if document is not None:
        text, reported = as_json(document, report)
    file = None
    if document is not None and text is not None:
        file = _validated(text, document, reported, report)
        if file is not None:
            report.extend(number_problems(file, document))
            report.extend(name_problems(file, document) if check_names else ())
    if report or file is None:
        raise StudyError(report.problems())
    return file


def _validated(
    text: str, document: Document, reported: frozenset[KeyPath], report: Report
) -> StudyFile | None:
    try:
        return StudyFile.model_validate_json(text)
    except ValidationError as error:
        report.extend(structure_problems(error, document, reported, StudyFile))
        return None
