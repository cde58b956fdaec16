"""Types and the base of every table of the case file: numbers with limits, names, clocks."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9_]{0,39}$",
        description="lower-case letters, digits and _, starting with a letter",
    ),
]

Text = Annotated[
    str,
    Field(
        max_length=500,
        pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*$",
        description="a line of text without control characters",
    ),
]

LARGEST = 1e9
"""No number of a case is larger; beyond it sums lose watts and big-M loses its meaning."""

NonNegative = Annotated[float, Field(ge=0, le=LARGEST)]

Positive = Annotated[float, Field(gt=0, le=LARGEST)]

Price = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]

LifeYears = Annotated[float, Field(ge=1, le=1000)]

Fraction = Annotated[float, Field(ge=0, le=1)]

Efficiency = Annotated[float, Field(gt=0, le=1)]

ClockRange = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$",
        description='"HH:MM-HH:MM", may pass midnight, "00:00-24:00" is the whole day',
    ),
]


class Table(BaseModel):
    """Base of every table of the case file: frozen, strict, no unknown keys, no nan or inf."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True
    )
