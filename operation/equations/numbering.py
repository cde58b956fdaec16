"""How an equation of the model page becomes rows: number, index sets, and rows without a solver.

Equations are written with ordinary operators over columns; this package never names the
modelling library.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Expression = Any
"""A linear expression, a column, or a number: whatever the columns' operators give."""


class Over(StrEnum):
    """Index sets that an equation is repeated over."""

    BUILDING = "building"
    DEVICE = "device"
    SITE = "site"
    HUB = "hub"
    PORT = "port"
    REACTIVE_PORT = "reactive_port"
    """Ports, where reactive power is asked for in a scenario of the case."""
    LIMIT = "limit"
    """Limits of the distribution network that the dispatch holds."""
    STEP = "step"


class Sense(StrEnum):
    """Relation between the two sides of a row."""

    EQUAL = "=="
    AT_MOST = "<="
    AT_LEAST = ">="


@dataclass(frozen=True)
class Row:
    """left (sense) right."""

    left: Expression
    sense: Sense
    right: Expression


def equal(left: Expression, right: Expression) -> Row:
    """left == right"""
    return Row(left, Sense.EQUAL, right)


def at_most(left: Expression, right: Expression) -> Row:
    """left <= right"""
    return Row(left, Sense.AT_MOST, right)


def at_least(left: Expression, right: Expression) -> Row:
    """left >= right"""
    return Row(left, Sense.AT_LEAST, right)


Rows = Mapping[str, Row]
"""Rows of one equation at one index, by suffix of their names ("" for a single row)."""


@dataclass(frozen=True)
class Equation:
    """A numbered equation, repeated over its index sets."""

    numbers: tuple[str, ...]
    over: tuple[Over, ...]
    name: str
    rows: Callable[..., Rows]


def equation(*numbers: str, over: tuple[Over, ...]) -> Callable[[Callable[..., Any]], Equation]:
    """Mark a function (model, *index) -> Row, {suffix: Row} or None as equation `numbers`."""

    def mark(function: Callable[..., Any]) -> Equation:
        def rows(*arguments: Any) -> Rows:
            made = function(*arguments)
            if made is None:
                return {}
            return {"": made} if isinstance(made, Row) else made

        return Equation(numbers, over, function.__name__, rows)

    return mark


@dataclass(frozen=True)
class Term:
    """A numbered expression that objectives are made of."""

    numbers: tuple[str, ...]
    name: str
    of: Callable[..., Expression]


def term(*numbers: str) -> Callable[[Callable[..., Expression]], Term]:
    """Mark a function (model) -> expression as term `numbers` of an objective."""
    return lambda function: Term(numbers, function.__name__, function)
