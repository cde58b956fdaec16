"""Energy that buildings and shared storage exchange through the hubs: who gave how much to whom.

Electricity has no sender, so a rule is needed: what reaches a hub's DC bus in a step is shared
among all who take from it in that step, in proportion. Each hub stands for itself; a building
with two hubs takes from the one and gives to the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cases import Case, Scenario
from operation import Dispatch

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Exchange:
    """Energies of a scenario [kWh per day].

    Parties are the buildings with a port, in the case's order, then the storage at the hubs.
    """

    parties: tuple[str, ...]
    delivered_kwh: Floats
    """What a party took that came from another one, shape (givers, takers)."""
    device_losses_kwh: Floats
    """What was lost in the device on the way from a giver, in both ports, shape (givers,)."""
    storage_losses_kwh: Floats
    """What storage took, neither gave back nor holds in the end, shape (parties,)."""
    stored_more_kwh: Floats
    """What storage holds more at the end than at the start, shape (parties,)."""

    @property
    def given_kwh(self) -> Floats:
        """What each party gave, at its side of the port, shape (parties,)."""
        given: Floats = self.delivered_kwh.sum(axis=1) + self.device_losses_kwh
        return given

    @property
    def taken_kwh(self) -> Floats:
        """What each party took, at its side of the port, shape (parties,)."""
        taken: Floats = self.delivered_kwh.sum(axis=0)
        return taken

    def of_largest(self, most: int) -> Exchange:
        """The same with at most so many parties: those that move least are one, the last."""
        moved = self.given_kwh + self.taken_kwh
        if len(moved) <= most:
            return self
        kept = np.sort(np.argsort(-moved, kind="stable")[: most - 1])
        # row by row: which parties a party of the result is made of
        made_of = np.zeros((most, len(moved)))
        made_of[-1] = 1.0
        made_of[-1, kept] = 0.0
        made_of[np.arange(most - 1), kept] = 1.0
        names = [self.parties[party] for party in kept.tolist()]
        return Exchange(
            (*names, f"{len(moved) - len(names)} others"),
            made_of @ self.delivered_kwh @ made_of.T,
            made_of @ self.device_losses_kwh,
            made_of @ self.storage_losses_kwh,
            made_of @ self.stored_more_kwh,
        )


def exchange(case: Case, scenario: Scenario, dispatch: Dispatch) -> Exchange:
    """Who gave how much to whom in a scenario, from its dispatch.

    A port loses on the way to the bus and on the way from it; storage at the hub is on the bus.
    Raises ValueError for a case without hubs.
    """
    if not case.hubs:
        raise ValueError("this configuration has no hub, so there is nothing to exchange")
    joined = sorted({b for _, b in case.ports})
    sites = [s for h in range(len(case.hubs)) for s in case.sites_at_hub[h]]
    names = [case.buildings[b].name for b in joined] + [case.storage[s].name for s in sites]
    place_of_building = {b: place for place, b in enumerate(joined)}
    place_of_site = {s: len(joined) + place for place, s in enumerate(sites)}
    delivered = np.zeros((len(names), len(names)))
    losses = np.zeros(len(names))
    daily = scenario.step_hours / scenario.days
    for h, hub in enumerate(case.hubs):
        ports = [p for p, (owner, _) in enumerate(case.ports) if owner == h]
        at_hub = list(case.sites_at_hub[h])
        places = [place_of_building[case.ports[p][1]] for p in ports]
        places += [place_of_site[s] for s in at_hub]
        given = _side_by_side(dispatch.port_in_kw[:, ports], dispatch.discharge_kw[:, at_hub])
        taken = _side_by_side(dispatch.port_out_kw[:, ports], dispatch.charge_kw[:, at_hub])
        ways = ([hub.input_efficiency, hub.output_efficiency],) * len(ports)
        efficiencies = np.array([*ways, *([1.0, 1.0],) * len(at_hub)])
        shared, lost = _shared(given, taken, efficiencies[:, 0], efficiencies[:, 1])
        delivered[np.ix_(places, places)] += daily * shared
        losses[places] += daily * lost
    charged = daily * dispatch.charge_kw.sum(axis=0)
    discharged = daily * dispatch.discharge_kw.sum(axis=0)
    more = (dispatch.stored_kwh[-1] - dispatch.stored_kwh[0]) / scenario.days
    none = np.zeros(len(joined))
    return Exchange(
        tuple(names),
        delivered,
        losses,
        np.concatenate((none, (charged - discharged - more)[sites])),
        np.concatenate((none, more[sites])),
    )


def _shared(given: Floats, taken: Floats, inward: Floats, outward: Floats) -> tuple[Floats, Floats]:
    """Takings by giver and taker, and losses by giver, summed over steps [kW].

    `given` and `taken` have shape (steps, parties), the efficiencies (parties,).
    """
    reaching = given * inward
    bus = reaching.sum(axis=1, keepdims=True)
    shares = np.divide(reaching, bus, out=np.zeros_like(reaching), where=bus > 0)
    lost_outward = (taken * (1 / outward - 1)).sum(axis=1, keepdims=True)
    losses: Floats = (given * (1 - inward) + shares * lost_outward).sum(axis=0)
    return shares.T @ taken, losses


def _side_by_side(ports: Floats, sites: Floats) -> Floats:
    return np.concatenate((ports, sites), axis=1)
