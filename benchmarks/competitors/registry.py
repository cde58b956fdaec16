"""Competitors by their kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from types import MappingProxyType
from typing import Any

from pymoo.core.problem import Problem

from benchmarks.competitors import pymoo_kinds
from benchmarks.competitors.competitor import Competitor
from benchmarks.competitors.glnsga2 import build_glnsga2, glnsga2_keywords
from benchmarks.competitors.options import (
    DifferentialOptions,
    GLNSGA2Options,
    GoodPointOptions,
    NoOptions,
    read_options,
)
from benchmarks.competitors.pygmo_kinds import PygmoMOEAD, PygmoNSGA2
from benchmarks.competitors.pymoo_loop import PymooCompetitor
from benchmarks.competitors.sequences import Sequence, random_points, shifted_good_points
from benchmarks.near_names import unknown

LEAST_POPULATION = 4

Maker = Callable[[str, int, Mapping[str, Any]], Competitor]


def build_competitor(kind: str, pop_size: int, options: Mapping[str, Any]) -> Competitor:
    """A competitor of this kind.

    Raises ValueError for an unknown kind or option (with what there is) and for values that do
    not fit, every problem of the options at once; MissingExtra where a package is not installed.
    """
    if kind not in _makers():
        raise ValueError(unknown("kind of algorithm", kind, competitor_kinds(), shown=99))
    if pop_size < LEAST_POPULATION:
        raise ValueError(f"{kind} needs a population of {LEAST_POPULATION} or more: {pop_size}")
    return _makers()[kind](kind, pop_size, options)


@cache
def _makers() -> Mapping[str, Maker]:
    return MappingProxyType(
        {
            "glnsga2": _glnsga2,
            "nsga2": _plain(pymoo_kinds.build_nsga2),
            "smsemoa": _plain(pymoo_kinds.build_smsemoa),
            "agemoea2": _plain(pymoo_kinds.build_agemoea2),
            "ctaea": _plain(pymoo_kinds.build_ctaea, may_cut=False),
            "rvea": _plain(pymoo_kinds.build_rvea, may_cut=False, own_termination=True),
            "nsde": _differential(pymoo_kinds.build_nsde, may_cut=True),
            "gde3": _differential(pymoo_kinds.build_gde3, may_cut=False),
            "mopso_cd": _plain(
                pymoo_kinds.build_mopso_cd,
                may_cut=False,
                constraints=False,
                population=lambda algorithm: algorithm.archive,
                first_populations=2,
            ),
            "pygmo_nsga2": _pygmo(PygmoNSGA2),
            "pygmo_moead": _pygmo(PygmoMOEAD),
            "random_search": _random_search,
            "good_points": _good_points,
        }
    )


def competitor_kinds() -> tuple[str, ...]:
    """Every kind there is, whether its package is installed or not."""
    return tuple(_makers())


def _plain(build: Callable[[Problem, int, int], Any], **keywords: Any) -> Maker:
    def make(kind: str, pop_size: int, options: Mapping[str, Any]) -> Competitor:
        read_options(kind, NoOptions, options)
        return PymooCompetitor(kind, pop_size, build, **keywords)

    return make


def _differential(build: Callable[..., Any], *, may_cut: bool) -> Maker:
    def make(kind: str, pop_size: int, options: Mapping[str, Any]) -> Competitor:
        read = read_options(kind, DifferentialOptions, options)
        return PymooCompetitor(kind, pop_size, partial(build, options=read), may_cut=may_cut)

    return make


def _pygmo(competitor: Callable[[str, int], Competitor]) -> Maker:
    def make(kind: str, pop_size: int, options: Mapping[str, Any]) -> Competitor:
        read_options(kind, NoOptions, options)
        return competitor(kind, pop_size)

    return make


def _glnsga2(kind: str, pop_size: int, options: Mapping[str, Any]) -> Competitor:
    read = read_options(kind, GLNSGA2Options, options)
    glnsga2_keywords(read)  # told now, not in the middle of a study

    def build(problem: Problem, size: int, evaluations: int) -> Any:
        return build_glnsga2(read, size, problem)

    return PymooCompetitor(kind, pop_size, build)


def _random_search(kind: str, pop_size: int, options: Mapping[str, Any]) -> Competitor:
    read_options(kind, NoOptions, options)
    return Sequence(kind, pop_size, random_points)


def _good_points(kind: str, pop_size: int, options: Mapping[str, Any]) -> Competitor:
    family = read_options(kind, GoodPointOptions, options).family
    return Sequence(kind, pop_size, partial(shifted_good_points, family=family))
