"""OpenDSS scripts: their balanced equivalent, and what is refused."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import opendssdirect as dss
import pytest

from cases import CaseError
from cases.feeders.feeder import Feeder
from cases.feeders.reading import read_feeder
from tests.cases.bus_matrix import solved

BALANCED = """Clear
New Circuit.small basekv=12.47 pu=1.02 phases=3 bus1=Src MVAsc3=1e9 MVAsc1=1e9
New LineCode.a nphases=3 basefreq=60 units=mi rmatrix=(0.35 | 0.15 0.35 | 0.15 0.15 0.35)
~ xmatrix=(1.0 | 0.45 1.0 | 0.45 0.45 1.0) cmatrix=(12 | -2 12 | -2 -2 12)
New Line.l1 bus1=src bus2=a linecode=a length=10000 units=ft
New Transformer.t1 phases=3 windings=2 xhl=5 %loadloss=1
~ wdg=1 bus=a conn=delta kv=12.47 kva=1000
~ wdg=2 bus=b conn=wye kv=0.48 kva=1000
New Line.l2 bus1=a bus2=c linecode=a length=1 units=mi
New Line.l3 bus1=b bus2=d r1=0.001 x1=0.002 c1=0 length=1
New Line.tie bus1=c bus2=src linecode=a length=1 units=mi
Open Line.tie 1
New Load.d bus1=d phases=3 conn=wye model=1 kv=0.48 kw=500 kvar=200 vminpu=0.5
New Load.c bus1=c phases=3 model=1 kv=12.47 kw=1500 kvar=700 vminpu=0.5
New Generator.g bus1=d phases=3 model=1 kv=0.48 kw=50 kvar=10
New Capacitor.cap bus1=c phases=3 kvar=600 kv=12.47
Set VoltageBases=[12.47 0.48]
CalcVoltageBases
"""
IEEE13_PART = """Clear
New Circuit.part basekv=4.16 phases=3 bus1=650
New Transformer.Reg1 phases=1 bank=reg XHL=0.01 kVAs=[1666 1666] Buses=[650.1 RG60.1] kVs=[2.4 2.4]
New Transformer.Reg2 phases=1 bank=reg XHL=0.01 kVAs=[1666 1666] Buses=[650.2 RG60.2] kVs=[2.4 2.4]
New Transformer.Reg3 phases=1 bank=reg XHL=0.01 kVAs=[1666 1666] Buses=[650.3 RG60.3] kVs=[2.4 2.4]
New RegControl.Reg1 transformer=Reg1 winding=2 vreg=122 band=2 ptratio=20
Transformer.Reg1.Taps=[1.0 1.0625]
New Transformer.XFM1 Phases=3 Windings=2 XHL=2
~ wdg=1 bus=633 conn=Wye kv=4.16 kva=500 %r=.55
~ wdg=2 bus=634 conn=Wye kv=0.480 kva=500 %r=.55
New LineCode.mtx601 nphases=3 units=mi rmatrix=(0.3465 | 0.1560 0.3375 | 0.1580 0.1535 0.3414)
~ xmatrix=(1.0179 | 0.5017 1.0478 | 0.4236 0.3849 1.0348)
New LineCode.mtx602 nphases=3 units=mi rmatrix=(0.7526 | 0.1580 0.7475 | 0.1560 0.1535 0.7436)
~ xmatrix=(1.1814 | 0.4236 1.1983 | 0.5017 0.3849 1.2112)
New LineCode.mtx603 nphases=2 units=mi rmatrix=(1.3238 | 0.2066 1.3294)
~ xmatrix=(1.3569 | 0.4591 1.3471)
New Line.650632 Phases=3 Bus1=RG60.1.2.3 Bus2=632.1.2.3 LineCode=mtx601 Length=2000 units=ft
New Line.632633 Phases=3 Bus1=632.1.2.3 Bus2=633.1.2.3 LineCode=mtx602 Length=500 units=ft
New Line.632645 Phases=2 Bus1=632.3.2 Bus2=645.3.2 LineCode=mtx603 Length=500 units=ft
New Line.645646 Phases=2 Bus1=645.3.2 Bus2=646.3.2 LineCode=mtx603 Length=300 units=ft
New Load.634a Bus1=634.1 Phases=1 Conn=Wye Model=1 kV=0.277 kW=160 kvar=110
New Load.634b Bus1=634.2 Phases=1 Conn=Wye Model=1 kV=0.277 kW=120 kvar=90
New Load.634c Bus1=634.3 Phases=1 Conn=Wye Model=1 kV=0.277 kW=120 kvar=90
New Load.646 Bus1=646.2.3 Phases=1 Conn=Delta Model=2 kV=4.16 kW=230 kvar=132
New Capacitor.Cap Bus1=646.3 phases=1 kVAR=100 kV=2.4
Set VoltageBases=[4.16 .48]
CalcVoltageBases
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "small.dss"
    path.write_text(text)
    return path


def test_a_balanced_circuit_has_the_voltages_that_opendss_finds(tmp_path: Path) -> None:
    path = written(tmp_path, BALANCED)
    ours = solved(path, 1.02)
    engine = dss.NewContext()
    engine.Text.Command(f'Redirect "{path}"')
    engine.Text.Command("Set Tolerance=1e-10")
    engine.Text.Command("Solve")
    theirs = dict(zip(engine.Circuit.AllNodeNames(), engine.Circuit.AllBusMagPu(), strict=True))
    assert set(ours) == {"src", "a", "b", "c", "d"}
    for bus, voltage in ours.items():
        # a source of finite strength, and shunts that keep OpenDSS's matrix regular
        assert theirs[f"{bus}.1"] == pytest.approx(voltage, abs=2e-7), bus
    assert min(ours.values()) < 1.0


def ohms(feeder: Feeder, bus: str) -> complex:
    ohm = feeder.base_kv**2 / feeder.base_mva
    at = feeder.position(bus)
    return ohm * complex(feeder.r_pu[at], feeder.x_pu[at])


def test_unbalanced_lines_become_those_of_the_shipped_feeder(tmp_path: Path) -> None:
    """Mean self less mean mutual impedance; three regulators of a phase each are one link."""
    part, shipped = read_feeder(written(tmp_path, IEEE13_PART)), read_feeder("ieee13_posseq")
    assert part.buses[:3] == ("650", "rg60", "632")
    for bus in ("632", "633", "634", "645", "646"):
        assert ohms(part, bus) == pytest.approx(ohms(shipped, bus), rel=2e-5), bus
    for bus in ("634", "646"):
        at, there = part.position(bus), shipped.position(bus)
        assert part.load_kw[at] == pytest.approx(shipped.load_kw[there])
        assert part.load_kvar[at] == pytest.approx(shipped.load_kvar[there])
    assert part.capacitor_kvar[part.position("646")] == pytest.approx(100, rel=2e-3)
    told = " ".join(part.notes)
    assert "Regulators do not act" in told and "reg1" in told and "constant powers: 1" in told


REFUSED = {
    "loop": (("Open Line.tie 1\n", ""), "closes a loop: ", "Open Line"),
    "island": (("Open Line.tie 1", "Open Line.tie 1\nOpen Line.l3 1"), 'connects "d"', "disable"),
    "tap": (("kv=0.48 kva", "kv=0.50 kva"), "nominal ratio", "no taps"),
    "two sources": (("New Line.l2", "New Vsource.b bus1=c\nNew Line.l2"), "2 sources", "disable"),
    "solar": (
        ("New Line.l2", "New PVSystem.p bus1=c kv=12.47\nNew Line.l2"),
        "PVSystem",
        "Disable",
    ),
    "held": (
        ("phases=3 model=1 kv=0.48 kw=50", "phases=3 model=3 kv=0.48 kw=50"),
        "holds",
        "model=1",
    ),
    "in series": (
        ("New Capacitor.cap bus1=c", "New Capacitor.cap bus1=c bus2=a"),
        "in series",
        "line",
    ),
    "no bases": (("Set VoltageBases=[12.47 0.48]\nCalcVoltageBases", ""), "no rated", "CalcVolt"),
    "no script": (("New Line.l2", "New banana\nNew Line.l2"), "OpenDSS refuses", "in OpenDSS"),
    "empty": ((BALANCED, "Clear"), "OpenDSS refuses", "in OpenDSS"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_no_feeder_has_is_refused(kind: str, tmp_path: Path) -> None:
    (old, new), message, remedy = REFUSED[kind]
    assert old in BALANCED
    with pytest.raises(CaseError) as caught:
        read_feeder(written(tmp_path, BALANCED.replace(old, new, 1)))
    told = [p for p in caught.value.problems if message in p.message]
    assert told, str(caught.value)
    assert remedy in told[0].remedy and told[0].file == "small.dss"


def test_a_circuit_of_somebody_else_stays_as_it_is(tmp_path: Path) -> None:
    dss.Text.Command("Clear")
    dss.Text.Command("New Circuit.mine basekv=10 bus1=here")
    before = Path.cwd()
    read_feeder(written(tmp_path, BALANCED))
    assert dss.Circuit.Name() == "mine" and Path.cwd() == before
    dss.Text.Command("Clear")


def test_the_missing_package_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opendssdirect", None)
    with pytest.raises(CaseError, match=r"clusterflex\[feeder-files\]"):
        read_feeder(written(tmp_path, BALANCED))


def test_the_same_script_gives_the_same_bytes(tmp_path: Path) -> None:
    one, two = (read_feeder(written(tmp_path, BALANCED)) for _ in range(2))
    assert one.buses == two.buses
    assert np.array_equal(one.x_pu, two.x_pu) and np.array_equal(one.load_kw, two.load_kw)
