"""The ways of using a feeder that a check compares, and what each comes to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from operation.network.power_flow import PowerFlow
from operation.network.voltage_verdict import VoltageVerdict
from planner.feeder.check import FeederCheck, Replayed, loss_kwh_per_year


class Way(StrEnum):
    """How a feeder is used."""

    ALONE = "alone"
    NOTHING = "nothing"
    PLANNED = "planned"
    OPERATED = "operated"

    @property
    def words(self) -> str:
        """What a reader calls it."""
        return _WORDS[self]


_WORDS = {
    Way.ALONE: "without the cluster",
    Way.NOTHING: "with nothing installed",
    Way.PLANNED: "as planned",
    Way.OPERATED: "with predictive control",
}


@dataclass(frozen=True, eq=False)
class Used:
    """What a way of using the feeder comes to."""

    flows: tuple[PowerFlow, ...]
    """One for each typical day."""
    verdict: VoltageVerdict
    loss_kwh_per_year: float


def ways(check: FeederCheck) -> dict[Way, Used]:
    """Every way that the check knows, in the order of `Way`."""
    found = {Way.ALONE: _used(check.alone)}
    if check.nothing is not None:
        found[Way.NOTHING] = _used(check.nothing)
    found[Way.PLANNED] = _used(check.planned)
    if check.operated and check.operated_verdict is not None:
        flows = tuple(day.flow for day in check.operated)
        loss = loss_kwh_per_year(check.case, flows)
        found[Way.OPERATED] = Used(flows, check.operated_verdict, loss)
    return found


def _used(replayed: Replayed) -> Used:
    return Used(replayed.flows, replayed.verdict, replayed.loss_kwh_per_year)
