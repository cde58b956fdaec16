"""pandapower networks saved as JSON: what they become, and what is refused.

`feeder_files/village.json` was written by pandapower 3.5.6 and has its own solution (pi model).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cases import CaseError
from cases.feeders.reading import read_feeder
from tests.cases.bus_matrix import solved

VILLAGE = Path(__file__).parent / "feeder_files" / "village.json"
Table = dict[str, Any]


def tables() -> dict[str, Table]:
    """Tables of the file by name, each with columns, index and data."""
    members = json.loads(VILLAGE.read_text())["_object"]
    return {
        name: json.loads(member["_object"])
        for name, member in members.items()
        if isinstance(member, dict) and member.get("_class") == "DataFrame"
    }


def changed(folder: Path, table: str, change: Callable[[Table], object]) -> Path:
    """The file with one table changed."""
    document = json.loads(VILLAGE.read_text())
    member = document["_object"][table]
    frame = json.loads(member["_object"])
    change(frame)
    member["_object"] = json.dumps(frame)
    path = folder / "mine.json"
    path.write_text(json.dumps(document))
    return path


def put(row: int, column: str, value: Any) -> Callable[[Table], None]:
    def change(frame: Table) -> None:
        frame["data"][row][frame["columns"].index(column)] = value

    return change


def added(values: dict[str, Any]) -> Callable[[Table], None]:
    def change(frame: Table) -> None:
        frame["index"].append(len(frame["index"]))
        frame["data"].append([values.get(column) for column in frame["columns"]])

    return change


def test_voltages_are_those_that_pandapower_found() -> None:
    """Two levels, parallel lines, charging, open ends, joined buses, generation and a shunt."""
    there = dict(zip(tables()["res_bus"]["index"], tables()["res_bus"]["data"], strict=True))
    names = [row[0] for row in tables()["bus"]["data"]]
    ours = solved(VILLAGE, 1.01)
    assert set(ours) == {"grid", "north", "village", "farm", "far"}
    for index, name in enumerate(names):
        if name in ours:
            assert ours[name] == pytest.approx(there[index][0], abs=1e-8), name
    assert there[names.index("busbar")][0] == pytest.approx(ours["north"], abs=1e-8)


def test_what_a_feeder_holds_otherwise_is_told() -> None:
    told = " ".join(read_feeder(VILLAGE).notes)
    assert "1.01 pu" in told and "static generators: 1" in told


def test_elements_out_of_service_are_left_out(tmp_path: Path) -> None:
    outside = read_feeder(VILLAGE)
    assert outside.load_kw[outside.position("far")] == pytest.approx(2500)
    inside = read_feeder(changed(tmp_path, "load", put(3, "in_service", True)))
    assert inside.load_kw[inside.position("far")] == pytest.approx(11500)


def test_names_that_are_not_unique_give_way_to_indices(tmp_path: Path) -> None:
    feeder = read_feeder(changed(tmp_path, "bus", put(4, "name", "grid")))
    assert set(feeder.buses) == {"0", "1", "3", "4", "6"}


def test_iron_losses_are_loads(tmp_path: Path) -> None:
    feeder = read_feeder(changed(tmp_path, "trafo", put(0, "pfe_kw", 1.5)))
    without = read_feeder(VILLAGE)
    assert feeder.load_kw.sum() == pytest.approx(without.load_kw.sum() + 1.5)
    assert "1.5 kW" in " ".join(feeder.notes)


LOAD = {"bus": 1, "p_mw": 1.0, "q_mvar": 0.0, "scaling": 1.0, "in_service": True}
REFUSED: dict[str, tuple[str, Callable[[Table], object], str, str]] = {
    "loop": ("switch", put(1, "closed", True), "line 2 closes a loop: ", "open switch"),
    "island": ("line", put(4, "in_service", False), 'Nothing connects "farm"', "in_service"),
    "two grids": ("ext_grid", added({"bus": 6, "in_service": True}), "2 external grids", "Keep"),
    "no grid": ("ext_grid", put(0, "in_service", False), "0 external grids", "Keep one"),
    "lost grid": ("ext_grid", put(0, "bus", 5), "no bus 5 in service", "Correct its bus"),
    "voltage held": (
        "gen",
        added({"bus": 4, "in_service": True, "p_mw": 0.1, "vm_pu": 1.0}),
        "holds the voltage",
        "static generator",
    ),
    "three windings": (
        "trafo3w",
        added({"hv_bus": 0, "mv_bus": 1, "lv_bus": 3, "in_service": True}),
        "of the table trafo3w",
        "in_service",
    ),
    "ward": ("ward", added({"bus": 1, "in_service": True}), "of the table ward", "in_service"),
    "tap": ("trafo", put(0, "vn_hv_kv", 20.5), "nominal ratio", "tap_neutral"),
    "load that follows": (
        "load",
        added({**LOAD, "const_z_p_percent": 40.0}),
        "depends on the voltage",
        "const_z",
    ),
    "load nowhere": ("load", added({**LOAD, "bus": 77}), "no bus 77", "Correct its bus"),
    "shunt with losses": ("shunt", put(0, "p_mw", 0.1), "active power", "as a load"),
    "line between levels": ("line", put(4, "to_bus", 6), "0.4 and 20 kV", "transformer"),
    "line to nowhere": ("line", put(4, "to_bus", 66), "no bus 66", "to_bus"),
    "conductance": ("line", put(0, "g_us_per_km", 5.0), "conductance", "g_us_per_km"),
    "no impedance": ("line", put(4, "length_km", 0.0), "no impedance", "join the two"),
    "wrong unit": ("line", put(4, "length_km", 2000.0), "times the voltage", "Check the units"),
    "switch that resists": ("switch", put(0, "z_ohm", 0.5), "an impedance", "Put a line"),
    "no voltage": ("bus", put(6, "vn_kv", 0.0), "no rated voltage", "vn_kv"),
    "no buses": ("bus", lambda t: t.update(index=[], data=[]), "no bus", "to_json"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_no_feeder_has_is_refused(kind: str, tmp_path: Path) -> None:
    table, change, message, remedy = REFUSED[kind]
    with pytest.raises(CaseError) as caught:
        read_feeder(changed(tmp_path, table, change))
    told = [p for p in caught.value.problems if message in p.message]
    assert told, str(caught.value)
    assert remedy in told[0].remedy and told[0].file == "mine.json"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[1, 2]",
        b"{}",
        b'{"_class": "pandapowerNet"}',
        b'{"_class": "pandapowerNet", "_object": "gAAAAABencrypted"}',
        b'{"_class": "pandapowerNet", "_object": {"bus": {"_class": "DataFrame", "_object": "1"}}}',
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_network_is_told(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_bytes(content)
    with pytest.raises(CaseError, match="to_json"):
        read_feeder(path)
