"""The text of a TOML file as plain data that knows on which line each key stands."""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from dataclasses import dataclass
from typing import Any

from cases.problem import CASE_FILE, Problem, Report, quoted, shortened
from cases.reading.text import decode
from cases.reading.toml_lines import KeyPath, key_lines

_DEPTH_MAX = 12
_LINE_LENGTH_MAX = 10_000
_WHEN_EMPTY = "Start from a shipped case: clusterflex copies one for you."
_SYNTAX_REMEDIES = (
    ("Cannot overwrite", "Give each key once; write several tables of a kind as [[name]]."),
    ("Cannot declare", "Give each table once; write several tables of a kind as [[name]]."),
    ("Invalid value", "Put text in double quotes; write numbers like 1.5, and true."),
    ("Unclosed array", 'Close the array with "]".'),
    ("Unterminated string", "Close the text with a quote on the same line."),
    ("Illegal character", "Close the text with a quote on the same line."),
    ("Expected '='", "Write a line as: key = value."),
    ("Expected ']", 'Close the table name with "]" (or "]]").'),
    ("Expected newline", "Write one key = value on a line; put text in quotes."),
    ("Unescaped '\\'", 'Write "/" in paths, or put the text in single quotes.'),
    ("Invalid statement", "Write key = value, [table] or [[table]] here."),
)


@dataclass(frozen=True)
class Document:
    """The parsed file: plain data, and lines by key path."""

    data: dict[str, Any]
    lines: dict[KeyPath, int]
    file: str = CASE_FILE

    def at(self, path: KeyPath) -> Any:
        """The value at a key path, or None."""
        value: Any = self.data
        for part in path:
            if isinstance(value, dict) and isinstance(part, str):
                value = value.get(part)
            elif isinstance(value, list) and isinstance(part, int) and part < len(value):
                value = value[part]
            else:
                return None
        return value

    def line(self, path: KeyPath) -> int:
        """Line of the longest part of the path that stands in the file."""
        while path not in self.lines:
            path = path[:-1]
        return self.lines[path]

    def key(self, path: KeyPath) -> str:
        """The path in words, such as building.shop.device[2].cop (counted from 1)."""
        words = ""
        for depth, part in enumerate(path):
            if isinstance(part, str):
                words += f".{part}" if words else part
                continue
            item = self.at(path[: depth + 1])
            name = item.get("name") if isinstance(item, dict) else None
            words += f".{name}" if isinstance(name, str) and name else f"[{part + 1}]"
        return shortened(words)

    def problem(self, path: KeyPath, message: str, remedy: str, value: object = None) -> Problem:
        """A problem at a key path; `value` stands for itself, else what is in the file is shown."""
        shown = self.at(path) if value is None else value
        text = "" if shown is None or isinstance(shown, dict | list) else quoted(shown)
        return Problem(self.file, self.line(path), self.key(path), text.strip('"'), message, remedy)


def parse(
    content: bytes, report: Report, file: str = CASE_FILE, when_empty: str = _WHEN_EMPTY
) -> Document | None:
    """The document of a TOML file, or None when it is no TOML; problems go to the report."""
    text = decode(file, content)
    if isinstance(text, Problem):
        report.add(text)
        return None
    text = text.replace("\r\n", "\n")
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > _LINE_LENGTH_MAX:
            message = f"The line is longer than {_LINE_LENGTH_MAX} characters."
            report.add(Problem(file, number, "", "", message, "Break it into several lines."))
            return None
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError, OverflowError) as error:
        report.add(_syntax_problem(error, text, file))
        return None
    if not data:
        report.add(Problem(file, 0, "", "", "The file is empty.", when_empty))
        return None
    return Document(data, key_lines(text), file)


def _syntax_problem(failure: Exception, text: str, file: str) -> Problem:
    if not isinstance(failure, tomllib.TOMLDecodeError):
        return _limit_problem(failure, text, file)
    error, line, error_column = str(failure), 0, 0
    if match := re.search(r"\(at line (\d+), column (\d+)\)", error):
        line, error_column = int(match[1]), int(match[2])
    elif "at end of document" in error:
        line = text.count("\n") + (not text.endswith("\n"))
    reason = error.split(" (at ")[0].rstrip(".")
    at = f" at column {error_column}" if error_column else ""
    remedy = next((r for start, r in _SYNTAX_REMEDIES if start in error), "Correct this line.")
    message = f"The file is not valid TOML{at}: {shortened(reason)}."
    return Problem(file, line, "", "", message, remedy)


def _limit_problem(failure: Exception, text: str, file: str) -> Problem:
    """What Python itself refuses: endless nesting, endless digits."""
    if isinstance(failure, RecursionError):
        message, sign = "Arrays or tables are nested too deep.", r"[\[{]{50}"
        remedy = "Use the tables of the schema only."
    else:
        message, sign = "A number or date cannot be read.", r"[0-9_]{4000}"
        remedy = "Write a number of at most 15 digits."
    match = re.search(sign, text)
    line = text.count("\n", 0, match.start()) + 1 if match else 0
    return Problem(file, line, "", "", message, remedy)


def as_json(document: Document, report: Report) -> tuple[str | None, frozenset[KeyPath]]:
    """The data as JSON, and the paths already reported (dates, which JSON has not)."""
    reported: set[KeyPath] = set()
    too_deep = False

    def plain(value: Any, path: KeyPath) -> Any:
        nonlocal too_deep
        if len(path) > _DEPTH_MAX:
            too_deep = True
            return None
        if isinstance(value, dict):
            return {key: plain(item, (*path, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [plain(item, (*path, place)) for place, item in enumerate(value)]
        if isinstance(value, datetime.date | datetime.time):
            reported.add(path)
            message = f"{value} is a date or time of TOML, not text or a number."
            report.add(document.problem(path, message, f'Put it in quotes: "{value}".', value))
            return None
        return value

    data = plain(document.data, ())
    if too_deep:
        message = f"Tables are nested deeper than {_DEPTH_MAX} levels."
        remedy = "Use the tables of the schema only."
        report.add(Problem(document.file, 0, "", "", message, remedy))
        return None, frozenset()
    return json.dumps(data), frozenset(reported)
