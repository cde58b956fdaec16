"""What a case file may choose between."""

from __future__ import annotations

from enum import StrEnum


class DayType(StrEnum):
    """On which days of a week a price or a typical day holds."""

    ANY = "any"
    WORKDAY = "workday"
    WEEKEND = "weekend"


class ExportRule(StrEnum):
    """What a building that exports must not do at the same time (equation 38)."""

    SURPLUS = "surplus"
    METER = "meter"
    COMMON = "common"


class LimitEnforcement(StrEnum):
    """How limits of the distribution network are held."""

    DISPATCH = "dispatch"
    SCREEN = "screen"


class ObjectiveJoin(StrEnum):
    """How daily cost and self-consumption become one lower-level objective (equation 33)."""

    WEIGHTED = "weighted"
    LEXICOGRAPHIC = "lexicographic"


class DeviceKind(StrEnum):
    """What a conversion device turns into what (equations 14 to 18)."""

    POWER_TO_HEAT = "power_to_heat"
    POWER_TO_COLD = "power_to_cold"
    GAS_TO_HEAT = "gas_to_heat"


class DeviceOperation(StrEnum):
    """Modulating between zero and rated, or a whole number of running units."""

    MODULATING = "modulating"
    ON_OFF = "on_off"
