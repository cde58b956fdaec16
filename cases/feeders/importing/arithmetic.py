"""Arithmetic of numbers as MATPOWER's language writes it, and nothing else."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

_OPERATORS: Mapping[type[ast.AST], Callable[..., float]] = {
    **{ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul},
    **{ast.Div: operator.truediv, ast.Pow: operator.pow},
    **{ast.USub: operator.neg, ast.UAdd: operator.pos},
}
_FUNCTIONS: Mapping[str, Callable[[float], float]] = {
    name: getattr(math, name) for name in ("sin", "cos", "tan", "acos", "asin", "atan", "sqrt")
}
_LONGEST = 200
"""Letters of an expression; longer ones are programs."""


def arithmetic(text: str, names: Mapping[str, float] | None = None) -> float:
    """Value of an expression of numbers, names, + - * / ^ and a few functions.

    Raises ValueError for anything else.
    """
    if len(text) > _LONGEST:
        raise ValueError("too long")
    known = {"Inf": math.inf, "inf": math.inf, "NaN": math.nan, "pi": math.pi, **(names or {})}
    try:
        body = ast.parse(text.strip().replace("^", "**"), mode="eval").body
        return float(_evaluated(body, known))
    except (SyntaxError, ArithmeticError, TypeError, RecursionError) as error:
        raise ValueError(str(error)) from None


def _evaluated(node: Any, names: Mapping[str, float]) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.Name) and node.id in names:
        return names[node.id]
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        if isinstance(node.op, ast.Pow) and isinstance(node.right, ast.BinOp | ast.UnaryOp):
            raise ValueError("powers of powers go the other way here")
        left, right = _evaluated(node.left, names), _evaluated(node.right, names)
        return _OPERATORS[type(node.op)](left, right)
    if isinstance(node, ast.UnaryOp) and type(node.op) in _OPERATORS:
        return _OPERATORS[type(node.op)](_evaluated(node.operand, names))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        function = _FUNCTIONS.get(node.func.id)
        if function is not None and len(node.args) == 1 and not node.keywords:
            return function(_evaluated(node.args[0], names))
    raise ValueError("not arithmetic")
