"""Who competes: pymoo's and pygmo's algorithms, ours with its options, and the floor.

from benchmarks.competitors import build_competitor
build_competitor("glnsga2", 100, {"survival": "crowding"}).run(problem, 10_000, 1, observe)

Nothing is imported until it is asked for (PEP 562).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.competitors.competitor import Competitor, Observer, Unsuitable
    from benchmarks.competitors.registry import build_competitor, competitor_kinds
    from benchmarks.extras import MissingExtra

_HOME = {
    "Competitor": "benchmarks.competitors.competitor",
    "MissingExtra": "benchmarks.extras",
    "Observer": "benchmarks.competitors.competitor",
    "Unsuitable": "benchmarks.competitors.competitor",
    "build_competitor": "benchmarks.competitors.registry",
    "competitor_kinds": "benchmarks.competitors.registry",
}

__all__ = [
    "Competitor",
    "MissingExtra",
    "Observer",
    "Unsuitable",
    "build_competitor",
    "competitor_kinds",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
