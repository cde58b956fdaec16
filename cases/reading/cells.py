"""What is wrong with one cell of a profile."""

from __future__ import annotations

import re

from cases.problem import Problem, quoted, shortened

NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,30})?")
"""Plain decimal, not negative, below 1e9; ASCII digits alone."""
CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")

_KINDS = (
    (r"\s*", "The cell is empty.", "Write a number; 0 where there is none."),
    (r"\s.*|.*\s", "{} has blanks around it.", "Remove the blanks."),
    (r"-[0-9]+(\.[0-9]*)?", "{} is below 0.", "Write a {quantity} of 0 or more."),
    (
        r"-?[0-9]+,[0-9]+",
        "{} has a decimal comma.",
        'Write a decimal point, such as "3.2", and no thousands separators.',
    ),
    (
        r"-?[0-9]{1,3}([,' _][0-9]{3})+(\.[0-9]*)?",
        "{} has thousands separators.",
        "Write the digits without separators.",
    ),
    (
        r"(?i)[+-]?(nan|inf|infinity|na|n/a|null|none|-+|#.*)",
        "{} is not a number.",
        "Fill the gap with a number before the file is used.",
    ),
    (
        r"[+-]?[0-9.]+[eE][+-]?[0-9]+",
        "{} is written with an exponent.",
        'Write a plain decimal, such as "0.001".',
    ),
    (r"[0-9]{10,}(\.[0-9]*)?", "{} is above 999999999.", "Check the unit: powers are in kW."),
    (
        r"(?i)-?[0-9.]+\s*[a-z%]+",
        "{} is a number with a unit.",
        "Write the number alone; the unit stands in the column's name.",
    ),
)
_OTHER = ("{} is not a plain number.", 'Write a plain decimal number, such as "12.5".')


def cell_problem(file: str, line: int, column: str, text: str) -> Problem:
    """Why a cell that is no plain number is refused."""
    message, remedy = next(
        ((words, cure) for pattern, words, cure in _KINDS if re.fullmatch(pattern, text)), _OTHER
    )
    remedy = remedy.replace("{quantity}", _quantity(column))
    message = message.replace("{}", quoted(text))
    return Problem(file, line, column, shortened(text), message, remedy)


def _quantity(column: str) -> str:
    kind = column.rpartition(".")[2]
    if kind in ("pv_kw", "wind_kw"):
        return "power"
    if kind in ("r_ohm", "x_ohm", "r_pu", "x_pu", "base_kv", "base_mva"):
        return "number"
    return {"shiftable_share": "share", "grid_emission_kg_per_kwh": "number"}.get(kind, "load")
