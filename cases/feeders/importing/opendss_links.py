"""Lines and transformers of an OpenDSS circuit as balanced equivalents."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cases.feeders.importing.network import Link, Network
from cases.problem import Problem, Report

Rated = Mapping[str, float]
"""Rated voltage between phases by bus [kV]."""
NOMINAL = 1e-3
"""A ratio of voltages that is nominal differs from 1 by less: 2.4 kV stand for 4.16 kV."""
NO_TAPS = (
    "A feeder has no taps: write Taps=[1 1] and voltages of the buses, "
    "or begin the feeder behind it."
)
OPEN = 1


@dataclass(frozen=True)
class Piece:
    """An element on some of the phases between two buses."""

    label: str
    ends: tuple[str, str]
    phases: frozenset[str]
    impedance_pu: complex
    charging_pu: float = 0.0


def rated_kv(file: str, dss: Any, report: Report) -> dict[str, float]:
    """Rated voltages of all buses; those that have none are reported."""
    rated = {}
    for name in dss.Circuit.AllBusNames():
        dss.Circuit.SetActiveBus(name)
        rated[name.lower()] = math.sqrt(3.0) * dss.Bus.kVBase()
        if not dss.Bus.kVBase() > 0:
            message = "The bus has no rated voltage."
            remedy = 'Add to the script: "Set VoltageBases=[...]" and "CalcVoltageBases".'
            report.add(Problem(file, 0, f"bus {name}", "", message, remedy))
    return rated


def links(network: Network, dss: Any, rated: Rated, report: Report) -> list[Link]:
    """What joins buses; elements on different phases of one pair of buses are one link."""
    pieces = _lines(network, dss, rated, report) + _transformers(network, dss, rated, report)
    groups: list[list[Piece]] = []
    for piece in pieces:
        for group in groups:
            taken = frozenset().union(*(other.phases for other in group))
            if set(piece.ends) == set(group[0].ends) and not piece.phases & taken:
                group.append(piece)
                break
        else:
            groups.append([piece])
    return [_link(group) for group in groups]


def _link(group: list[Piece]) -> Link:
    weights = [len(piece.phases) for piece in group]
    total = sum(w * p.impedance_pu for w, p in zip(weights, group, strict=True)) / sum(weights)
    label = ", ".join(piece.label for piece in group)
    charging = sum(piece.charging_pu for piece in group)
    return Link(label, group[0].ends, total.real, total.imag, charging)


def _active(dss: Any, switched: set[str]) -> tuple[tuple[str, str], frozenset[str]] | None:
    """Ends and phases of the active element; None where it is open."""
    name = dss.CktElement.Name().lower()
    if name in switched or any(dss.CktElement.IsOpen(terminal, 0) for terminal in (1, 2)):
        return None
    one, two = (str(bus).lower().split(".") for bus in dss.CktElement.BusNames()[:2])
    count = dss.CktElement.NumPhases()
    nodes = one[1 : 1 + count] or [str(k + 1) for k in range(count)]
    return (one[0], two[0]), frozenset(nodes)


def _switched(dss: Any) -> set[str]:
    """Elements that a switch control has open."""
    found, place = set(), dss.SwtControls.First()
    while place > 0:
        if dss.SwtControls.State() == OPEN:
            found.add(dss.SwtControls.SwitchedObj().lower())
        place = dss.SwtControls.Next()
    return found


def _balanced(values: Any, count: int) -> float:
    """Mean self less mean mutual value of a matrix of phases."""
    matrix: NDArray[np.float64] = np.asarray(values, dtype=float).reshape(count, count)
    if count == 1:
        return float(matrix[0, 0])
    mutual = (matrix.sum() - np.trace(matrix)) / (count * (count - 1))
    return float(np.trace(matrix) / count - mutual)


def _lines(network: Network, dss: Any, rated: Rated, report: Report) -> list[Piece]:
    pieces, switched = [], _switched(dss)
    place = dss.Lines.First()
    while place > 0:
        label, found = f"Line.{dss.Lines.Name()}", _active(dss, switched)
        if found is not None:
            (one, two), phases = found
            count, length = dss.Lines.Phases(), dss.Lines.Length()
            ohm = rated[one] ** 2 / network.base_mva
            if abs(rated[one] / rated[two] - 1) > NOMINAL:
                message = f"The line joins buses of {rated[one]:.4g} and {rated[two]:.4g} kV."
                remedy = "Put a transformer between them, or correct VoltageBases."
                report.add(Problem(network.file, 0, label, "", message, remedy))
            r, x, c = (
                length * _balanced(matrix, count)
                for matrix in (dss.Lines.RMatrix(), dss.Lines.XMatrix(), dss.Lines.CMatrix())
            )
            siemens = 2.0 * math.pi * dss.Solution.Frequency() * 1e-9 * c * len(phases) / 3
            impedance = complex(r, x) / ohm
            pieces.append(Piece(label, (one, two), phases, impedance, siemens * ohm))
        place = dss.Lines.Next()
    return pieces


def _transformers(network: Network, dss: Any, rated: Rated, report: Report) -> list[Piece]:
    pieces, switched = [], _switched(dss)
    controlled, place = set(), dss.RegControls.First()
    while place > 0:
        controlled.add(dss.RegControls.Transformer().lower())
        place = dss.RegControls.Next()
    place = dss.Transformers.First()
    while place > 0:
        name = dss.Transformers.Name()
        label, found = f"Transformer.{name}", _active(dss, switched)
        if found is not None and dss.Transformers.NumWindings() != 2:
            message = "The transformer has more than two windings."
            remedy = "Put one of two windings in its place."
            report.add(Problem(network.file, 0, label, "", message, remedy))
        elif found is not None:
            piece = _transformer(network, dss, rated, label, found, name.lower() in controlled)
            if piece is None:
                message = "The transformer is not at the nominal ratio of its buses."
                report.add(Problem(network.file, 0, label, "", message, NO_TAPS))
            else:
                pieces.append(piece)
        place = dss.Transformers.Next()
    if controlled:
        named = ", ".join(sorted(controlled))
        network.notes.append(f"Regulators do not act and stay at ratio 1: {named}.")
    return pieces


def _transformer(
    network: Network,
    dss: Any,
    rated: Rated,
    label: str,
    found: tuple[tuple[str, str], frozenset[str]],
    controlled: bool,
) -> Piece | None:
    """None where its ratio is not the nominal one; that of a regulator is left out."""
    ends, phases = found
    count, ratios, percent, kva = len(phases), [], 0.0, 1.0
    for winding, bus in ((2, ends[1]), (1, ends[0])):  # the first one is the active one at the end
        dss.Transformers.Wdg(winding)
        single = dss.CktElement.NumPhases() == 1 and not dss.Transformers.IsDelta()
        kv = dss.Transformers.kV() * (math.sqrt(3.0) if single else 1.0)
        ratios.append(kv * (1.0 if controlled else dss.Transformers.Tap()) / rated[bus])
        percent += dss.Transformers.R()
        kva = dss.Transformers.kVA()
    if abs(ratios[1] / ratios[0] - 1.0) > NOMINAL:
        return None
    scale = ratios[1] ** 2 * network.base_mva * 1000.0 / (3.0 * kva / count)
    losses = []
    for column in ("%noloadloss", "%imag"):
        dss.Text.Command(f"? {label}.{column}")
        losses.append(0.01 * float(dss.Text.Result() or 0.0) * kva)
    if losses[0]:
        network.notes.append(f"The iron loss of {label} is a constant load: {losses[0]:g} kW.")
        for bus in ends:
            network.buses[bus].load_kw += 0.5 * losses[0]
    charging = -losses[1] / (1000.0 * network.base_mva)
    impedance = complex(percent, dss.Transformers.Xhl()) / 100.0 * scale
    return Piece(label, ends, phases, impedance, charging)
