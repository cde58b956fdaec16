"""clusterflex compare: a case's configurations side by side, and beside printed figures."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.exits import Exit
from planner.cli.failures import told
from planner.cli.options import GAP, SOLVER, TIME_LIMIT, AsJson, CaseName, Gap, Solver, TimeLimit
from planner.cli.output import amount, new_table, percent, say, show, show_json, show_table

if TYPE_CHECKING:
    from planner.comparison import ComparedConfiguration, ComparedDesign, Comparison, Figures


def compare(
    case: CaseName,
    design: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CONF:NAME=NUMBER,...",
            help="Design of a configuration in place of its reference; may be repeated.",
        ),
    ] = None,
    solver: Solver = SOLVER,
    gap: Gap = GAP,
    time_limit: TimeLimit = TIME_LIMIT,
    as_json: AsJson = False,
) -> None:
    """Example: clusterflex compare beijing

    Run every configuration with nothing installed and with its reference design, and show the
    figures beside those that its source has printed.
    """
    with told(as_json):
        from planner.cli.reading import configured_designs, solver_settings

        settings = solver_settings(solver, gap, time_limit)
        designs = configured_designs(design or [])
        from cases import read_case_folder
        from planner.cli.evaluating import evaluated
        from planner.comparison import compare as compared

        folder = read_case_folder(case)
        found = compared(folder, lambda case, wanted: evaluated(case, wanted, settings), designs)
        if as_json:
            show_json(asdict(found))
        else:
            _show(found)
        code = exit_code(found)
    raise typer.Exit(code)


def exit_code(found: Comparison) -> Exit:
    """SOLVER if a design failed, INFEASIBLE if a compared design cannot be run."""
    designs = [c.design for c in found.configurations if c.design is not None]
    every = designs + [c.nothing for c in found.configurations]
    if any(d.lifecycle_cost is None and d.status != "infeasible" for d in every):
        return Exit.SOLVER
    return Exit.INFEASIBLE if any(d.lifecycle_cost is None for d in designs) else Exit.DONE


def _show(found: Comparison) -> None:
    show(f"{found.case}: {found.title}" if found.title else found.case)
    for configuration in found.configurations:
        show()
        _show_configuration(found, configuration)
    if found.changes:
        show()
        _show_changes(found)
    elif len(found.configurations) > 1:
        say("note: changes between configurations need a design for each of them")


def _show_configuration(found: Comparison, c: ComparedConfiguration) -> None:
    show(f"Configuration {c.name}{f': {c.title}' if c.title else ''}")
    if c.design is not None:
        built = [f"{name} {value:g}" for name, value in c.design.capacities.items() if value]
        show(f"  design [kWh, kW]: {', '.join(built) or 'nothing'}")
        if c.source:
            show(f"  source: {c.source}")
    for label, design in (("nothing installed", c.nothing), ("the design", c.design)):
        if design is not None and design.lifecycle_cost is None:
            say(f"{c.name}: {label} cannot be run ({design.status}): {design.message}")
    table = new_table("", "", "nothing", "design", "printed", "difference", left=2)
    for scenario in found.scenarios:
        rows = zip(
            _cells(c.nothing.scenarios.get(scenario)),
            _cells(c.design.scenarios.get(scenario) if c.design else None),
            _cells(c.printed.get(scenario)),
            _changes_cells(c.differences.get(scenario)),
            strict=True,
        )
        for number, (label, row) in enumerate(zip(_labels(found.currency), rows, strict=True)):
            table.add_row("" if number else scenario, label, *row)
    for name, label in (
        ("lifecycle_cost", f"cost of {found.horizon_years} years [{found.currency}]"),
        ("annual_emissions_kg", "emissions [kgCO2]"),
    ):
        cells = [_yearly(design, name) for design in (c.nothing, c.design)]
        table.add_row("lifecycle" if name == "lifecycle_cost" else "year", label, *cells, "", "")
    show_table(table)
    if c.design is None:
        say(
            f'note: configuration "{c.name}" has no reference design; give one in case.toml '
            f'([configuration.reference]), or with: --design "{c.name}:'
            f'{",".join(f"{name}=NUMBER" for name in c.nothing.capacities)}"'
        )


def _show_changes(found: Comparison) -> None:
    for name in dict.fromkeys(change.configuration for change in found.changes):
        changes = [change for change in found.changes if change.configuration == name]
        show(f"Change from {changes[0].origin} to {name}")
        table = new_table("", "", "computed", "printed", left=2)
        for change in changes:
            rows = zip(
                ("self-consumption", "cost of a day", "emissions of a day"),
                _changes_cells(change.computed),
                _changes_cells(change.printed),
                strict=True,
            )
            for number, (label, *row) in enumerate(rows):
                table.add_row("" if number else change.scenario, label, *row)
        show_table(table)


def _labels(currency: str) -> tuple[str, str, str]:
    return "self-consumption", f"cost of a day [{currency}]", "emissions of a day [kgCO2]"


def _cells(figures: Figures | None) -> tuple[str, str, str]:
    if figures is None:
        return "-", "-", "-"
    return (
        percent(figures.self_consumption),
        amount(figures.daily_cost),
        amount(figures.emissions_kg_per_day),
    )


def _changes_cells(figures: Figures | None) -> tuple[str, str, str]:
    if figures is None:
        return "-", "-", "-"
    share = figures.self_consumption
    return (
        "-" if share is None else f"{100 * share + 0.0:+.1f} points",
        percent(figures.daily_cost, sign=True),
        percent(figures.emissions_kg_per_day, sign=True),
    )


def _yearly(design: ComparedDesign | None, name: str) -> str:
    return "-" if design is None else amount(getattr(design, name))
