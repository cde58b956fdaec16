"""MATPOWER case files: what they become, conversions of units in them, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cases import CaseError
from cases.feeders.feeder import Feeder
from cases.feeders.reading import read_feeder

IN_OHM_AND_KW = """
%% convert branch impedances from Ohms to p.u.
[PQ, PV, REF, NONE, BUS_I, BUS_TYPE, PD, QD, GS, BS, BUS_AREA, VM, ...
    VA, BASE_KV, ZONE, VMAX, VMIN, LAM_P, LAM_Q, MU_VMAX, MU_VMIN] = idx_bus;
[F_BUS, T_BUS, BR_R, BR_X, BR_B, RATE_A, RATE_B, RATE_C, ...
    TAP, SHIFT, BR_STATUS] = idx_brch;
Vbase = mpc.bus(1, BASE_KV) * 1e3;      %% in Volts
Sbase = mpc.baseMVA * 1e6;              %% in VA
mpc.branch(:, [BR_R BR_X]) = mpc.branch(:, [BR_R BR_X]) / (Vbase^2 / Sbase);

%% convert loads from kW to MW
mpc.bus(:, [PD, QD]) = mpc.bus(:, [PD, QD]) / 1e3;
"""
"""As several of the cases that MATPOWER ships end."""
SMALL = """function mpc = small
%SMALL  four buses; it's small [really
mpc.version = '2';
mpc.baseMVA = 10; mpc.name = 'a name; with % signs';
%{
mpc.bus = [ 9 9 9 ];
%}
mpc.bus = [ %% bus, type, Pd, Qd, Gs, Bs, area, Vm, Va, baseKV, zone, Vmax, Vmin
	1	3	0	0	0	0	1	1	0	20	1	1	1;
	2	1	1.5	0.5	0	0.3	1	1	0	20	1	1.1	0.9;
	3	1	0.2	-0.1	0	0	1	1	0	0.4	1	1.1	0.9;
	4	1	1	0.5	0	0	1	1	0	20	1	1.1	0.9
	5	4	7	7	0	0	1	1	0	20	1	1.1	0.9;
];
mpc.gen = [
	1	0	0	10	-10	1.02	100	1	10	0;
	4	0.4	0.1	10	-10	1	100	1	10	0;
	4	9	9	10	-10	1	100	0	10	0;
];
mpc.branch = [
	2	1	0.01	0.02	0.04	0	0	0	0	0	1	-360	360;
	2,	3,	0.10,	0.30,	0,	0, 0,	0,	1,	150,	1,	-360, ...
	360;
	2	4	1/50	0.02	0	0	0	0	0	0	1	-360	360;
	4	2	0.02	0.02	0	0	0	0	0	0	1	-360	360;
	3	4	0.02	0.02	0	0	0	0	0	0	0	-360	360;
];
mpc.bus_name = {'one'; 'two]'; 'three'; 'four'; 'five'};
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "small.m"
    path.write_text(text)
    return path


def refused(folder: Path, text: str) -> CaseError:
    with pytest.raises(CaseError) as caught:
        read_feeder(written(folder, text))
    return caught.value


def case_text(feeder: Feeder, r: np.ndarray, x: np.ndarray, unit: float, end: str) -> str:
    """A case file with these impedances, and loads in MW times a unit."""
    lines = ["function mpc = case33", "mpc.version = '2';", f"mpc.baseMVA = {feeder.base_mva};"]
    lines.append("mpc.bus = [")
    for at in range(len(feeder)):
        p, q = unit * feeder.load_kw[at], unit * feeder.load_kvar[at]
        kind = 1 if at else 3
        lines.append(f"\t{at + 1} {kind} {p} {q} 0 0 1 1 0 {feeder.base_kv} 1 1.1 0.9;")
    lines += ["];", "mpc.gen = [1 0 0 10 -10 1 100 1 10 0];", "mpc.branch = ["]
    for at in range(1, len(feeder)):
        lines.append(f"{feeder.parent[at] + 1} {at + 1} {r[at]} {x[at]} 0 0 0 0 0 0 1 -360 360")
    return "\n".join([*lines, "];", end])


@pytest.mark.parametrize("converted", [False, True])
def test_units_that_the_file_converts_itself(converted: bool, tmp_path: Path) -> None:
    shipped = read_feeder("case33bw")
    ohm = shipped.base_kv**2 / shipped.base_mva if converted else 1.0
    text = case_text(
        shipped,
        ohm * shipped.r_pu,
        ohm * shipped.x_pu,
        1.0 if converted else 1e-3,
        IN_OHM_AND_KW if converted else "",
    )
    read = read_feeder(written(tmp_path, text))
    assert read.parent.tolist() == shipped.parent.tolist()
    for name in ("r_pu", "x_pu", "load_kw", "load_kvar"):
        assert getattr(read, name) == pytest.approx(getattr(shipped, name), rel=1e-12), name
    assert (read.base_kv, read.base_mva) == (shipped.base_kv, shipped.base_mva)


def test_loads_given_as_apparent_power(tmp_path: Path) -> None:
    code = """
    pf = 0.85;
    mpc.bus(:, QD) = mpc.bus(:, PD) * sin(acos(pf));
    mpc.bus(:, PD) = mpc.bus(:, PD) * pf;
    """
    read = read_feeder(written(tmp_path, SMALL + code))
    assert read.load_kw[read.position("2")] == pytest.approx(0.85 * 1500)
    assert read.load_kvar[read.position("2")] == pytest.approx(np.sin(np.arccos(0.85)) * 1500)


def test_everything_that_a_feeder_holds(tmp_path: Path) -> None:
    feeder = read_feeder(written(tmp_path, SMALL))
    assert feeder.name == "small" and set(feeder.buses) == {"1", "2", "3", "4"}
    at = {name: feeder.position(name) for name in feeder.buses}
    assert feeder.parent[at["2"]] == at["1"] and feeder.parent[at["4"]] == at["2"]
    # charging stands at both ends, beside the capacitor
    assert feeder.capacitor_kvar[at["1"]] == pytest.approx(0.02 * 10_000)
    assert feeder.capacitor_kvar[at["2"]] == pytest.approx(300 + 0.02 * 10_000)
    # two lines side by side carry half each
    assert feeder.r_pu[at["4"]] == pytest.approx(0.01)
    assert feeder.load_kw[at["4"]] == pytest.approx(1000 - 400)
    assert feeder.load_kvar[at["3"]] == pytest.approx(-100)
    told = " ".join(feeder.notes)
    assert "1.02 pu" in told and "generator at bus 4" in told and "1 isolated" in told


REFUSED = {
    "two sources": (("2	1	1.5", "2	3	1.5"), 10, "2 buses are reference", "as the type"),
    "no source": (("1	3	0", "1	1	0"), 0, "0 buses are reference", "as the type"),
    "voltage held": (
        ("4	1	1	", "4	2	1	"),
        17,
        "holds the voltage",
        "Write 1 as the type",
    ),
    "tap": (
        ("0, 0,	0,	1,	150", "0, 0,	0,	1.05,	150"),
        22,
        "ratio of 1.05",
        "no taps",
    ),
    "conductance": (
        ("0.5	0	0.3", "0.5	0.2	0.3"),
        10,
        "conductance of 0.2 MW",
        "as a load",
    ),
    "loop": (
        ("0	0	0	-360", "0	0	1	-360"),
        26,
        "closes a loop: ",
        "status (column 11",
    ),
    "zero impedance": (
        ("0.01	0.02	0.04", "0	0	0.04"),
        21,
        "no impedance",
        "join the two",
    ),
    "ohms": (("0.10,	0.30", "800,	0.30"), 22, "times the voltage", "Check the units"),
    "negative": (("0.10,	0.30", "0.10,	-0.30"), 22, "negative resistance", "series cap"),
    "no such bus": (
        ("2	4	1/50", "2	6	1/50"),
        24,
        "There is no bus 6",
        "Correct the bus",
    ),
    "twice": (
        ("4	1	1	0.5", "2	1	1	0.5"),
        12,
        "Bus 2 stands in line 10",
        "Remove",
    ),
    "no rated voltage": (
        ("1	0	20	1	1	1;", "1	0	0	1	1	1;"),
        9,
        "no rated",
        "baseKV",
    ),
    "a word": (
        ("0.01	0.02	0.04", "0.01	xyz	0.04"),
        21,
        '"xyz" is not a number',
        "savecase",
    ),
    "short row": (
        ("0.04	0	0	0	0	0	1	-360	360", "0.04"),
        21,
        "5 numbers, not 13",
        "",
    ),
    "not finite": (("0.01	0.02	0.04", "0.01	Inf	0.04"), 21, "infinite", "finite"),
    "no base": (("mpc.baseMVA = 10;", ""), 0, "no base power", "mpc.baseMVA"),
    "no branch": (("mpc.branch", "mpc.branches"), 0, "There is no mpc.branch", "savecase"),
    "version 1": (("mpc.", ""), 0, "There is no mpc.bus", "savecase"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_no_feeder_has_is_refused(kind: str, tmp_path: Path) -> None:
    (old, new), line, message, remedy = REFUSED[kind]
    assert old in SMALL
    error = refused(tmp_path, SMALL.replace(old, new, -1 if old == "mpc." else 1))
    told = [p for p in error.problems if message in p.message]
    assert told, str(error)
    assert remedy in told[0].remedy and told[0].file == "small.m" and told[0].line == line


def test_an_island_is_told(tmp_path: Path) -> None:
    error = refused(tmp_path, SMALL.replace("1,	150,	1,", "1,	150,	0,"))
    [problem] = error.problems
    assert 'Nothing connects "3"' in problem.message and "column 2 of mpc.bus" in problem.remedy


@pytest.mark.parametrize(
    "code",
    [
        "mpc.branch(:, BR_R) = mpc.branch(:, BR_R) .* factors;",
        "mpc.bus(3, PD) = 7;",
        "mpc = scale_load(2, mpc);",
        "for k = 1:3, mpc.bus(k, PD) = 0; end",
        "mpc.bus(:, PD) = mpc.bus(:, PD) * __import__('os').getpid();",
        "mpc.bus(:, PD) = mpc.bus(:, NOSUCH) * 2;",
        "mpc.bus(:, PD) = mpc.bus(:, PD) / 0;",
        "big = 9^9^9;",
        "unit = 2^3^2;",
    ],
)
def test_what_computes_in_another_way_is_refused_with_its_line(code: str, tmp_path: Path) -> None:
    error = refused(tmp_path, SMALL + code)
    assert {problem.line for problem in error.problems} == {SMALL.count("\n") + 1}
    assert "is not understood" in str(error) and "savecase" in str(error)


def test_everything_is_told_at_once(tmp_path: Path) -> None:
    text = SMALL.replace("0.5	0	0.3", "0.5	0.2	0.3").replace(
        "0.01	0.02", "0.01	-0.02"
    )
    text = text.replace("2	4	1/50", "2	6	1/50")
    assert {p.line for p in refused(tmp_path, text).problems} == {10, 24}


def test_comments_may_be_in_any_encoding(tmp_path: Path) -> None:
    path = tmp_path / "small.M"
    path.write_bytes(SMALL.replace("four", "f\u00fcnf").encode("latin-1"))
    assert len(read_feeder(path)) == 4
