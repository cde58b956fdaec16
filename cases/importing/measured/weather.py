"""Weather files, and the PV and wind power that they mean for a building, hour by hour."""

from __future__ import annotations

import datetime
import warnings
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from pydantic import Field

from cases.extra import extra
from cases.generation import Turbine, pv_power, wind_power
from cases.problem import CaseError, Problem, shortened
from cases.reading.files import PROFILE_BYTES_MAX, UnreadableError, inside, read_bytes
from cases.schema.base import Name, NonNegative, Positive, Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Hours = NDArray[np.float64]

ALBEDO = 0.2
HOURS_OF_A_YEAR = 8760
_NEEDED = {
    "ghi": "global horizontal irradiance [W/m2]",
    "dni": "direct normal irradiance [W/m2]",
    "dhi": "diffuse horizontal irradiance [W/m2]",
    "temp_air": "air temperature [°C]",
    "wind_speed": "wind speed [m/s]",
}


class WeatherKind(StrEnum):
    """Layout of a weather file."""

    EPW = "epw"
    """EnergyPlus weather."""
    TMY3 = "tmy3"
    """CSV of the National Solar Radiation Data Base."""
    PVGIS = "pvgis"
    """A typical year as PVGIS hands it out, CSV or JSON."""
    CSV = "csv"
    """8760 hours of UTC with columns of your own."""


class WeatherSettings(Table):
    """Which weather file is read, and where it is from if the file does not say so."""

    kind: WeatherKind
    file: Annotated[str, Field(min_length=1, max_length=200)]
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    altitude_m: Annotated[float, Field(ge=-500, le=9000)] = 0.0
    ghi_column: str = "ghi"
    dni_column: str = "dni"
    dhi_column: str = "dhi"
    temperature_column: str = "temp_air"
    wind_speed_column: str = "wind_speed"


class PvSettings(Table):
    """PV of a building that is not measured: power from the weather by equation (1)."""

    building: Name
    tilt_deg: Annotated[float, Field(ge=0, le=90)]
    azimuth_deg: Annotated[float, Field(ge=0, le=360)] = 180.0
    """180 is south."""
    temperature_coefficient_per_k: Annotated[float, Field(ge=-0.01, le=0)] = -0.0035
    losses: Annotated[float, Field(ge=0, lt=1)] = 0.14


class WindSettings(Table):
    """Wind turbines of a building that are not measured: power by equation (2)."""

    building: Name
    cut_in_m_per_s: NonNegative = 2.5
    rated_m_per_s: Positive = 9.0
    cut_out_m_per_s: Positive = 25.0
    hub_height_m: Positive = 10.0
    measured_at_m: Positive = 10.0
    """Height of the weather file's wind speeds."""
    shear_exponent: Annotated[float, Field(ge=0, le=1)] = 0.2


@dataclass(frozen=True, eq=False)
class WeatherYear:
    """A year of hours in UTC, from 1 January 00:00 on; each array of shape (8760,)."""

    latitude: float
    longitude: float
    altitude_m: float
    ghi: Hours
    dni: Hours
    dhi: Hours
    temp_air: Hours
    wind_speed: Hours

    def pv_per_kw(self, settings: PvSettings) -> Hours:
        """AC power of 1 kW of PV, mean of each hour. [kW]"""
        import pandas as pd

        extra("pvlib")
        from pvlib.irradiance import get_total_irradiance
        from pvlib.location import Location
        from pvlib.temperature import faiman

        times = pd.date_range(
            "2023-01-01 00:30", periods=HOURS_OF_A_YEAR, freq=pd.Timedelta(hours=1), tz="UTC"
        )
        sun = Location(self.latitude, self.longitude, "UTC", self.altitude_m).get_solarposition(
            times
        )
        plane = get_total_irradiance(
            settings.tilt_deg,
            settings.azimuth_deg,
            sun["apparent_zenith"],
            sun["azimuth"],
            self.dni,
            self.ghi,
            self.dhi,
            albedo=ALBEDO,
            model="isotropic",
        )["poa_global"]
        plane = np.nan_to_num(np.asarray(plane, dtype=float)).clip(min=0.0)
        cell = faiman(plane, self.temp_air, self.wind_speed)
        dc = pv_power(1.0, plane, cell, settings.temperature_coefficient_per_k)
        return np.asarray((dc * (1 - settings.losses)).clip(min=0.0), dtype=float)

    def wind_per_kw(self, settings: WindSettings) -> Hours:
        """Power of 1 kW of wind turbines. [kW]"""
        higher = (settings.hub_height_m / settings.measured_at_m) ** settings.shear_exponent
        turbine = Turbine(settings.cut_in_m_per_s, settings.rated_m_per_s, settings.cut_out_m_per_s)
        return wind_power(1.0, turbine, self.wind_speed * higher)


def hours_of(first: int, count: int) -> NDArray[np.int64]:
    """Hour of the weather year (0 to 8759) for each hour of UTC from minute `first` on.

    By month, day and hour; 29 February takes the weather of the 28th.
    """
    start = datetime.datetime.fromtimestamp(first * 60, datetime.UTC)
    found = np.empty(count, dtype=np.int64)
    for n in range(count):
        moment = start + datetime.timedelta(hours=n)
        day = 28 if (moment.month, moment.day) == (2, 29) else moment.day
        plain = datetime.date(2023, moment.month, day)
        found[n] = ((plain - datetime.date(2023, 1, 1)).days) * 24 + moment.hour
    return found


def read_weather(folder: Path, settings: WeatherSettings) -> WeatherYear:
    """Read a weather file of the folder; raises CaseError."""
    file = settings.file

    def refuse(message: str, remedy: str, column: str = "") -> CaseError:
        return CaseError([Problem(shortened(file), 0, column, "", message, remedy)])

    try:
        path = inside(folder, file)
        read_bytes(path, PROFILE_BYTES_MAX)
    except UnreadableError as error:
        raise refuse(f'"{shortened(file)}" {error.reason}.', error.remedy) from None
    try:
        table, place = _table(path, settings)
    except Exception as error:
        # readers of other people's layouts fail in many ways; each means that this is not one
        message = f"The file cannot be read as {settings.kind} ({shortened(str(error))})."
        raise refuse(message, "Check kind, and that the file is whole.") from None
    latitude = settings.latitude if settings.latitude is not None else place.get("latitude")
    longitude = settings.longitude if settings.longitude is not None else place.get("longitude")
    if latitude is None or longitude is None:
        raise refuse(
            "The file does not say where it is from.", "Write latitude and longitude in [weather]."
        )
    missing = [name for name in _NEEDED if name not in table]
    if missing:
        names = ", ".join(f"{_NEEDED[name]}" for name in missing)
        raise refuse(f"The file has no {names}.", "Name its columns in [weather].", missing[0])
    arrays = {}
    for name, what in _NEEDED.items():
        try:
            values = np.asarray(table[name], dtype=float)
        except ValueError:
            message = f"The {what} holds something that is no number."
            raise refuse(message, "Correct it.", name) from None
        if len(values) != HOURS_OF_A_YEAR:
            message = f"There are {len(values)} hours, not {HOURS_OF_A_YEAR}."
            raise refuse(message, "Give a year of hours without 29 February.")
        if not np.isfinite(values).all():
            count = int((~np.isfinite(values)).sum())
            raise refuse(f"The {what} is missing in {count} hours.", "Fill them.", name)
        if name != "temp_air" and values.min() < -1e-6:
            raise refuse(f"The {what} is below 0.", "Correct it.", name)
        arrays[name] = values
    return WeatherYear(
        float(latitude),
        float(longitude),
        float(place.get("altitude", settings.altitude_m) or 0.0),
        **arrays,
    )


def _table(path: Path, settings: WeatherSettings) -> tuple[Any, dict[str, Any]]:
    """Hours of UTC from 1 January on as a data frame, and what the file says of its place."""
    import pandas as pd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if settings.kind is WeatherKind.CSV:
            plain = pd.read_csv(path)
            names = {
                settings.ghi_column: "ghi",
                settings.dni_column: "dni",
                settings.dhi_column: "dhi",
                settings.temperature_column: "temp_air",
                settings.wind_speed_column: "wind_speed",
            }
            return plain.rename(columns=names), {}
        extra("pvlib")
        from pvlib import iotools

        if settings.kind is WeatherKind.EPW:
            table, place = iotools.read_epw(str(path))
        elif settings.kind is WeatherKind.TMY3:
            table, place = iotools.read_tmy3(str(path), map_variables=True)
            table.index = table.index - pd.Timedelta(hours=1)  # stamps are ends of hours
        else:
            table, place, *_ = iotools.read_pvgis_tmy(str(path), map_variables=True)
            place = place.get("inputs", place).get("location", place)
    utc = table.tz_convert("UTC")
    stamps = utc.index
    utc = utc[~((stamps.month == 2) & (stamps.day == 29))]
    order = np.lexsort((utc.index.hour, utc.index.day, utc.index.month))
    return utc.iloc[order], dict(place)
