"""How kernels are compiled: once per machine, exact arithmetic, types kept for checkers."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function compiled by numba on first use and kept in its cache; never `fastmath`."""
    return cast(Callable[P, R], njit(cache=True, error_model="numpy")(function))
