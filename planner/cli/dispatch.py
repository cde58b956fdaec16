"""clusterflex dispatch: run one design in every scenario."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner.cli.exits import Exit
from planner.cli.failures import OptionError, told
from planner.cli.files import new_file_problems, write_csv
from planner.cli.options import (
    GAP,
    SOLVER,
    TIME_LIMIT,
    AsJson,
    CaseName,
    ConfigurationName,
    DesignText,
    Gap,
    Solver,
    TimeLimit,
)
from planner.cli.output import amount, new_table, percent, say, show, show_json, show_table

if TYPE_CHECKING:
    from cases import Case
    from operation import Design
    from planner.evaluation import Evaluation, ScenarioEvaluation

FIGURES = {
    "daily_cost": "cost of a day [{currency}]",
    "purchase_cost": "- purchases",
    "sales_revenue": "- sales",
    "curtailment_penalty": "- curtailment penalty",
    "emissions_kg": "emissions of a day [kgCO2]",
    "import_kwh": "electricity bought [kWh]",
    "export_kwh": "electricity sold [kWh]",
    "gas_kwh": "gas [kWh]",
    "heat_import_kwh": "heat bought [kWh]",
    "available_kwh": "PV and wind available [kWh]",
    "curtailed_kwh": "PV and wind curtailed [kWh]",
    "self_consumption": "self-consumption",
    "self_sufficiency": "self-sufficiency",
}
_SHARES = ("self_consumption", "self_sufficiency")


def dispatch(
    case: CaseName,
    design: DesignText = None,
    configuration: ConfigurationName = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="New CSV file for the dispatch, a row per step."
        ),
    ] = None,
    solver: Solver = SOLVER,
    gap: Gap = GAP,
    time_limit: TimeLimit = TIME_LIMIT,
    as_json: AsJson = False,
) -> None:
    """Example: clusterflex dispatch beijing --design public_battery=500,link=200 -o day.csv

    Run one design in every scenario, and tell its figures and what the independent checker says
    of them, or why it can probably not be run.
    """
    with told(as_json):
        from planner.cli.reading import design_capacities, solver_settings

        settings = solver_settings(solver, gap, time_limit)
        capacities = design_capacities("--design", design) if design is not None else None
        if problems := new_file_problems(output):
            raise OptionError(problems)
        from cases import read_case
        from planner.cli.evaluating import evaluator

        chosen = read_case(case, configuration)
        wanted = design_or_reference(chosen, capacities)
        with evaluator(chosen, settings) as pool:
            (evaluation,) = pool.evaluate([wanted], lambda: None)
            outcomes = pool.dispatch([wanted])[0] if output and evaluation.accepted else []
        if outcomes and output:
            from planner.tables import dispatch_table

            table = dispatch_table(chosen, outcomes)
            write_csv(Path(output), table)
        if as_json:
            show_json(record(chosen, evaluation, output if outcomes else None))
        else:
            _show(chosen, evaluation)
        _tell_failures(evaluation)
        if outcomes:
            say(f"{output} written")
        code = Exit.DONE
        if not evaluation.accepted:
            code = Exit.SOLVER if evaluation.failed else Exit.INFEASIBLE
    raise typer.Exit(code)


def record(case: Case, evaluation: Evaluation, file: str | None) -> dict[str, Any]:
    """What became of a design, as plain data."""
    return {
        "case": case.name,
        "configuration": case.configuration.name,
        "design": evaluation.design.named(case),
        "status": evaluation.status.value,
        "lifecycle_cost": evaluation.lifecycle_cost,
        "annual_emissions_kg": evaluation.annual_emissions_kg,
        "scenarios": [
            {**asdict(scenario), "checker_accepts": scenario.indicators is not None}
            for scenario in evaluation.scenarios
        ],
        "file": file,
    }


def design_or_reference(case: Case, capacities: dict[str, float] | None) -> Design:
    """Design of the capacities, else the case's reference. Raises OptionError, CaseError."""
    from operation import Design, DesignError
    from planner.comparison import reference_design

    if capacities is not None:
        try:
            return Design.from_names(case, capacities)
        except DesignError as error:
            raise OptionError([f"--design: {line}" for line in error.problems]) from error
    reference = reference_design(case)
    if reference is None:
        names = ",".join(f"{name}=NUMBER" for name in Design.nothing(case).named(case))
        raise OptionError(
            [
                f'configuration "{case.configuration.name}" has no reference design: give one '
                f'with --design "{names}", or --design nothing'
            ]
        )
    return reference


def _show(case: Case, evaluation: Evaluation) -> None:
    built = [f"{name} {value:g}" for name, value in evaluation.design.named(case).items() if value]
    show(f"{case.name}, {case.configuration.name}")
    show(f"design [kWh, kW]: {', '.join(built) or 'nothing'}")
    scenarios = evaluation.scenarios
    table = new_table("", *(scenario.scenario or "all scenarios" for scenario in scenarios))
    table.add_row("status", *(scenario.status.value for scenario in scenarios))
    table.add_row("checker", *map(_verdict, scenarios))
    table.add_row("worst residual", *(_small(scenario.worst_residual) for scenario in scenarios))
    table.add_row("gap to the proven bound", *(_small(scenario.gap) for scenario in scenarios))
    for name, label in FIGURES.items():
        cells = [_figure(scenario, name) for scenario in scenarios]
        table.add_row(label.format(currency=case.currency), *cells)
    show_table(table)
    if evaluation.accepted:
        years = case.economics.horizon_years
        show(f"lifecycle cost, {years} years: {amount(evaluation.lifecycle_cost)} {case.currency}")
        show(f"emissions a year: {amount(evaluation.annual_emissions_kg)} kgCO2")


def _tell_failures(evaluation: Evaluation) -> None:
    for scenario in evaluation.scenarios:
        if not scenario.status.accepted:
            say(f"error: {scenario.scenario or 'the design'} cannot be run ({scenario.status}):")
            for cause in scenario.message.split("; "):
                say(f"  {cause or 'the solver told no reason'}")
        elif scenario.message:
            say(f"note: {scenario.scenario}: {scenario.message}")


def _verdict(scenario: ScenarioEvaluation) -> str:
    return "every equation holds" if scenario.indicators is not None else "-"


def _small(value: float) -> str:
    return "-" if value != value else f"{value:.1e}"


def _figure(scenario: ScenarioEvaluation, name: str) -> str:
    if scenario.indicators is None:
        return "-"
    value = float(getattr(scenario.indicators, name))
    return percent(value) if name in _SHARES else amount(value, 1)
