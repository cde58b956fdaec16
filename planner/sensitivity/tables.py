"""Sensitivities as data frames, units in every header; costs in the case's currency."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from cases import Case
from operation import Design
from planner.sensitivity.choice import Choice
from planner.sensitivity.worlds import Judged
from planner.tables import capacity_headers

if TYPE_CHECKING:
    import pandas as pd

    from planner.sensitivity.analysis import Sensitivities

_FIGURES = tuple(field.name for field in fields(Choice) if field.name != "chosen")


def tornado_table(found: Sensitivities) -> pd.DataFrame:
    """Two rows per input, in the order of the inputs; changes are from what the case says."""
    import pandas as pd

    base = found.base.choice
    rows = []
    for bar in found.bars:
        for end, there in (("low", bar.low), ("high", bar.high)):
            rows.append(
                {
                    "input": bar.input.name,
                    "end": end,
                    "value": there.values[0][1],
                    "scale": bar.input.scale.value,
                    "life_years": bar.input.years(found.case, there.values[0][1]),
                    "solved": bar.input.solved,
                    "status": there.status.value,
                    "lifecycle_cost_change": there.choice.lifecycle_cost - base.lifecycle_cost,
                    "annual_emissions_kg_change": (
                        there.choice.annual_emissions_kg - base.annual_emissions_kg
                    ),
                    **choice_row(found.case, there),
                }
            )
    return pd.DataFrame(rows)


def break_even_table(found: Sensitivities) -> pd.DataFrame:
    """A row per range of a price; the last range of each has no end."""
    import pandas as pd

    headers = capacity_headers(found.case)
    return pd.DataFrame(
        [
            {
                "input": even.input.name,
                "from_factor": part.low,
                "to_factor": part.high,
                "from_price": part.low * even.price,
                "to_price": part.high * even.price,
                "price_per": even.unit,
                "stays": part.stays,
                **dict(zip(headers, part.design.values, strict=True)),
            }
            for even in found.break_evens
            for part in even.ranges
        ]
    )


def samples_table(found: Sensitivities) -> pd.DataFrame:
    """A row per sample: values of the inputs, figures of the present choice, what is chosen."""
    import pandas as pd

    samples = found.sampling.samples if found.sampling is not None else ()
    return pd.DataFrame(
        [
            {
                **{item.name: value for item, value in sample.values},
                **{
                    f"{item.name}_years": item.years(found.case, value)
                    for item, value in sample.values
                    if item.lives is not None
                },
                "status": sample.status.value,
                **choice_row(found.case, sample),
            }
            for sample in samples
        ]
    )


def choice_row(case: Case, there: Judged) -> dict[str, Any]:
    """Figures of the present choice in a world, and the capacities that are chosen there."""
    chosen: Design | None = there.choice.chosen
    headers = capacity_headers(case)
    values = chosen.values if chosen is not None else (float("nan"),) * len(headers)
    figures = {name: getattr(there.choice, name) for name in _FIGURES}
    then = {f"then_{name}": value for name, value in zip(headers, values, strict=True)}
    return figures | then
