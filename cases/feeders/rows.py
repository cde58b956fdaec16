"""The feeder of sound rows, wherever these come from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cases.feeders.checks import FeederRow
from cases.feeders.feeder import Feeder


def feeder_of(name: str, rows: Sequence[FeederRow], notes: Sequence[str] = ()) -> Feeder:
    """The feeder of rows that were checked, parents before children, otherwise as they stand."""
    children: dict[str, list[FeederRow]] = {}
    for row in rows:
        children.setdefault(row.parent, []).append(row)
    ordered = list(children[""])
    for row in ordered:  # grows while it is walked: breadth first
        ordered += children.get(row.bus, [])
    place = {row.bus: number for number, row in enumerate(ordered)}
    base_kv, base_mva = (ordered[0].numbers[key] for key in ("base_kv", "base_mva"))

    def column(key: str, scale: float = 1.0) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return scale * np.array([row.numbers.get(key, 0.0) for row in ordered])

    per_ohm = base_mva / base_kv**2
    far = np.array([float(bool(row.parent)) for row in ordered])
    return Feeder(
        name=name,
        buses=tuple(row.bus for row in ordered),
        parent=np.array([place[row.parent] if row.parent else -1 for row in ordered]),
        r_pu=far * column("r_ohm", per_ohm),
        x_pu=far * column("x_ohm", per_ohm),
        load_kw=column("p_kw"),
        load_kvar=column("q_kvar"),
        capacitor_kvar=column("qc_kvar"),
        base_kv=base_kv,
        base_mva=base_mva,
        notes=tuple(notes),
    )
