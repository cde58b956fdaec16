"""The text of a case.toml: tables in the order of the schema, blank lines, headings, comments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel

from cases.extra import extra
from cases.schema import CaseFile

_WIDTH = 100
_HEADINGS = {
    "calendar": "Seasons and days off",
    "tariff": "Electricity prices",
    "building": "Buildings",
    "storage_type": "Storage",
    "hub": "Flexible interconnection devices",
    "configuration": "What a plan may build",
    "scenario": "Typical days",
    "year": "The whole year",
    "network": "Limits of the distribution network",
}
"""Heading above the first table of a section."""


def case_toml(document: Mapping[str, Any], header: str, comments: Mapping[str, str]) -> str:
    """Text of the plain data of a case.toml; see `cases.writing.write_case`.

    Keys come in the order of the schema (unknown ones last), values before tables; None is left
    out. Raises TypeError for values that TOML does not have.
    """
    above = [f"# {line}".rstrip() for line in header.splitlines()]
    lines = _Lines([*above, ""] if above else [], dict(comments))
    lines.table((), document, CaseFile)
    return "\n".join(lines.made).strip("\n") + "\n"


class _Lines:
    """Lines that grow table by table; each comment is used once."""

    def __init__(self, made: list[str], comments: dict[str, str]) -> None:
        self.made, self._comments = made, comments

    def table(
        self, path: tuple[str, ...], data: Mapping[str, Any], model: type[BaseModel] | None
    ) -> None:
        """Keys of a table, then the tables in it."""
        inner: list[tuple[str, Any, type[BaseModel] | None]] = []
        lines: list[tuple[str, str]] = []
        for key, value in _ordered(data, model):
            below = _model_of(model, key)
            if _is_table(value, below) or _is_tables(value):
                inner.append((key, value, below))
            else:
                comment = self._comments.pop(".".join((*path, key)), "")
                lines.append((f"{_key(key)} = {_value(value)}", comment))
        if path and not lines and inner and self.made[-1] == f"[{'.'.join(map(_key, path))}]":
            del self.made[-2:]  # a table of tables needs no line of its own
        width = max((len(text) for text, comment in lines if comment), default=0)
        self.made += [f"{t:<{max(width, 27)}} # {c}" if c else t for t, c in lines]
        for key, value, below in inner:
            self._heading(path, key)
            inside = (*path, key)
            for item in value if isinstance(value, list | tuple) else (value,):
                name = ".".join(map(_key, inside))
                self.made += ["", f"[{name}]" if item is value else f"[[{name}]]"]
                self.table(inside, item, below)

    def _heading(self, path: tuple[str, ...], key: str) -> None:
        if not path and key in _HEADINGS:
            rule = f"# ---- {_HEADINGS[key]} "
            self.made += ["", "", rule + "-" * (_WIDTH - len(rule))]


def _ordered(data: Mapping[str, Any], model: type[BaseModel] | None) -> Iterator[tuple[str, Any]]:
    known = list(model.model_fields) if model else []
    places = {key: place for place, key in enumerate(known)}
    for key in sorted(data, key=lambda key: places.get(key, len(places))):
        if data[key] is not None:
            yield key, data[key]


def _is_table(value: Any, model: type[BaseModel] | None) -> bool:
    """Tables of the schema; of the free ones, those too long for a line."""
    return isinstance(value, Mapping) and (model is not None or len(_value(value)) > _WIDTH - 20)


def _is_tables(value: Any) -> bool:
    return (
        isinstance(value, list | tuple)
        and len(value) > 0
        and all(isinstance(item, Mapping) for item in value)
    )


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        inline = ", ".join(f"{_key(key)} = {_value(item)}" for key, item in value.items())
        return f"{{ {inline} }}"
    if isinstance(value, list | tuple):
        items = [_value(item) for item in value]
        line = f"[{', '.join(items)}]"
        return line if len(line) < _WIDTH - 20 else "[\n  " + ",\n  ".join(items) + ",\n]"
    if isinstance(value, str):
        value = str(value)
    elif not isinstance(value, bool | int | float):
        if not hasattr(value, "item"):
            raise TypeError(f"{value!r} has no place in a case.toml")
        value = value.item()
    return str(extra("tomlkit").item(value).as_string())


def _key(key: str) -> str:
    return str(extra("tomlkit").key(key).as_string())


def _model_of(model: type[BaseModel] | None, key: str) -> type[BaseModel] | None:
    field = model.model_fields.get(key) if model else None
    return _model_in(field.annotation) if field else None


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(argument) for argument in get_args(annotation))
    return next((model for model in found if model is not None), None)
