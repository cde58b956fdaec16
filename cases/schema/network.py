"""The distribution network of the case file: a file of limits, and how they are held."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cases.schema.base import NonNegative, Table
from cases.schema.choices import LimitEnforcement


class NetworkEntry(Table):
    """Limits that the distribution network sets to the buildings in typical days."""

    limits: Annotated[str, Field(max_length=200)]
    """CSV file inside the case folder, a row for each limit."""
    enforce: LimitEnforcement = LimitEnforcement.DISPATCH
    """"dispatch": every dispatch holds them; "screen": a design whose dispatch does not is out."""
    apparent_power_sides: Annotated[int, Field(ge=4, le=64, multiple_of=4)] = 16
    """Sides of the polygon inside a port's circle of apparent power (13a)."""
    reactive_cost_per_kvarh: NonNegative = 1e-4
    """Per kvarh that a port gives or takes (35c); steers the dispatch, is not a payment."""

    @property
    def in_dispatch(self) -> bool:
        """Whether the limits are rows of the dispatch."""
        return self.enforce is LimitEnforcement.DISPATCH
