"""A feeder from an OpenDSS script: the balanced equivalent of what the script builds.

OpenDSS itself runs the script, through OpenDSSDirect.py. Impedances are mean self less mean mutual
impedance of the phases that are there; loads and capacitors are summed over phases.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from cases.extra import extra
from cases.feeders.importing.network import Bus, Network, Wording, fitting_base_mva
from cases.feeders.importing.opendss_links import Rated, links, rated_kv
from cases.problem import Problem, Report

WORDING = Wording(
    open_link='Open the ring in the script, for example "Open Line.name 1".',
    leave_out="Connect it in the script, or disable what stands there.",
)
TAKEN = {"vsource", "line", "transformer", "load", "capacitor", "generator"}
WATCHING = {"monitor", "energymeter", "sensor", "fuse", "relay", "recloser", "swtcontrol"}
"""Elements that change no power flow; switches are asked for their state."""
CONTROLS = {"regcontrol", "capcontrol", "invcontrol", "storagecontroller", "gendispatcher"}
HELD_VOLTAGE = 3
"""Model of a generator that holds the voltage; likewise below."""
CONSTANT_POWER = 1


def opendss_network(path: Path, report: Report) -> Network | None:
    """The network of a script; what is wrong with it, or what no feeder has, is reported.

    Raises CaseError without OpenDSSDirect.py.
    """
    dss = extra("opendssdirect", "feeder-files").NewContext()
    dss.Basic.AllowForms(False)
    dss.Basic.AllowEditor(False)
    dss.Basic.AllowChangeDir(False)
    file = path.name
    try:
        dss.Text.Command("Clear")
        dss.Text.Command(f'Redirect "{path.resolve()}"')
        dss.Text.Command("MakeBusList")
        return _network(file, dss, report)
    except dss.DSSException as error:
        words = " ".join(str(part) for part in error.args[1:] or error.args)
        message = f"OpenDSS refuses the script: {' '.join(words.split())}"
        report.add(Problem(file, 0, "", "", message, "Correct the script, and run it in OpenDSS."))
        return None


def _network(file: str, dss: Any, report: Report) -> Network | None:
    sources = [name for name in _elements(dss) if name.lower().startswith("vsource.")]
    for name in sources[1:] or ([] if sources else ["Vsource"]):
        message = f"There are {len(sources)} sources; a feeder has one substation."
        report.add(Problem(file, 0, name, "", message, "Keep one Vsource, and disable the others."))
    if not sources:
        return None
    dss.Circuit.SetActiveElement(sources[0])
    source = _bus(dss)
    dss.Vsources.Name(sources[0].split(".", 1)[1])
    held = dss.Vsources.PU()
    rated = rated_kv(file, dss, report)
    _refused(file, dss, report)
    if report:
        return None
    apparent = sum(abs(complex(dss.Loads.kW(), dss.Loads.kvar())) for _ in _each(dss.Loads))
    network = Network(file, WORDING, rated[source], fitting_base_mva(apparent / 1000), source)
    network.buses = {name: Bus() for name in rated}
    if held != 1.0:
        network.notes.append(
            f"The script holds the substation at {held:g} pu; "
            "the voltage of the source is given beside a feeder."
        )
    network.notes.append("The impedance behind the source is left out.")
    network.notes.append("Phases are balanced: loads and capacitors are summed over them.")
    _loads(network, dss)
    _generators(network, dss, report)
    _capacitors(network, dss, rated, report)
    network.links = links(network, dss, rated, report)
    return None if report else network


def _elements(dss: Any) -> list[str]:
    """Names of what is enabled, with class."""
    found = []
    for name in dss.Circuit.AllElementNames():
        dss.Circuit.SetActiveElement(name)
        if dss.CktElement.Enabled():
            found.append(name)
    return found


def _each(kind: Any) -> Any:
    """Walk through the enabled elements of a class; each is the active one in its turn."""
    place = kind.First()
    while place > 0:
        yield kind.Name()
        place = kind.Next()


def _bus(dss: Any, terminal: int = 0) -> str:
    return str(dss.CktElement.BusNames()[terminal]).split(".")[0].lower()


def _refused(file: str, dss: Any, report: Report) -> None:
    for name in _elements(dss):
        kind = name.split(".")[0].lower()
        if kind not in TAKEN | WATCHING | CONTROLS:
            message = f"A feeder has nothing for elements of the class {name.split('.')[0]}."
            remedy = f'Disable it in the script: "Disable {name}".'
            report.add(Problem(file, 0, name, "", message, remedy))


def _loads(network: Network, dss: Any) -> None:
    others = 0
    for _ in _each(dss.Loads):
        bus = network.buses[_bus(dss)]
        bus.load_kw += dss.Loads.kW()
        bus.load_kvar += dss.Loads.kvar()
        others += dss.Loads.Model() != CONSTANT_POWER
    if others:
        network.notes.append(f"Loads of another model than 1, taken as constant powers: {others}.")
    if (scale := dss.Solution.LoadMult()) != 1.0:
        network.notes.append(f"Loads are those of the script before its LoadMult of {scale:g}.")


def _generators(network: Network, dss: Any, report: Report) -> None:
    count = 0
    for name in _each(dss.Generators):
        if dss.Generators.Model() == HELD_VOLTAGE:
            message = "A generator of model 3 holds the voltage, which a feeder cannot."
            remedy = "Write model=1, or disable it."
            report.add(Problem(network.file, 0, f"Generator.{name}", "", message, remedy))
        bus = network.buses[_bus(dss)]
        bus.load_kw -= dss.Generators.kW()
        bus.load_kvar -= dss.Generators.kvar()
        count += 1
    if count:
        network.notes.append(f"Negative loads in place of generators: {count}.")


def _capacitors(network: Network, dss: Any, rated: Rated, report: Report) -> None:
    controlled = dss.CapControls.Count()
    if controlled:
        network.notes.append(f"Controls of capacitors do not act: {controlled}.")
    for name in _each(dss.Capacitors):
        if _bus(dss, 0) != _bus(dss, 1):
            message = "The capacitor is in series with a line, which a feeder cannot hold."
            remedy = "Put a line in its place."
            report.add(Problem(network.file, 0, f"Capacitor.{name}", "", message, remedy))
            continue
        states = dss.Capacitors.States()
        share = sum(bool(state) for state in states) / len(states)
        single = dss.CktElement.NumPhases() == 1 and not dss.Capacitors.IsDelta()
        kv = dss.Capacitors.kV() * (math.sqrt(3.0) if single else 1.0)
        given = share * dss.Capacitors.kvar() * (rated[_bus(dss)] / kv) ** 2
        network.buses[_bus(dss)].capacitor_kvar += given
