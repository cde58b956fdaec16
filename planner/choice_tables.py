"""What is chosen from a front, as a table and as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from planner.tables import capacity_headers

if TYPE_CHECKING:
    import pandas as pd

    from cases import Case
    from planner.choices import Choices
    from planner.evaluation import Evaluation


def choice_table(case: Case, front: Sequence[Evaluation], choices: Choices) -> pd.DataFrame:
    """A row per design of the front, in its order; empty cells for who wins at no weights."""
    import pandas as pd

    return pd.DataFrame(
        [choice_row(case, evaluation, choices, row) for row, evaluation in enumerate(front)]
    )


def choice_row(case: Case, evaluation: Evaluation, choices: Choices, row: int) -> dict[str, Any]:
    """Capacities, objectives and verdicts of a design of the front, by header.

    Weights are shares of their sum.
    """
    from planner.evaluation import SEARCH_OBJECTIVES

    wins, overall = choices.wins, choices.decision.overall
    told: dict[str, Any] = {"design": row + 1}
    told |= zip(capacity_headers(case), evaluation.design.values, strict=True)
    told |= {name.value: evaluation.value(name) for name in (*SEARCH_OBJECTIVES, *choices.weights)}
    told |= {
        "membership": overall[row],
        "membership_of_best": overall[row] / max(overall),
        "almost_as_good": row in choices.nearly,
        "topsis_closeness": choices.closeness[row],
        "topsis_rank": choices.topsis_ranks[row],
        "knee": row in choices.knees,
        "bend": row == choices.bend,
        "share_of_weights": float(wins.shares[row]),
        "standard_error": float(wins.standard_errors[row]),
    }
    for number, name in enumerate(choices.weights):
        told[f"wins_around_weight_of_{name.value}"] = float(wins.centres[row, number])
    if wins.intervals is not None:
        first = next(iter(choices.weights))
        for end, share in zip(("from", "to"), wins.intervals[row], strict=True):
            told[f"wins_{end}_weight_of_{first.value}"] = float(share)
    return told | {"chosen": row == choices.row}


def choices_record(case: Case, front: Sequence[Evaluation], choices: Choices) -> dict[str, Any]:
    """All of it as plain data; designs are numbered from 1 along the front."""
    from planner.choices import NEARLY, Method

    return {
        "weights": {name.value: share for name, share in choices.weights.items()},
        "chosen": choices.row + 1,
        "named_by": {
            method.value: [row + 1 for row in choices.named_by(method)] for method in Method
        },
        "bend": None if choices.bend is None else choices.bend + 1,
        "agreeing": [method.value for method in choices.agreeing],
        "stays_while_weight_is": {
            name.value: {"from": low, "to": high} for name, (low, high) in choices.staying.items()
        },
        "almost_as_good": {"within": NEARLY, "designs": [row + 1 for row in choices.nearly]},
        "weight_vectors_drawn": choices.wins.samples,
        "front": [
            choice_row(case, evaluation, choices, row) for row, evaluation in enumerate(front)
        ],
    }
