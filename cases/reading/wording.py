"""What pydantic found wrong with a TOML file, in the words of somebody who writes such a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cases.problem import Problem, did_you_mean, quoted
from cases.reading.document import Document
from cases.reading.toml_lines import KeyPath
from cases.schema import CaseFile

_PATTERNS = {
    "[a-z][a-z0-9_]": (
        "is not a name",
        "Write lower-case letters, digits and _, starting with a letter, at most 40.",
    ),
    "[0-9]{2}:": ("is not a clock range", 'Write "HH:MM-HH:MM", such as "07:00-23:00".'),
    "[0-9]{4}-": ("is not a date", 'Write "YYYY-MM-DD", such as "2023-12-25".'),
    r"[^\x00": (
        "has a line break, or a character that cannot be seen and steers a terminal",
        "Write one line of plain text.",
    ),
    "[A-Z]": ("is not a currency code", 'Write three capital letters, such as "CNY".'),
    "[0-9]{1,9}": (
        "is not a list of seeds",
        'Write numbers and ranges, such as "1-11" or "1,5,20".',
    ),
}
_PLAIN = {
    "float_type": ("is not a number", "Write a number without quotes."),
    "float_parsing": ("is not a number", "Write a number without quotes."),
    "int_type": ("is not a whole number", "Write a whole number without quotes."),
    "int_from_float": ("is not a whole number", "Write a whole number."),
    "int_parsing_size": ("is too large", "Write a smaller whole number."),
    "finite_number": ("is not a finite number", "Write a number; nan and inf mean nothing here."),
    "string_type": ("is not text", "Put it in double quotes."),
    "bool_type": ("is not true or false", "Write true or false, without quotes."),
    "tuple_type": ("is not an array", "Put it in square brackets, or begin tables with [[...]]."),
    "model_type": ("is not a table", "Begin a table with [...] and one key = value a line."),
    "dict_type": ("is not a table", "Write a table, such as { name = 1.0 }."),
}
_BOUNDS = {
    "greater_than": ("gt", "is not above", "Write a number above"),
    "greater_than_equal": ("ge", "is below", "Write a number not below"),
    "less_than": ("lt", "is not below", "Write a number below"),
    "less_than_equal": ("le", "is above", "Write a number not above"),
}


def structure_problems(
    error: ValidationError,
    document: Document,
    reported: frozenset[KeyPath],
    schema: type[BaseModel] = CaseFile,
) -> Iterator[Problem]:
    """Each of pydantic's errors as a problem, except below paths that were already reported."""
    for details in error.errors(include_url=False):
        path = tuple(part for part in details["loc"] if part != "[key]")
        if any(path[: len(known)] == known for known in reported):
            continue
        if details["type"] == "too_short" and document.at(path):
            continue  # pydantic counts the sound elements only; the broken ones are told of
        yield _problem(details, path, document, schema)


def _problem(
    details: ErrorDetails, path: KeyPath, document: Document, schema: type[BaseModel]
) -> Problem:
    kind, context = details["type"], details.get("ctx", {})
    key = str(path[-1]) if path else ""
    if kind == "missing":
        message = f"The key {key} is missing."
        return document.problem(path, message, _addition(path, schema), "")
    if kind == "extra_forbidden":
        model = model_at(path[:-1], schema)
        known = tuple(model.model_fields) if model else ()
        message = f'The key "{key}" is not known here.'
        return document.problem(path, message, did_you_mean(key, known), "")
    value = path[-1] if details["loc"][-1:] == ("[key]",) else document.at(path)
    reason, remedy = _reason(kind, context, details["msg"], document.file)
    return document.problem(path, f"{quoted(value)} {reason}.", remedy, value)


def _reason(kind: str, context: dict[str, Any], fallback: str, file: str) -> tuple[str, str]:
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind in _BOUNDS:
        name, reason, remedy = _BOUNDS[kind]
        return f"{reason} {context[name]:g}", f"{remedy} {context[name]:g}."
    if kind == "string_pattern_mismatch":
        for start, words in _PATTERNS.items():
            if context["pattern"].startswith(f"^{start}"):
                return words
    if kind == "multiple_of":
        step = context["multiple_of"]
        return f"is not a multiple of {step:g}", f"Write a multiple of {step:g}."
    if kind == "enum":
        return "is not one of the choices", f"Write {context['expected']}."
    if kind == "too_short":
        return "has too few elements", f"Write at least {context['min_length']}."
    if kind == "too_long":
        return "has too many elements", f"Write at most {context['max_length']}."
    if kind == "string_too_long":
        return "is too long", f"Write at most {context['max_length']} characters."
    return f"cannot be used ({fallback})", f"See the schema of {file}."


def _addition(path: KeyPath, schema: type[BaseModel]) -> str:
    """How to write a key that is missing: a line, a table or the first of several tables."""
    parent, key = model_at(path[:-1], schema), str(path[-1])
    annotation = parent.model_fields[key].annotation if parent else None
    if _model_in(annotation) is None:
        return f"Add a line: {key} = ..."
    header = ".".join(part for part in path if isinstance(part, str))
    return f"Add a table: [[{header}]]" if get_args(annotation) else f"Add a table: [{header}]"


def model_at(path: KeyPath, schema: type[BaseModel]) -> type[BaseModel] | None:
    """Model of the table at a path, None where the schema has no table."""
    model: type[BaseModel] | None = schema
    for part in path:
        if isinstance(part, str):
            field = model.model_fields.get(part) if model else None
            model = _model_in(field.annotation) if field else None
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(argument) for argument in get_args(annotation))
    return next((model for model in found if model is not None), None)
