"""Named settings of the search."""

from enum import StrEnum
from typing import Any

from pymoo.operators.crossover.sbx import SBX
from pymoo.operators.mutation.pm import PM
from pymoo.operators.sampling.rnd import FloatRandomSampling

from algorithms.bounds import BoundsRule
from algorithms.glnsga2 import GLNSGA2
from algorithms.good_point_sets import GoodPointFamily, GoodPointSampling
from algorithms.levy import LevyMutation
from algorithms.mating import LevyDifferential
from algorithms.schedules import LinearSchedule, ScheduledScale
from algorithms.survival import CrowdingSurvival


class Preset(StrEnum):
    """DEFAULT: the recommended search. NSGA2: pymoo's. PAPER: the paper read literally."""

    DEFAULT = "glnsga2"
    NSGA2 = "nsga2"
    PAPER = "paper"


def build_algorithm(preset: Preset | str = Preset.DEFAULT, **keywords: Any) -> GLNSGA2:
    """A GLNSGA2 with the operators of `preset`; `keywords` are GLNSGA2's and come before them.

    NSGA2 is pymoo's NSGA2, draw for draw. PAPER is kept for replication and is much worse than
    either: unshifted cyclotomic points, SBX with probability 0.8, and with probability 0.2 a child
    all of whose genes take a step of alpha * range * L_beta, alpha falling from 1.5 to 0.5 and
    beta rising from 0.5 to 1.5 over the budget, clamped to the box.

    Raises ValueError for an unknown preset.
    """
    preset = Preset(preset)
    operators: dict[str, Any] = {}
    if preset is Preset.NSGA2:
        operators = {
            "sampling": FloatRandomSampling(),
            "crossover": SBX(eta=15, prob=0.9),
            "mutation": PM(eta=20),
            "survival": CrowdingSurvival(),
            "differential": LevyDifferential(share=0.0),
            "spare": 0.0,
        }
    elif preset is Preset.PAPER:
        operators = {
            "sampling": GoodPointSampling(GoodPointFamily.CYCLOTOMIC, shifted=False),
            "crossover": SBX(eta=15, prob=0.8),
            "mutation": LevyMutation(
                beta=LinearSchedule(0.5, 1.5),
                scales=ScheduledScale(LinearSchedule(1.5, 0.5)),
                bounds=BoundsRule.CLAMP,
                prob=0.2,
                prob_var=1.0,
            ),
            "survival": CrowdingSurvival(),
            "differential": LevyDifferential(share=0.0),
        }
    return GLNSGA2(**{**operators, **keywords})
