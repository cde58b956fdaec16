"""Lines, transformers and switches of a pandapower network.

Source of the formulas: pandapower's documentation of line and trafo, with the pi model.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from cases.feeders.importing.network import Link, Network
from cases.feeders.importing.pandapower_tables import Row, Tables
from cases.problem import Problem, Report

NOMINAL = 1e-6
"""A ratio of voltages that is nominal differs from 1 by less."""


def joined(file: str, tables: Tables, report: Report) -> Mapping[int, int]:
    """First bus of every group that closed switches between buses make one."""
    first: dict[int, int] = {}

    def root(index: int) -> int:
        while (above := first.get(index, index)) != index:
            index = above
        return index

    alive = {row.index for row in tables.of("bus")}
    for row in tables.rows.get("switch", ()):
        ends = row.bus("bus"), row.bus("element")
        if row.cells.get("et") != "b" or not row.cells.get("closed") or not alive >= set(ends):
            continue
        if row.number("z_ohm"):
            message = "The switch has an impedance."
            remedy = "Put a line in its place, or set its z_ohm to 0."
            report.add(Problem(file, 0, row.label, f"{row.number('z_ohm'):g}", message, remedy))
        one, two = root(ends[0]), root(ends[1])
        first[max(one, two)] = min(one, two)
    return {index: root(index) for index in alive}


def _open_ends(tables: Tables, kind: str) -> dict[int, set[int]]:
    """Buses at which open switches cut an element off, by its index."""
    cut: dict[int, set[int]] = {}
    for row in tables.rows.get("switch", ()):
        if row.cells.get("et") == kind and not row.cells.get("closed"):
            cut.setdefault(row.bus("element"), set()).add(row.bus("bus"))
    return cut


def _ends(
    file: str, buses: Mapping[int, Row], row: Row, columns: tuple[str, str], report: Report
) -> tuple[Row, Row] | None:
    """Rows of the two buses, in service or not; None, told, where one is not there."""
    found = [buses.get(row.bus(column)) for column in columns]
    for column, bus in zip(columns, found, strict=True):
        if bus is None:
            message = f"There is no bus {row.bus(column)}."
            report.add(Problem(file, 0, row.label, "", message, f"Correct its {column}."))
    return None if found[0] is None or found[1] is None else (found[0], found[1])


def lines(
    network: Network, tables: Tables, names: Mapping[int, str], report: Report
) -> Iterator[Link]:
    """Lines with their charging, per unit."""
    omega = 2.0 * math.pi * float(tables.scalars.get("f_hz") or 50.0)
    open_ends = _open_ends(tables, "l")
    buses = {row.index: row for row in tables.rows["bus"]}
    for row in tables.of("line"):
        ends = _ends(network.file, buses, row, ("from_bus", "to_bus"), report)
        if ends is None:
            continue
        kv, other = (bus.number("vn_kv") for bus in ends)
        if kv != other or not kv > 0:
            message = f"The line joins buses of {kv:g} and {other:g} kV."
            remedy = "Write the same vn_kv at both, or put a transformer between them."
            report.add(Problem(network.file, 0, row.label, "", message, remedy))
            continue
        if row.number("g_us_per_km"):
            message = "The line has a shunt conductance."
            remedy = "Set its g_us_per_km to 0; a feeder has susceptances only."
            report.add(Problem(network.file, 0, row.label, "", message, remedy))
        ohm, beside = kv**2 / network.base_mva, row.number("parallel", 1.0)
        length = row.number("length_km")
        siemens = 1e-9 * omega * row.number("c_nf_per_km") * length * beside
        cut = open_ends.get(row.index, set()) | {b.index for b in ends if not b.in_service}
        if cut:
            # what is left at the other end is its charging
            for end in ends:
                if cut < {bus.index for bus in ends} and end.index not in cut:
                    charged = network.buses[names[end.index]]
                    charged.capacitor_kvar += 1000.0 * siemens * kv**2
            continue
        yield Link(
            row.label,
            (names[ends[0].index], names[ends[1].index]),
            row.number("r_ohm_per_km") * length / beside / ohm,
            row.number("x_ohm_per_km") * length / beside / ohm,
            siemens * ohm,
        )


def transformers(
    network: Network, tables: Tables, names: Mapping[int, str], report: Report
) -> Iterator[Link]:
    """Two-winding transformers at their nominal ratio; magnetising as susceptance at both ends.

    A phase shift turns everything behind it alike: no magnitude of a radial feeder changes.
    """
    iron = 0.0
    open_ends = _open_ends(tables, "t")
    buses = {row.index: row for row in tables.rows["bus"]}
    for row in tables.of("trafo"):
        if row.index in open_ends:
            continue
        ends = _ends(network.file, buses, row, ("hv_bus", "lv_bus"), report)
        if ends is None or not all(bus.in_service for bus in ends):
            continue
        ratio = _ratio(row, ends)
        if ratio is None or abs(ratio - 1.0) > NOMINAL:
            shown = "" if ratio is None else f" ({ratio:.4g} of the nominal one)"
            message = f"The transformer is not at the nominal ratio of its buses{shown}."
            remedy = (
                "A feeder has no taps: set tap_pos to tap_neutral and vn_kv of the buses to its "
                "rated voltages, or begin the feeder behind it."
            )
            report.add(Problem(network.file, 0, row.label, "", message, remedy))
            continue
        beside, rated = row.number("parallel", 1.0), row.number("sn_mva")
        size = 0.01 * row.number("vk_percent"), 0.01 * row.number("vkr_percent")
        if not rated > 0 or size[0] < size[1]:
            message = "The transformer has no rated power, or vkr_percent is above vk_percent."
            remedy = "Correct sn_mva, vk_percent and vkr_percent."
            report.add(Problem(network.file, 0, row.label, "", message, remedy))
            continue
        square = (row.number("vn_lv_kv") / ends[1].number("vn_kv")) ** 2
        scale = square * network.base_mva / rated / beside
        loss_mw = 1e-3 * row.number("pfe_kw")
        taken_mva = 0.01 * row.number("i0_percent") * rated
        magnetising = beside * math.sqrt(max(taken_mva**2 - loss_mw**2, 0.0)) / square
        for end in ends:
            network.buses[names[end.index]].load_kw += 500.0 * beside * loss_mw
        iron += 1000.0 * beside * loss_mw
        yield Link(
            row.label,
            (names[ends[0].index], names[ends[1].index]),
            scale * size[1],
            scale * math.sqrt(size[0] ** 2 - size[1] ** 2),
            -magnetising / network.base_mva,
        )
    if iron:
        network.notes.append(f"Iron losses of transformers are constant loads: {iron:g} kW.")


def _ratio(row: Row, ends: tuple[Row, Row]) -> float | None:
    """Ratio over that of the rated voltages of the buses; None for taps that are not neutral."""
    for prefix in ("tap", "tap2"):
        steps = row.number(f"{prefix}_pos") - row.number(f"{prefix}_neutral")
        sizes = row.number(f"{prefix}_step_percent"), row.number(f"{prefix}_step_degree")
        if row.cells.get(f"{prefix}_pos") is not None and steps and any(sizes):
            return None
    rated = [row.number("vn_hv_kv"), row.number("vn_lv_kv"), *(b.number("vn_kv") for b in ends)]
    if not all(kv > 0 for kv in rated):
        return None
    return rated[0] / rated[1] * rated[3] / rated[2]
