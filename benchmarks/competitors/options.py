"""Options of the competitors: what may be set, and what is told when something else is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from algorithms import BoundsRule, GoodPointFamily, Preset
from benchmarks.near_names import unknown

Number = Annotated[float, Field(strict=True)]
Beta = Annotated[float, Field(strict=True, ge=0.5, le=2.0)]
"""Stability index of Levy steps."""
Count = Annotated[int, Field(strict=True, ge=1)]
Share = Annotated[float, Field(strict=True, ge=0.0, le=1.0)]
Switch = Annotated[bool, Field(strict=True)]


class Options(BaseModel):
    """Base of all options: frozen, nothing unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NoOptions(Options):
    """Nothing can be set: the competitor runs with the defaults of its library."""


class Sampling(StrEnum):
    """How the first population is drawn."""

    GOOD_POINTS = "good_points"
    RANDOM = "random"
    LATIN_HYPERCUBE = "latin_hypercube"


class MutationKind(StrEnum):
    """LEVY: `algorithms.LevyMutation`. POLYNOMIAL: pymoo's, eta 20."""

    LEVY = "levy"
    POLYNOMIAL = "polynomial"


class SurvivalKind(StrEnum):
    """HYPERVOLUME: `algorithms.HypervolumeSurvival`. CROWDING: pymoo's ranks and crowding."""

    HYPERVOLUME = "hypervolume"
    CROWDING = "crowding"


class GLNSGA2Options(Options):
    """Ingredients of GLNSGA2; what is not set is what `preset` has.

    bounds holds for the Levy steps of mutation and differential alike.
    """

    preset: Preset = Preset.DEFAULT
    sampling: Sampling | None = None
    family: GoodPointFamily | None = None
    """Of the good points."""
    shifted: Switch | None = None
    """Whether each run draws a shift of the good points."""
    mutation: MutationKind | None = None
    levy_beta: Beta | None = None
    """Stability index of the mutation's steps, in [0.5, 2]."""
    levy_scale_high: Number | None = None
    levy_scale_low: Number | None = None
    """Largest and least share of the range that a mutation's step has as its scale."""
    differential_share: Share | None = None
    differential_beta: Beta | None = None
    survival: SurvivalKind | None = None
    bounds: BoundsRule | None = None
    duplicates: Switch | None = None
    """Whether duplicates are eliminated."""
    revisit: Switch | None = None
    """Whether a design that left the population may come back; by default not where designs are
    whole modules, unless with a preset."""
    offsprings: Count | None = None
    """Children of a generation; as many as the population by default."""


class DifferentialOptions(Options):
    """Options of pymoo's NSDE and GDE3."""

    variant: Annotated[
        str,
        Field(
            strict=True,
            pattern=r"^DE/(rand|best|ranked|current-to-best|current-to-rand)/[12]/(bin|exp)$",
            description='"DE/SELECTION/DIFFERENCES/CROSSOVER" with rand, best, ranked, '
            "current-to-best or current-to-rand, 1 or 2, bin or exp",
        ),
    ] = "DE/rand/1/bin"
    crossover_rate: Share | None = None
    """pymoo's default otherwise: 0.7 for NSDE, 0.5 for GDE3."""


class GoodPointOptions(Options):
    """Which good point set is searched."""

    family: GoodPointFamily = GoodPointFamily.AUTO


O = TypeVar("O", bound=Options)  # noqa: E741


def read_options(kind: str, model: type[O], options: Mapping[str, Any]) -> O:
    """Checked options. Raises ValueError that names every problem at once."""
    try:
        return model(**options)
    except ValidationError as error:
        problems = [_told(kind, model, item) for item in error.errors()]
        raise ValueError("; ".join(problems)) from None


def _told(kind: str, model: type[Options], item: Any) -> str:
    name = ".".join(str(part) for part in item["loc"])
    if item["type"] != "extra_forbidden":
        given = json.dumps(item["input"], default=str)
        return f'option "{name}" of {kind} must be {_wanted(model, item)}, not {given}'
    if not model.model_fields:
        return f'option "{name}": {kind} has no options'
    return unknown(f"option of {kind}", name, model.model_fields, shown=99)


def _wanted(model: type[Options], item: Any) -> str:
    """What an option must be, after "must be"."""
    limits = item.get("ctx", {})
    match item["type"]:
        case "enum":
            return str(limits["expected"]).replace("'", '"')
        case "greater_than_equal":
            return f"at least {limits['ge']:g}"
        case "less_than_equal":
            return f"at most {limits['le']:g}"
        case "string_pattern_mismatch":
            return str(model.model_fields[item["loc"][0]].description)
        case told:
            words = {"int_type": "a whole number", "float_type": "a number"}
            return {**words, "bool_type": "true or false"}.get(told, "text")
