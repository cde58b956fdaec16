"""The tables of a pandapower network saved as JSON, read as text.

pandapower itself is not needed for it, and nothing in the file is run: its own reader imports what
a file names.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cases.problem import Problem

NOT_A_NETWORK = "Save a network with pandapower.to_json(net, path), without an encryption key."


@dataclass(frozen=True)
class Row:
    """One element: a row of a table of pandapower."""

    table: str
    index: int
    cells: Mapping[str, Any]

    @property
    def label(self) -> str:
        """Such as "line 3"."""
        return f"{self.table} {self.index}"

    @property
    def in_service(self) -> bool:
        """Whether it takes part; elements without such a column do."""
        return bool(self.cells.get("in_service", True))

    def number(self, column: str, otherwise: float = 0.0) -> float:
        """A cell as a number; what is empty or missing is the other one."""
        value = self.cells.get(column)
        if value is None or isinstance(value, str):
            return otherwise
        return otherwise if value != value else float(value)

    def bus(self, column: str) -> int:
        """Index of a bus; -1 where there is none."""
        return int(self.number(column, -1.0))


@dataclass(frozen=True)
class Tables:
    """What a file holds."""

    scalars: Mapping[str, Any]
    rows: Mapping[str, tuple[Row, ...]]
    """By table, those of results left out."""

    def of(self, table: str) -> Iterator[Row]:
        """Elements that are in service."""
        return (row for row in self.rows.get(table, ()) if row.in_service)


def read_tables(file: str, content: bytes) -> Tables | Problem:
    """The tables of a file, or why it has none."""
    try:
        document = json.loads(content.decode("utf-8-sig"))
        if not isinstance(document, dict) or document.get("_class") != "pandapowerNet":
            return Problem(file, 0, "", "", "This is no pandapower network.", NOT_A_NETWORK)
        members = document["_object"]
        if isinstance(members, str):
            members = json.loads(members)
        rows = {
            name: tuple(_rows(name, member))
            for name, member in members.items()
            if isinstance(member, dict)
            and member.get("_class") in ("DataFrame", "GeoDataFrame")
            and not name.startswith(("res_", "_"))
        }
        scalars = {k: v for k, v in members.items() if not isinstance(v, dict | list)}
        return Tables(scalars, rows)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        message = f"The file is not valid JSON ({error})."
        return Problem(file, getattr(error, "lineno", 0), "", "", message, NOT_A_NETWORK)
    except (KeyError, TypeError, AttributeError, IndexError):
        message = "A table of the network cannot be read."
        return Problem(file, 0, "", "", message, NOT_A_NETWORK)


def _rows(table: str, member: Mapping[str, Any]) -> Iterator[Row]:
    frame = member["_object"]
    frame = json.loads(frame) if isinstance(frame, str) else frame
    if "features" in frame:  # geographical tables
        return
    for index, cells in zip(frame["index"], frame["data"], strict=True):
        yield Row(table, int(index), dict(zip(frame["columns"], cells, strict=True)))
