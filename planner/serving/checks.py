"""What the records of a run must be before anything is made of them: types, figures, texts."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from cases.problem import printable, quoted
from planner.settings_record import Method
from planner.store import StoreError

FIGURE_MAX = 1e30
"""No figure of a plan is larger, and a picture could not be scaled to one."""
_COUNT_MAX = 2**53


def check_record(name: str, record: Mapping[str, Any]) -> None:
    """Raise StoreError if a record holds nan, an infinite figure, or text that cannot be written.

    JSON as Python reads it may hold all of these, halves of surrogate pairs too.
    """
    try:
        json.dumps(record, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise StoreError(f"{name} holds what is no figure or no text ({error})") from error


def record_at(record: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """A record in a record; an empty one where there is none. Raises StoreError."""
    value = record.get(key)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise StoreError(f"{key} is {quoted(value)}, not a record")
    return value


def text_at(record: Mapping[str, Any], key: str) -> str:
    """A text, printable; empty where there is none. Raises StoreError."""
    value = record.get(key, "")
    if not isinstance(value, str):
        raise StoreError(f"{key} is {quoted(value)}, not a text")
    return printable(value)


def count_at(record: Mapping[str, Any], key: str) -> int:
    """A whole number that is not negative. Raises StoreError, also where there is none."""
    if key not in record:
        raise StoreError(f"{key} is missing")
    value = record[key]
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _COUNT_MAX:
        raise StoreError(f"{key} is {quoted(value)}, not a whole number from 0 on")
    return value


def figure(name: str, value: Any) -> float:
    """A figure that is known and finite. Raises StoreError."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not abs(number) <= FIGURE_MAX:
        raise StoreError(f"{printable(name)} is {quoted(value)}, not a figure")
    return number


def settings_at(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Settings of a run, whose search has its budget and seed. Raises StoreError."""
    settings = record_at(record, "settings")
    search = record_at(settings, "search")
    if search and search.get("method") != Method.ENUMERATION:
        for key in ("population", "generations", "seed"):
            count_at(search, key)
    return settings
