"""Feeder files: what is read, and how everything that can be wrong is told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cases import CaseError
from cases.feeders.reading import read_feeder, shipped_feeders
from cases.feeders.writing import feeder_csv

GOOD = """bus,parent,r_ohm,x_ohm,r_pu,x_pu,p_kw,q_kvar,qc_kvar,base_kv,base_mva
c,b,0.2,0.1,0.2,0.1,30,10,0,1,1
grid,,0,0,0,0,0,0,0,1,1
a,grid,0.1,0.05,0.1,5e-02,10,5,2,1,1
b,a,0.1,0.05,0.1,0.05,20,5,0,1,1
"""

BREAKS = {
    "loop": (("a,grid", "a,c"), "in a loop: ", "Open the loop"),
    "itself": (("b,a,", "b,b,"), "in a loop: b - b", "Open the loop"),
    "island": (("b,a,", "b,,"), '"b" has no parent', "an island"),
    "no substation": (("grid,,", "grid,c,"), "No bus is the substation", "Leave the parent"),
    "unknown parent": (("c,b", "c,bb"), 'There is no bus "bb"', 'Did you mean "b"'),
    "twice": (("b,a", "a,grid"), "stands in row 4 already", "open the ring"),
    "no name": (("b,a", ",a"), "The bus has no name", "Name every bus"),
    "zero impedance": (("a,grid,0.1,0.05,0.1,5e-02", "a,grid,0,0,0,0"), "no impedance", "join"),
    "wrong unit": (("b,a,0.1,0.05", "b,a,100,0.05"), "carries no load", "Check the unit"),
    "units disagree": (("b,a,0.1,", "b,a,0.2,"), "are 0.2 per unit at these bases", "Correct"),
    "base changes": (("20,5,0,1,1", "20,5,0,2,1"), "base_kv differs from that of row 2", "one"),
    "volts": (("5,0,1,1\n", "5,0,4160,1\n"), "4160 kV is no voltage", "not in V"),
    "substation behind a line": (("grid,,0,0", "grid,,0.5,0"), "no line to it", "a bus above"),
    "negative resistance": (("b,a,0.1", "b,a,-0.1"), '"-0.1" is below 0', "a number of 0"),
    "unit in a cell": (("b,a,0.1", "b,a,0.1 ohm"), "a number with a unit", "column's name"),
    "semicolons": (("bus,", "bus;"), "separated by semicolons", "commas"),
    "no base": (("0,0,0,1,1\na", "0,0,0,0,1\na"), "base_kv must be above 0", "kV"),
    "a word": (("30,10", "thirty,10"), '"thirty" is not', "Write a plain decimal number"),
    "empty cell": (("30,10", ",10"), "empty", "Write a number"),
    "column missing": (("p_kw", "p_watt"), "The column p_kw is missing", "The file has the"),
    "column unknown": (("p_kw", "p_watt"), 'column "p_watt" is unknown', ""),
    "short row": (("30,10,0,1,1", "30,10,0"), "9 cells", "one cell"),
}


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.csv"
    path.write_text(text)
    return path


def test_rows_may_stand_in_any_order(tmp_path: Path) -> None:
    feeder = read_feeder(written(tmp_path, GOOD))
    assert feeder.buses == ("grid", "a", "b", "c")
    assert feeder.parent.tolist() == [-1, 0, 1, 2]
    assert feeder.r_pu.tolist() == pytest.approx([0, 0.1, 0.1, 0.2])
    assert feeder.load_kw.tolist() == [0, 10, 20, 30]
    assert feeder.capacitor_kvar.tolist() == [0, 2, 0, 0]
    assert feeder.position("c") == 3
    with pytest.raises(KeyError):
        feeder.position("d")
    with pytest.raises(ValueError, match="read-only"):
        feeder.r_pu[1] = 0.0


@pytest.mark.parametrize("kind", BREAKS)
def test_what_is_wrong_is_told_with_place_and_remedy(kind: str, tmp_path: Path) -> None:
    (old, new), message, remedy = BREAKS[kind]
    assert old in GOOD
    with pytest.raises(CaseError) as caught:
        read_feeder(written(tmp_path, GOOD.replace(old, new, 1)))
    told = [p for p in caught.value.problems if message in p.message]
    assert told, str(caught.value)
    assert remedy in told[0].remedy and told[0].file == "mine.csv"


def test_loads_below_zero_are_generation_and_capacitors_below_zero_reactors(tmp_path: Path) -> None:
    text = GOOD.replace("0.2,0.1,30,10,0", "0.2,0.1,-30,-10,-4")
    feeder = read_feeder(written(tmp_path, text))
    at = feeder.position("c")
    assert (feeder.load_kw[at], feeder.load_kvar[at], feeder.capacitor_kvar[at]) == (-30, -10, -4)


def test_a_byte_order_mark_and_windows_lines_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert read_feeder(path).buses == ("grid", "a", "b", "c")


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    for name in shipped_feeders():
        feeder = read_feeder(name)
        again = read_feeder(written(tmp_path, feeder_csv(feeder)))
        assert again.buses == feeder.buses and (again.parent == feeder.parent).all()
        for column in ("r_pu", "x_pu", "load_kw", "load_kvar", "capacitor_kvar"):
            ours, theirs = getattr(feeder, column), getattr(again, column)
            assert theirs == pytest.approx(ours, rel=1e-10, abs=1e-14), column
        assert feeder_csv(again) == feeder_csv(feeder)


def test_files_of_other_kinds_are_told(tmp_path: Path) -> None:
    path = tmp_path / "net.xlsx"
    path.write_bytes(b"PK")
    with pytest.raises(CaseError, match=r"end in \.xlsx are not read.*pandapower"):
        read_feeder(path)


def test_everything_is_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("b,a,0.1,0.05", "b,nowhere,100,0.05").replace("c,b,0.2,0.1", "c,b,0,0")
    with pytest.raises(CaseError) as caught:
        read_feeder(written(tmp_path, text))
    assert {p.line for p in caught.value.problems} == {2, 5}
    assert len(caught.value.problems) >= 4


@pytest.mark.parametrize("content", ["", "bus\n", "\0", "a;b\n1;2\n", '"', GOOD.split("\n")[0]])
def test_what_is_no_table_is_told(content: str, tmp_path: Path) -> None:
    with pytest.raises(CaseError):
        read_feeder(written(tmp_path, content))


def test_a_misspelled_name_gets_a_suggestion() -> None:
    with pytest.raises(CaseError, match='Did you mean "case33bw"'):
        read_feeder("case33bv")


@pytest.mark.parametrize("name", shipped_feeders())
def test_shipped_feeders_are_whole(name: str) -> None:
    feeder = read_feeder(name)
    assert feeder.name == name and feeder.parent[0] == -1
    assert (feeder.parent[1:] < np.arange(1, len(feeder))).all()
    assert (np.diff(feeder.parent[1:]) >= 0).all(), "breadth first"
    assert (feeder.r_pu[1:] + feeder.x_pu[1:] > 0).all()


def test_a_shipped_feeder_may_be_called_by_its_short_name() -> None:
    assert read_feeder("33bw").name == "case33bw"
    with pytest.raises(CaseError, match="no shipped feeder"):
        read_feeder("case")
