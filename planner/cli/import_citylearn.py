"""clusterflex import citylearn: a case folder from a CityLearn data set."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.cli.failures import OptionError, told
from planner.cli.import_summary import days_record, quality_record, show_days, show_quality
from planner.cli.options import AsJson
from planner.cli.output import amount, new_table, say, show, show_json, show_table

if TYPE_CHECKING:
    from cases.importing.citylearn.data_set import DataSet

_SOURCE = "https://github.com/intelligent-environments-lab/CityLearn"
_HEADER = """\
What is marked "assumed" is not in the data set: edit it.
Typical days are days of year.csv, scaled to the means of the days they stand for."""


def citylearn(
    data_set: Annotated[
        str,
        typer.Argument(
            metavar="DATA_SET", help="Folder of the data set, with schema.json and CSV files."
        ),
    ],
    folder: Annotated[
        str,
        typer.Option("--output", "-o", metavar="DIR", help="New or empty folder of the case."),
    ],
    count: Annotated[
        int,
        typer.Option(
            "--typical-days",
            "-n",
            help="Number of typical days; more are closer to the year, and slower.",
        ),
    ] = 12,
    method: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="How days are clustered: hierarchical, kmeans or kmedoids."
        ),
    ] = "hierarchical",
    extremes: Annotated[
        bool, typer.Option(help="Keep the days of the highest loads as days of their own.")
    ] = True,
    template: Annotated[
        str | None,
        typer.Option(metavar="CASE", help="Case whose prices, seasons, storage and FID to take."),
    ] = None,
    week_start: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="What day type 1 of the data is: monday, sunday, or auto (seen in the loads).",
        ),
    ] = "auto",
    name: Annotated[
        str | None,
        typer.Option(
            help="Name of the case: small letters, digits and _.",
            show_default="that of the new folder",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the random numbers of k-means.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Example: clusterflex import citylearn citylearn_challenge_2020_climate_zone_2 -o nine

    Make a case from a CityLearn data set: buildings with their year and typical days, a battery
    site at each, a public one and an FID for all. Assumed prices are marked in case.toml.
    """
    with told(as_json):
        from cases import read_case_folder
        from cases.importing.citylearn.assumptions import assumptions_for
        from cases.importing.citylearn.clock import WeekStart
        from cases.importing.citylearn.data_set import read_data_set
        from cases.importing.citylearn.document import (
            case_document,
            electricity_per_kw,
            year_profiles,
        )
        from cases.importing.naming import case_name, plain_name
        from cases.importing.typical_days import TypicalDayMethod, typical_days
        from cases.importing.typical_quality import quality_of
        from cases.schema import Calendar
        from cases.writing import add_scenarios, require_new_folder, write_case
        from planner.cli.reading import choice_problems, least_problems

        problems = choice_problems("--method", [method], list(TypicalDayMethod))
        problems += choice_problems("--week-start", [week_start], list(WeekStart))
        problems += least_problems({"typical-days": (count, 1), "seed": (seed, 0)})
        if name is not None and name != plain_name(name, "case"):
            problems.append(
                f'--name: "{name}" is not made of small letters, digits and _; '
                f'"{plain_name(name, "case")}" is'
            )
        if problems:
            raise OptionError(problems)
        require_new_folder(folder)
        data = read_data_set(data_set, WeekStart(week_start))
        assumed = assumptions_for(data, template)
        title = f"{len(data.buildings)} buildings of {data.folder.name}"
        plain = case_document(data, assumed, name or case_name(folder), title)
        year = year_profiles(data)
        calendar = Calendar.model_validate_json(_json(plain["calendar"]))
        try:
            days = typical_days(
                year,
                calendar,
                count=count,
                by_day_type=assumed.by_day_type,
                method=TypicalDayMethod(method),
                keep_extremes=extremes,
                seed=seed,
                electricity_per_kw=electricity_per_kw(data),
            )
        except ValueError as error:
            raise OptionError([f"--typical-days: {error}"]) from None
        document, profiles = add_scenarios(plain, days, year)
        header = f"{title}, a CityLearn data set\n({_SOURCE}).\n\n{_HEADER}"
        path = write_case(folder, document, profiles, header, assumed.comments)
        read = read_case_folder(path)
        quality = quality_of(days, year)
        notes = [*data.notes, *assumed.notes]
        if year.days != 365:
            notes.append(f"the {year.days} days of the data are scaled to a year of 365 days")
        if as_json:
            show_json(
                {
                    "case": read.name,
                    "path": str(path),
                    "buildings": _buildings(data),
                    "typical_days": days_record(days),
                    "quality": quality_record(quality),
                    "notes": notes,
                    "warnings": [str(warning) for warning in read.warnings],
                }
            )
            return
        for warning in read.warnings:
            say(f"warning: {warning}")
        for note in notes:
            say(f"note: {note}")
        show(f"{title}: {year.days} days from {year.dates[0]} on")
        _show_buildings(data)
        show_days(days)
        show_quality(quality)
        _show_next(Path(folder), path)


def _json(calendar: dict[str, Any]) -> str:
    import json

    return json.dumps({key: value for key, value in calendar.items() if value is not None})


def _buildings(data: DataSet) -> list[dict[str, Any]]:
    """Energy of the imported hours by building [kWh], installed PV [kW], coefficients."""
    return [
        {
            "name": building.name,
            "electricity_kwh": float(building.electricity_kw.sum()),
            "heat_kwh": float(building.heat_kw.sum()),
            "cold_kwh": float(building.cold_kw.sum()),
            "pv_kwh": float(building.pv_kw.sum()),
            "pv_installed_kw": building.entry.pv_kw,
            "heat_per_electricity": building.heater.output_per_input if building.heater else None,
            "cold_per_electricity": building.chiller.output_per_input if building.chiller else None,
        }
        for building in data.buildings
    ]


def _show_buildings(data: DataSet) -> None:
    table = new_table(
        "MWh", "electricity", "heat", "cold", "PV", "PV kW", "heat/el.", "cold/el.", left=1
    )
    for building in _buildings(data):
        energies = [building[f"{kind}_kwh"] for kind in ("electricity", "heat", "cold", "pv")]
        table.add_row(
            building["name"],
            *(amount(energy / 1000, 1) for energy in energies),
            amount(building["pv_installed_kw"], 1),
            amount(building["heat_per_electricity"], 2),
            amount(building["cold_per_electricity"], 2),
        )
    show_table(table)


def _show_next(folder: Path, path: Path) -> None:
    case, run = shlex.quote(str(folder)), shlex.quote(f"runs/{folder.name}")
    show(f"Written to {path}. Next:")
    show('  edit what is marked "assumed" in case.toml: prices, storage, FID')
    show(f"  clusterflex check {case}")
    show(f"  clusterflex run {case} -o {run}")
    show(f"  clusterflex year {run}    the chosen design, day by day")
