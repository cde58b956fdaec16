"""GLNSGA2 from options: every ingredient can be switched alone, for ablation."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from pymoo.core.problem import Problem
from pymoo.operators.mutation.pm import PM
from pymoo.operators.sampling.lhs import LHS
from pymoo.operators.sampling.rnd import FloatRandomSampling
from pymoo.operators.survival.rank_and_crowding import RankAndCrowding

from algorithms import (
    BoundsRule,
    GoodPointFamily,
    GoodPointSampling,
    HypervolumeSurvival,
    LevyDifferential,
    LevyMutation,
    LogUniformScales,
    ModuleRepair,
    Preset,
    build_algorithm,
)
from benchmarks.competitors.options import GLNSGA2Options, MutationKind, Sampling, SurvivalKind


def glnsga2_keywords(options: GLNSGA2Options) -> dict[str, Any]:
    """Keywords of `build_algorithm` for the options that are set.

    Raises ValueError for one that would change nothing, and for values that operators refuse.
    """
    _refuse_idle(options)
    chosen = {
        "sampling": _sampling(options),
        "mutation": _mutation(options),
        "survival": _survival(options),
        "differential": _differential(options),
        "eliminate_duplicates": options.duplicates,
        "n_offsprings": options.offsprings,
        "revisit": options.revisit,
    }
    return {name: value for name, value in chosen.items() if value is not None}


def build_glnsga2(options: GLNSGA2Options, pop_size: int, problem: Problem) -> Any:
    """The algorithm for a problem; designs in whole modules are repaired, as the planner does."""
    keywords = glnsga2_keywords(options)
    modules = getattr(problem, "modules", None)
    if modules is not None:
        keywords["repair"] = ModuleRepair(np.asarray(modules))
        keywords.setdefault("revisit", options.preset is not Preset.DEFAULT)
    return build_algorithm(options.preset, pop_size=pop_size, **keywords)


def _refuse_idle(options: GLNSGA2Options) -> None:
    """An option without effect would make two names for one search, or hide a slip."""
    default, paper = options.preset is Preset.DEFAULT, options.preset is Preset.PAPER
    points = options.sampling is Sampling.GOOD_POINTS or (options.sampling is None and default)
    levy = options.mutation is MutationKind.LEVY or (options.mutation is None and default)
    share = options.differential_share
    differential = share != 0.0 if share is not None else default
    by_points, by_levy = 'sampling = "good_points"', 'mutation = "levy"'
    by_differential = "a differential_share above 0"
    needs = {
        "family": (points, by_points),
        "shifted": (points, by_points),
        "levy_beta": (levy, by_levy),
        "levy_scale_high": (levy, by_levy),
        "levy_scale_low": (levy, by_levy),
        "differential_beta": (differential, by_differential),
        "bounds": (levy or differential, f"{by_levy} or {by_differential}"),
    }
    idle = {
        name: need
        for name, (used, need) in needs.items()
        if not used and getattr(options, name) is not None
    }
    if idle:
        hint = ', written out, as what "paper" has of its own is fixed' if paper else ""
        raise ValueError(
            "; ".join(
                f'option "{name}" of glnsga2 changes nothing here: it needs {need}{hint}'
                for name, need in idle.items()
            )
        )


def _sampling(options: GLNSGA2Options) -> Any:
    if options.sampling is Sampling.RANDOM:
        return FloatRandomSampling()
    if options.sampling is Sampling.LATIN_HYPERCUBE:
        return LHS()
    if options.sampling is None and options.family is None and options.shifted is None:
        return None
    family = options.family if options.family is not None else GoodPointFamily.AUTO
    return GoodPointSampling(family, shifted=options.shifted is not False)


def _mutation(options: GLNSGA2Options) -> Any:
    if options.mutation is MutationKind.POLYNOMIAL:
        return PM(eta=20)
    told = (options.levy_beta, options.levy_scale_high, options.levy_scale_low, options.bounds)
    default = options.preset is Preset.DEFAULT
    if options.mutation is None and (not default or all(value is None for value in told)):
        return None
    usual = LogUniformScales()
    high = usual.high if options.levy_scale_high is None else options.levy_scale_high
    low = usual.low if options.levy_scale_low is None else options.levy_scale_low
    if not 0.0 < low <= high < math.inf:
        raise ValueError(
            f"options of glnsga2: levy_scale_low {low:g} and levy_scale_high {high:g} must be "
            "above 0, and the first not above the second"
        )
    keywords: dict[str, Any] = {} if options.levy_beta is None else {"beta": options.levy_beta}
    return LevyMutation(
        scales=LogUniformScales(high, low), bounds=options.bounds or BoundsRule.FOLD, **keywords
    )


def _survival(options: GLNSGA2Options) -> Any:
    if options.survival is None:
        return None
    crowding = options.survival is SurvivalKind.CROWDING
    return RankAndCrowding() if crowding else HypervolumeSurvival()


def _differential(options: GLNSGA2Options) -> Any:
    told = {
        "share": options.differential_share,
        "beta": options.differential_beta,
        "bounds": options.bounds,
    }
    given = {name: value for name, value in told.items() if value is not None}
    if "share" not in given and (options.preset is not Preset.DEFAULT or not given):
        return None
    return LevyDifferential(**given)
