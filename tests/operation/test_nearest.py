"""The position that flows are nearest to, against all positions one by one."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from operation.highs.rounding import Rounding
from operation.highs.switch_groups import Positions, list_positions
from operation.highs.written_model import Floats, WrittenModel
from operation.model import dispatch_model
from operation.solution import SolvableModel


def distances(written: WrittenModel, positions: Positions, point: Floats) -> Floats:
    """How far the flows of a point are from each position: its worst row, each one by itself."""
    rows = written.rows
    matrix = np.zeros((len(rows.lower), len(written.lower)))
    for row in range(len(matrix)):
        matrix[row, rows.columns[rows.entries(row)]] = rows.coefficients[rows.entries(row)]
    flows = np.setdiff1d(np.arange(len(written.lower)), written.integer)
    found = []
    for group, values in zip(positions.group, positions.values, strict=True):
        columns, at = positions.groups[group], point.copy()
        at[columns] = values
        read = (matrix[:, columns] != 0).any(axis=1) & (matrix[:, flows] != 0).any(axis=1)
        level = matrix[read] @ at
        off = np.maximum(rows.lower[read] - level, level - rows.upper[read])
        found.append(off.max(initial=0.0))
    return np.array(found)


def several_rows_and_none(kit: SimpleNamespace) -> SolvableModel:
    """A switch that three rows read, and last of all one that no row reads."""
    model = kit.HandModel()
    x, u, last = model.flow("x"), model.switch("u"), model.switch("unread")
    model.add(x <= 3 + 3 * u, x >= 2 * u, x <= 10 - 9 * u)
    return model.minimise(x - last)


@pytest.mark.parametrize("seed", [None, 703, 707, 714])
def test_the_nearest_position_is_nearest(kit: SimpleNamespace, seed: int | None) -> None:
    model = several_rows_and_none(kit) if seed is None else dispatch_model(kit.random_case(seed), 0)
    written = WrittenModel.of(model)
    positions = list_positions(written, written.rows)
    rounding = Rounding(written, written.rows, positions)
    rng = np.random.default_rng(seed)
    for _ in range(30 if seed is None else 3):
        point = rng.random(len(written.lower)) * rng.choice([0.0, 1.0, 30.0], len(written.lower))
        expected = distances(written, positions, point)
        chosen, off = rounding.nearest(point)
        for group in range(len(positions.groups)):
            least = expected[positions.group == group].min()
            assert positions.group[chosen[group]] == group
            assert expected[chosen[group]] == pytest.approx(least, abs=1e-9)
            assert off[group] == pytest.approx(least, abs=1e-9)
        told = rounding.values(chosen)
        expected_values = np.concatenate([positions.values[p] for p in chosen])
        np.testing.assert_array_equal(told, expected_values)
