"""clusterflex generate: a synthetic cluster of any size, for scaling studies."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated, Any

import typer

from planner.cli.failures import OptionError, told
from planner.cli.import_summary import days_record, show_days
from planner.cli.options import AsJson
from planner.cli.output import amount, new_table, show, show_json, show_table

STEP_HOURS = (1.0, 0.5, 0.25)


def generate(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="New or empty folder.")],
    buildings: Annotated[
        int, typer.Option("--buildings", "-b", help="Number of buildings, 1 to 200.")
    ] = 4,
    seed: Annotated[
        int, typer.Option(help="Of the random numbers; the same seed draws the same.")
    ] = 1,
    hubs: Annotated[
        int | None,
        typer.Option(
            help="Number of links between buildings.", show_default="one for six buildings"
        ),
    ] = None,
    step_hours: Annotated[
        float, typer.Option(help="Length of a step in hours: 1, 0.5 or 0.25.")
    ] = 1.0,
    count: Annotated[
        int,
        typer.Option(
            "--typical-days",
            "-n",
            help="Number of typical days; more are closer to the year, and slower.",
        ),
    ] = 12,
    year: Annotated[
        bool, typer.Option(help="Write the whole year too, for clusterflex year.")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Example: clusterflex generate ten --buildings 10 --seed 7

    Draw a cluster of homes, offices, shops, schools and hospitals with loads, PV and wind, heat
    and cold devices, tariff, storage sites and links. Nothing in it was measured.
    """
    with told(as_json):
        from cases import read_case_folder
        from cases.importing.naming import case_name
        from cases.synthetic.generate import BUILDINGS_MAX, cluster, typical_days_of, write_cluster
        from cases.writing import require_new_folder
        from planner.cli.reading import least_problems

        problems = least_problems({"seed": (seed, 0), "typical-days": (count, 1)})
        if not 1 <= buildings <= BUILDINGS_MAX:
            problems.append(f"--buildings must be from 1 to {BUILDINGS_MAX}, not {buildings}")
        elif hubs is not None and not 0 <= hubs <= buildings // 2:
            most = f"from 0 to {buildings // 2} for {buildings} buildings"
            problems.append(f"--hubs must be {most}, not {hubs}")
        if step_hours not in STEP_HOURS:
            problems.append(f"--step-hours must be 1, 0.5 or 0.25, not {step_hours:g}")
        if problems:
            raise OptionError(problems)
        require_new_folder(folder)
        made = cluster(buildings, seed, name=case_name(folder), hubs=hubs, step_hours=step_hours)
        try:
            days = typical_days_of(made, count)
        except ValueError as error:
            raise OptionError([f"--typical-days: {error}"]) from None
        header = (
            f"{made.document['title']}: drawn, not measured; made by\n"
            f"clusterflex generate --buildings {buildings} --seed {seed} "
            f"--step-hours {step_hours:g} --typical-days {count}"
            f"{'' if hubs is None else f' --hubs {hubs}'}"
        )
        path = write_cluster(folder, made, days, with_year=year, header=header)
        read = read_case_folder(path)
        rows = [_record(building, made.year.columns) for building in made.buildings]
        if as_json:
            show_json(
                {
                    "case": read.name,
                    "path": str(path),
                    "configurations": list(read.configurations),
                    "buildings": rows,
                    "typical_days": days_record(days),
                }
            )
            return
        _show(rows)
        show_days(days)
        shown = shlex.quote(folder)
        show(f"Written to {path}. Next:")
        show(f"  clusterflex check {shown}")
        show(f"  clusterflex run {shown} -o runs/{shlex.quote(Path(folder).name)}")


def _record(building: Any, columns: Any) -> dict[str, Any]:
    hours = 8760 / len(next(iter(columns.values())))

    def mwh(quantity: str) -> float:
        column = columns.get(f"{building.name}.{quantity}")
        return float(column.sum()) * hours / 1000 if column is not None else 0.0

    return {
        "name": building.name,
        "floor_area_m2": building.floor_area_m2,
        "electricity_mwh": mwh("electricity_kw"),
        "heat_mwh": mwh("heat_kw"),
        "cold_mwh": mwh("cold_kw"),
        "pv_mwh": mwh("pv_kw"),
        "wind_mwh": mwh("wind_kw"),
    }


def _show(rows: list[dict[str, Any]]) -> None:
    table = new_table("MWh a year", "m2", "electricity", "heat", "cold", "PV", "wind")
    for row in rows:
        name, *figures = row.values()
        table.add_row(name, *(amount(figure) for figure in figures))
    show_table(table)
