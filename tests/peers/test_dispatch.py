"""PyPSA and we find the same least lower objective for a design."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace

import pytest

from cases import Case, read_case
from cases.schema import DeviceKind, DeviceOperation, ExportRule
from operation import Design
from tests.peers import our_side
from tests.peers.shared_cases import (
    KINDS,
    changed,
    comparable,
    designs_of,
    difference,
    drawn,
    with_settings,
)

pytestmark = pytest.mark.peers

AGREED = 1e-5
"""Relative difference of two objectives that count as equal."""


def compare(pypsa_says: SimpleNamespace, case: Case, scenario: int, design: Design) -> float:
    theirs = pypsa_says.dispatch_objective(case, scenario, design)
    return difference(our_side.dispatch_objective(case, scenario, design), theirs)


def worst(pypsa_says: SimpleNamespace, kind: str, seeds: Sequence[int], *without: str) -> float:
    found = []
    for seed in seeds:
        case = KINDS[kind](seed, *without)
        found += [compare(pypsa_says, case, 0, design) for design in designs_of(case, seed)]
    print(f"\n{kind}: {len(found)} dispatches, worst relative difference {max(found):.1e}")
    return max(found)


@pytest.mark.parametrize("kind", KINDS)
def test_random_cases(pypsa_says: SimpleNamespace, kind: str) -> None:
    assert worst(pypsa_says, kind, range(4), "on_off") <= AGREED


def test_whole_units(pypsa_says: SimpleNamespace) -> None:
    """Of heat and of cold: PyPSA commits modules, and a sink takes the cold that is too much."""
    devices = [d for seed in (5, 7) for _, d in KINDS["without_losses"](seed).devices]
    whole = {device.kind for device in devices if device.operation is DeviceOperation.ON_OFF}
    assert whole == {DeviceKind.POWER_TO_HEAT, DeviceKind.POWER_TO_COLD}
    assert worst(pypsa_says, "without_losses", (5, 7)) <= AGREED


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_many_random_cases(pypsa_says: SimpleNamespace, kind: str) -> None:
    assert worst(pypsa_says, kind, range(4, 54)) <= AGREED


@pytest.mark.parametrize("configuration", ["independent", "interconnected"])
def test_the_shipped_case(pypsa_says: SimpleNamespace, configuration: str) -> None:
    case = comparable(read_case("beijing", configuration))
    reference = case.configuration.reference
    assert reference is not None
    design = Design.from_names(case, reference.storage_kwh | reference.fid_kw)
    for scenario in range(2):
        assert compare(pypsa_says, case, scenario, design) <= AGREED


def test_without_exclusivity_a_penalty_is_dodged(pypsa_says: SimpleNamespace) -> None:
    """Where curtailing costs something, PyPSA's storage wastes surplus in its own losses.

    It charges and discharges at once; a switch forbids us to. So these cases are not compared.
    """
    below = []
    for seed in (0, 3, 5):
        case = with_settings(
            drawn(seed, "on_off"),
            curtailment_penalty_per_kwh=0.5,
            self_consumption_value_per_kwh=0.3,
        )
        design = designs_of(case, seed)[1]
        ours = our_side.dispatch_objective(case, 0, design)
        below.append((ours - pypsa_says.dispatch_objective(case, 0, design)) / abs(ours))
    assert min(below) > -AGREED and max(below) > 1e-3


def test_what_pypsa_cannot_express_is_refused(pypsa_says: SimpleNamespace) -> None:
    case = KINDS["free_to_curtail"](3)
    design = designs_of(case, 3)[1]
    stores, hubs = case.storage_types, case.hubs
    for wrong in (
        with_settings(case, export_rule=ExportRule.SURPLUS),
        replace(case, storage_types=changed(stores, power_min_kw=1.0)),
        replace(case, storage_types=changed(stores, cycles_per_day_max=1.0)),
        replace(case, storage_types=changed(stores, ramp_up_kw_per_hour=1.0)),
        replace(case, hubs=changed(hubs, port_power_min_kw=1.0)),
    ):
        with pytest.raises(pypsa_says.NotExpressible):
            pypsa_says.dispatch_objective(wrong, 0, design)
