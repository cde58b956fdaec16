"""What a data set does not tell: from its prices and batteries, our defaults, or another case."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cases.folder import read_case_folder
from cases.importing.citylearn import defaults
from cases.importing.citylearn.prices import seasons_and_periods
from cases.problem import CASE_FILE, CaseError, Problem

if TYPE_CHECKING:
    from cases.importing.citylearn.data_set import DataSet

_TARIFF = "time_of_use"


@dataclass(frozen=True)
class Assumptions:
    """Plain data of case.toml that all buildings share."""

    currency: str
    economics: dict[str, Any]
    seasons: list[dict[str, Any]]
    tariff: dict[str, Any]
    storage_type: dict[str, Any]
    """Without its name."""
    hub: dict[str, Any]
    """Prices, lives and efficiencies; without name, buildings and powers."""
    operation: dict[str, Any] = field(default_factory=dict)
    weekend: list[int] = field(default_factory=list)
    notes: tuple[str, ...] = ()
    comments: dict[str, str] = field(default_factory=dict)

    @property
    def by_day_type(self) -> bool:
        """Whether prices of workdays and days off differ."""
        return any("day_type" in period for period in self.tariff["period"])


def assumptions_for(data: DataSet, template: str | os.PathLike[str] | None) -> Assumptions:
    """Defaults beside what the data set tells, or another case's. Raises CaseError."""
    assumed = _defaults(data)
    return assumed if template is None else _from_case(template, assumed)


def _defaults(data: DataSet) -> Assumptions:
    ports = len(data.buildings)
    found = Assumptions(
        currency=defaults.CURRENCY,
        economics=dict(defaults.ECONOMICS),
        seasons=[dict(season) for season in defaults.SEASONS],
        tariff={
            "name": _TARIFF,
            "title": "assumed: time of use with an evening peak",
            "period": defaults.tariff_periods(),
        },
        storage_type=_battery(data),
        hub={
            **defaults.FID,
            "investment_per_kw": defaults.PORT_INVESTMENT_PER_KW * ports,
            "om_per_kw_year": defaults.PORT_OM_PER_KW_YEAR * ports,
        },
        comments=dict(defaults.COMMENTS),
    )
    if data.prices is None:
        return found
    dates = data.clock.dates
    price = defaults.EXPORT_PRICE_PER_KWH
    told = seasons_and_periods(data.prices, dates, data.clock.holidays, price)
    if told is None:
        note = "the hourly prices follow no time-of-use tariff; an assumed one is written"
        return replace(found, notes=(note,))
    seasons, periods = told
    note = "the tariff is that of the first building's prices; paid for exports: assumed"
    tariff = {"name": _TARIFF, "title": "prices of the data set", "period": periods}
    return replace(found, seasons=seasons, tariff=tariff, notes=(note,))


def _battery(data: DataSet) -> dict[str, Any]:
    """One storage type: the batteries' mean efficiency, the most powerful one's power."""
    batteries = [b.entry.electrical_storage for b in data.buildings]
    attributes = [battery.attributes for battery in batteries if battery is not None]
    cycles = []
    for given in attributes:
        if given.power_efficiency_curve and len(given.power_efficiency_curve) > 1:
            power, efficiency = np.array(given.power_efficiency_curve).T
            cycles.append(float(np.trapezoid(efficiency, power) / np.ptp(power)))
        else:
            cycles.append(given.efficiency or defaults.CYCLE_EFFICIENCY)
    cycle = float(np.mean(cycles)) if cycles else defaults.CYCLE_EFFICIENCY
    depths = [1 - a.depth_of_discharge for a in attributes if a.depth_of_discharge is not None]
    found = dict(defaults.STORAGE_TYPE)
    if depths:
        found["soc_min"] = round(float(np.mean(depths)), 3)
    one_way = round(math.sqrt(cycle), 3)
    found |= {"charge_efficiency": one_way, "discharge_efficiency": one_way}
    most = max((given.nominal_power or 0.0 for given in attributes), default=0.0)
    return found | ({"power_max_kw": most} if most > 0 else {})


def _from_case(template: str | os.PathLike[str], assumed: Assumptions) -> Assumptions:
    """Currency, economics, operation, calendar, first tariff, storage type and hub of a case."""
    folder = read_case_folder(template)
    file, said = folder.file, folder.file.model_dump(mode="json", exclude_unset=True)
    used = file.building[0].grid.tariff
    tariff = next(item for item in said["tariff"] if item["name"] == used)
    calendar = said.get("calendar")
    seasons = calendar["season"] if calendar else assumed.seasons
    priced = {period["season"] for period in tariff["period"]}
    unknown = priced ^ {season["name"] for season in seasons}
    if unknown:
        message = f'The template\'s tariff "{used}" and its seasons do not fit each other.'
        remedy = "Add a [calendar] to the template with the tariff's seasons."
        raise CaseError([Problem(CASE_FILE, 0, "calendar", used, message, remedy)])
    own = ("name", "buildings", "rating_max_kw", "module_kw", "port_power_min_kw")
    hubs = [
        {k: v for k, v in hub.items() if k not in (*own, "port_power_max_kw", "rating_per_port")}
        for hub in said.get("hub", ())
    ]
    kinds = [
        {k: v for k, v in kind.items() if k != "name"} for kind in said.get("storage_type", ())
    ]
    from_template = ("economics", "storage_type", "hub")
    kept = {k: v for k, v in assumed.comments.items() if k.split(".")[0] not in from_template}
    return Assumptions(
        currency=file.currency,
        economics=said["economics"],
        seasons=seasons,
        tariff=tariff,
        storage_type=kinds[0] if kinds else assumed.storage_type,
        hub=hubs[0] if hubs else assumed.hub,
        operation=said.get("operation", {}),
        weekend=list(calendar.get("weekend", ())) if calendar else [],
        notes=(f"prices, seasons, storage and FID are those of the case {folder.name}",),
        comments=kept,
    )
