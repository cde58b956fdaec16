"""Doubts: what can be planned with, but is seldom meant. These become warnings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from cases.checks.equipment import sizes
from cases.checks.time import days_in_use, on_days
from cases.problem import Problem
from cases.reading.clock import as_ranges
from cases.reading.columns import GENERATORS
from cases.reading.csv_rows import FIRST_ROW
from cases.reading.draft import Draft
from cases.reading.profile import Profile
from cases.reading.scenarios import day_prices
from cases.schema import ExportRule

_HELD_OFF = {
    ExportRule.SURPLUS: (
        'export_rule = "surplus" holds this off: a building that exports takes nothing from a '
        "hub and discharges no storage."
    ),
    ExportRule.METER: (
        'export_rule = "meter" holds this off at one meter only: with a hub, one building may '
        'buy for another that exports. Consider "surplus".'
    ),
    ExportRule.COMMON: (
        'export_rule = "common" holds this off: buildings joined by a hub never buy and export '
        "at once."
    ),
}
_GENERATION_MARGIN = 1.05


def modules_divide(draft: Draft) -> Iterator[Problem]:
    """A largest size that is no whole number of modules is never reached."""
    for path, limit, module, unit in sizes(draft):
        if module > 0 and abs(limit / module - round(limit / module)) > 1e-6:
            message = f"The maximum of {limit:g} {unit} is no multiple of {module:g} {unit}."
            remedy = f"The largest size is {limit // module * module:g} {unit}."
            yield draft.problem(path, message, remedy)


def prices_allow_arbitrage(draft: Draft) -> Iterator[Problem]:
    """Where the export price is above the import price, only the export rule stops a circle."""
    used = {building.grid.tariff for building in draft.building.values()}
    for place, tariff in draft.tariff.items():
        for season, day in days_in_use(draft, [tariff]) if tariff.name in used else ():
            bought = day_prices(tariff, season, day, "import_price_per_kwh")
            sold = day_prices(tariff, season, day, "export_price_per_kwh")
            if times := as_ranges(np.flatnonzero(sold > bought).tolist()):
                message = (
                    f'In "{season}"{on_days(day)} exported power earns more than imported costs '
                    f"at {times}."
                )
                remedy = _HELD_OFF[draft.operation.export_rule]
                yield draft.problem(("tariff", place), message, remedy, season)


def hubs_allow_arbitrage(draft: Draft) -> Iterator[Problem]:
    """The same between buildings of one hub with different tariffs."""
    tariffs = {tariff.name: tariff for tariff in draft.tariff.values()}
    meters = {b.name: tariffs[b.grid.tariff] for b in draft.building.values()}
    for place, hub in draft.hub.items():
        joined = list({meters[name].name: meters[name] for name in hub.buildings}.values())
        for season, day in days_in_use(draft, joined) if len(joined) > 1 else ():
            bought = np.array([day_prices(t, season, day, "import_price_per_kwh") for t in joined])
            sold = np.array([day_prices(t, season, day, "export_price_per_kwh") for t in joined])
            alone = (sold > bought).any(axis=0)
            across = (sold.max(axis=0) > bought.min(axis=0)) & ~alone
            if times := as_ranges(np.flatnonzero(across).tolist()):
                message = (
                    f'In "{season}"{on_days(day)} a building of this hub earns more for exported '
                    f"power than another pays for imported at {times}."
                )
                remedy = _HELD_OFF[draft.operation.export_rule]
                yield draft.problem(("hub", place), message, remedy, season)


def generation_fits_the_installation(
    draft: Draft, profiles: Mapping[str, Profile]
) -> Iterator[Problem]:
    """A generator seldom gives more than 1.05 times what is installed."""
    for profile in profiles.values():
        for building in draft.building.values():
            for quantity, generator in GENERATORS.items():
                installed = getattr(building, generator)
                power = profile.columns.get(f"{building.name}.{quantity}")
                if installed is None or power is None:
                    continue
                peak = float(power.max())
                if peak > installed.installed_kw * _GENERATION_MARGIN + 1e-3:
                    row, column = int(power.argmax()) + FIRST_ROW, f"{building.name}.{quantity}"
                    message = f"{peak:g} kW is above installed_kw = {installed.installed_kw:g}."
                    remedy = "Check the profile and its unit, or installed_kw."
                    yield Problem(profile.file, row, column, f"{peak:g}", message, remedy)


def peaks_fit_the_meter(draft: Draft, profiles: Mapping[str, Profile]) -> Iterator[Problem]:
    """Load above import limit and generation needs storage or a hub in every design."""
    for profile in profiles.values():
        for building in draft.building.values():
            column = f"{building.name}.electricity_kw"
            short = profile.columns[column] - building.grid.import_limit_kw
            for quantity in GENERATORS:
                short = short - profile.columns.get(f"{building.name}.{quantity}", 0.0)
            if short.max() > 1e-6:
                step, load = int(short.argmax()), profile.columns[column]
                message = (
                    f"{load[step]:g} kW is {short[step]:g} kW above the import limit and the "
                    f"building's generation ({np.count_nonzero(short > 1e-6)} such steps)."
                )
                remedy = "Designs without enough storage or exchange will fail; check the limit."
                value = f"{load[step]:g}"
                yield Problem(profile.file, step + FIRST_ROW, column, value, message, remedy)


def nothing_is_left_over(draft: Draft) -> Iterator[Problem]:
    """Tariffs, storage types, sites and hubs that nothing refers to are probably a slip."""
    choices = draft.configuration.values()
    used = {
        "tariff": {building.grid.tariff for building in draft.building.values()},
        "storage_type": {site.type for site in draft.storage.values()},
    }
    if choices:
        used["storage"] = {name for choice in choices for name in choice.storage}
        used["hub"] = {name for choice in choices for name in choice.hubs}
    for section, names in used.items():
        for place, name in enumerate(draft.names(section)):
            if name not in names:
                message = f'Nothing in this case uses "{name}".'
                yield draft.problem((section, place), message, "Use it, or remove it.", name)
