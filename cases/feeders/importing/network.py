"""A network as other programs have it, buses and links in any order, and the tree in it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cases.feeders.checks import IMPEDANCE_MAX_PU, FeederRow, line_problems
from cases.feeders.feeder import Feeder
from cases.feeders.rows import feeder_of
from cases.problem import Problem, Report, quoted

SHOWN = 6
"""Buses of a ring or an island that are named."""
DROP_MAX_PU = 2.0
"""Impedance times load behind a line: nothing flows from 0.25 on, a wrong unit gives much more."""
SMALLER_MAX = 4
"""Powers of ten by which a base may be smaller than that of the file."""


@dataclass(frozen=True)
class Link:
    """What joins two buses: a line or a transformer."""

    label: str
    """What the program calls it, such as "trafo 3"."""
    ends: tuple[str, str]
    r_pu: float
    x_pu: float
    charging_pu: float = 0.0
    """Susceptance of the whole line, half of it at each end."""
    line: int = 0
    """Line of the file, 0 where it has none."""


@dataclass
class Bus:
    """What stands at a bus, summed up while the file is read."""

    line: int = 0
    load_kw: float = 0.0
    load_kvar: float = 0.0
    capacitor_kvar: float = 0.0


@dataclass(frozen=True)
class Wording:
    """What a person does in this kind of file."""

    open_link: str
    """How a ring is opened."""
    leave_out: str
    """How a bus is left out."""


@dataclass
class Network:
    """Buses and links, per unit of their own rated voltages."""

    file: str
    wording: Wording
    base_kv: float
    """Rated voltage of the source, to which ohms are referred."""
    base_mva: float
    source: str
    buses: dict[str, Bus] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def fitting_base_mva(apparent_mva: float) -> float:
    """A base power of about the feeder's own: the power of ten above what its loads take."""
    exponent = math.ceil(math.log10(apparent_mva)) if apparent_mva > 0 else 0
    return 10.0 ** max(exponent, -3)


def radial_feeder(name: str, network: Network, report: Report) -> Feeder | None:
    """The feeder that a network is; None with the reasons in the report where it is none.

    Links side by side become one, which changes neither voltages nor losses; charging becomes
    susceptance at both ends.
    """
    reached, loops = _walk(network, _side_by_side(network.links))
    for link, ring in loops:
        shown = " - ".join([*ring[:SHOWN], "..." if len(ring) > SHOWN else ring[0]])
        message = f"{link.label} closes a loop: {shown}."
        report.add(
            Problem(network.file, link.line, "", link.label, message, network.wording.open_link)
        )
    report.extend(_islands(network, reached))
    report.extend(_impossible(network, reached))
    rows = _rows(network, reached)
    report.extend(line_problems(network.file, rows))
    return None if report else feeder_of(name, rows, network.notes)


def _side_by_side(links: list[Link]) -> list[Link]:
    """One link between two buses, in place of several."""
    merged: dict[frozenset[str], Link] = {}
    for link in links:
        pair = frozenset(link.ends)
        if (other := merged.get(pair)) is None:
            merged[pair] = link
            continue
        one, two = complex(link.r_pu, link.x_pu), complex(other.r_pu, other.x_pu)
        both = one * two / (one + two) if one + two else 0j
        charging = link.charging_pu + other.charging_pu
        merged[pair] = Link(
            f"{other.label}, {link.label}", other.ends, both.real, both.imag, charging, other.line
        )
    return list(merged.values())


Reached = Mapping[str, tuple[str, Link | None]]
"""Parent and link of every bus that the source feeds; the source has neither."""


def _walk(network: Network, links: list[Link]) -> tuple[Reached, list[tuple[Link, list[str]]]]:
    """From the source outwards; links that close a ring, each with its ring."""
    at: dict[str, list[Link]] = {}
    for link in links:
        for end in dict.fromkeys(link.ends):
            at.setdefault(end, []).append(link)
    reached: dict[str, tuple[str, Link | None]] = {network.source: ("", None)}
    loops, used = [], set()
    for bus in (queue := [network.source]):
        for link in at.get(bus, ()):
            if id(link) in used:
                continue
            used.add(id(link))
            other = link.ends[1] if link.ends[0] == bus else link.ends[0]
            if other in reached:
                loops.append((link, _ring(reached, bus, other)))
                continue
            reached[other] = (bus, link)
            queue.append(other)
    return reached, loops


def _ring(reached: Reached, one: str, two: str) -> list[str]:
    """Buses between two of the tree, along it."""
    paths = []
    for bus in (one, two):
        path = [bus]
        while reached[path[-1]][0]:
            path.append(reached[path[-1]][0])
        paths.append(path)
    meeting = next(bus for bus in paths[0] if bus in paths[1])
    up, down = (path[: path.index(meeting)] for path in paths)
    return [*up, meeting, *reversed(down)]


def _islands(network: Network, reached: Reached) -> Iterator[Problem]:
    left = [bus for bus in network.buses if bus not in reached]
    if left:
        more = f" and {len(left) - SHOWN} more" if len(left) > SHOWN else ""
        named = ", ".join(quoted(bus) for bus in left[:SHOWN]) + more
        message = f"Nothing connects {named} with the substation {quoted(network.source)}."
        first = network.buses[left[0]].line
        yield Problem(network.file, first, "", "", message, network.wording.leave_out)


def _impossible(network: Network, reached: Reached) -> Iterator[Problem]:
    """Lines with a negative impedance, or one that cannot carry what stands behind it."""
    for one in network.links:
        if one.r_pu < 0 or one.x_pu < 0:
            message = f"{one.label} has a negative resistance or reactance."
            remedy = "A feeder has lines and transformers only, no series capacitors."
            yield Problem(network.file, one.line, "", one.label, message, remedy)
    behind = {
        name: 0.001 * abs(bus.load_kw + bus.load_kvar * 1j) for name, bus in network.buses.items()
    }
    for name, (parent, link) in reversed(list(reached.items())):
        if link is not None:
            behind[parent] += behind[name]
            drop = math.hypot(link.r_pu, link.x_pu) * behind[name] / network.base_mva
            if drop > DROP_MAX_PU:
                message = (
                    f"{link.label} would lose {drop:.3g} times the voltage at the "
                    f"{behind[name]:.3g} MVA behind it."
                )
                remedy = "Check the units: of its impedance, of the loads, of the rated voltage."
                yield Problem(network.file, link.line, "", link.label, message, remedy)


def _fitting(network: Network) -> float:
    """The base power, smaller where that keeps impedances of low voltage at a usual size."""
    largest = max((max(link.r_pu, link.x_pu) for link in network.links), default=0.0)
    if largest <= IMPEDANCE_MAX_PU:
        return network.base_mva
    exponent = math.ceil(math.log10(largest / IMPEDANCE_MAX_PU))
    return network.base_mva / 10.0 ** min(exponent, SMALLER_MAX)


def _rows(network: Network, reached: Reached) -> list[FeederRow]:
    """Rows as a CSV file of ours would have them."""
    ohm, base_mva = network.base_kv**2 / network.base_mva, _fitting(network)
    capacitor = {name: bus.capacitor_kvar for name, bus in network.buses.items()}
    for name, (parent, link) in reached.items():
        if link is not None:
            for end in (name, parent):
                capacitor[end] += 0.5 * 1000.0 * network.base_mva * link.charging_pu
    rows = []
    for name, (parent, link) in reached.items():
        bus = network.buses[name]
        numbers = {
            "r_ohm": link.r_pu * ohm if link else 0.0,
            "x_ohm": link.x_pu * ohm if link else 0.0,
            "p_kw": bus.load_kw,
            "q_kvar": bus.load_kvar,
            "qc_kvar": capacitor[name],
            "base_kv": network.base_kv,
            "base_mva": base_mva,
        }
        rows.append(FeederRow(link.line if link else bus.line, name, parent, numbers))
    return rows
