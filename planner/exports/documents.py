"""Exports that are text: one JSON document, or a CSV file for each table."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping
from typing import Any

from planner.exports.sheets import Export, Sheet

JSON_FORMAT = 1
"""Version of the layout that docs/exports.md describes."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a formula begins with in some spreadsheet."""


def document(export: Export) -> dict[str, Any]:
    """An export as plain data, columns with their units; null for an empty cell."""
    return {
        "format": JSON_FORMAT,
        "about": _plain(export.about),
        "tables": {sheet.name: _table(sheet) for sheet in export.sheets},
        "left_out": dict(export.left_out),
    }


def csv_text(export: Export) -> dict[str, str]:
    """A CSV text for each table, units in its header, and one that says what it all is.

    Opened in a spreadsheet no text becomes a formula.
    """
    about = [tuple(map(_unexecuted, row)) for row in facts(export)]
    texts = {"about": _rows_text([("item", "value"), *about])}
    for sheet in export.sheets:
        heads = {name: _unexecuted(str(h)) for name, h in sheet.headings.items()}
        table = sheet.frame.map(_unexecuted).rename(columns=heads)
        texts[sheet.name] = table.to_csv(index=False, float_format="%.10g", lineterminator="\n")
    return texts


def facts(export: Export) -> Iterator[tuple[str, Any]]:
    """What an export is, item by item: case, settings, versions, tables."""
    yield from _flat("", export.about)
    for sheet in export.sheets:
        yield f"table {sheet.name}", sheet.meaning
    for name, reason in export.left_out.items():
        yield f"table {name}", f"left out: {reason}"


def _flat(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _flat(f"{name} {key}".strip(), item)
    elif isinstance(value, list | tuple):
        yield _words(name), ", ".join(map(str, value))
    elif isinstance(value, bool):
        yield _words(name), "yes" if value else "no"
    elif value is not None:
        yield _words(name), value


def _words(name: str) -> str:
    return name.replace("_", " ")


def _unexecuted(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula behind an apostrophe; others as they are."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _rows_text(rows: list[tuple[Any, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _table(sheet: Sheet) -> dict[str, Any]:
    columns = {
        name: {"label": heading.label, "unit": heading.unit}
        for name, heading in sheet.headings.items()
    }
    return {
        "meaning": sheet.meaning,
        "columns": columns,
        "rows": [_plain(row) for row in sheet.frame.to_dict(orient="records")],
    }


def _plain(value: Any) -> Any:
    """Plain data, with None for what is not a finite number."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
