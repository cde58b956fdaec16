"""clusterflex feeder study: buildings on feeders under four controls, beside the print."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.exits import Exit
from planner.cli.failures import OptionError, told
from planner.cli.options import AsJson, Workers
from planner.cli.output import amount, new_table, say, show, show_json, show_table

if TYPE_CHECKING:
    from planner.feeder.patterns import Pattern
    from planner.feeder.study import StudyDay, StudyResult

FEEDERS = "ieee13_perphase,case33bw,ieee123_perphase"
CONTROLS = "0,1,2,3"
SCENARIOS, LONG_HORIZON = 5000, 48


def study(
    folder: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="DIR", help="New folder for tables of the study."),
    ] = None,
    feeders: Annotated[
        str, typer.Option(help="Feeders of the study, one or more, separated by commas.")
    ] = FEEDERS,
    controls: Annotated[
        str, typer.Option(help="Controls to run, of 0, 1, 2, 3, separated by commas.")
    ] = CONTROLS,
    scenarios: Annotated[
        int, typer.Option(help="Days with wrong forecasts, for table 6; 0: none.")
    ] = SCENARIOS,
    careful: Annotated[
        bool,
        typer.Option(
            "--careful", help="Control 3 by second-order cones, exact, not by the linear model."
        ),
    ] = False,
    seed: Annotated[int, typer.Option(help="Draws buildings and wrong forecasts.")] = 1,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Example: clusterflex feeder study --feeders ieee13_perphase -o runs/study

    Run the buildings of Fontenot et al. 2021 through a hot day under Controls 0 to 3, and tell
    which of the study's statements hold. Every figure is by exact AC power flow.
    """
    with told(as_json):
        names, kinds = _checked(folder, feeders, controls, scenarios, seed, workers)
        from cases.extra import extra

        for module in ("pvlib", "qoco", "clarabel"):  # before anything is begun
            extra(module, "feeder")
        from operation.network.horizon_settings import NetworkModel
        from planner.feeder.patterns import patterns
        from planner.feeder.study import run_study, study_days
        from planner.feeder.study_tables import study_record, study_table

        model = NetworkModel.CONES if careful else NetworkModel.LINEAR
        days = study_days(names, scenarios, LONG_HORIZON, model)
        days = tuple(day for day in days if int(day.control) in kinds)
        began, done = time.monotonic(), 0

        def on_done(result: StudyResult) -> None:
            nonlocal done
            done += 1
            day = result.day
            seconds = result.figures.seconds if result.figures is not None else None
            words = result.trouble or f"{amount(seconds, 1)} s"
            say(f"day {done} of {len(days)}: {day.feeder}, Control {int(day.control)}, {words}")

        results = run_study(days, seed, workers or os.cpu_count() or 1, on_done)
        found = patterns(results)
        record = study_record(results, found)
        if folder is not None:
            from planner.cli.files import write_csv, write_whole
            from planner.run_folder import json_text

            path = Path(folder)
            path.mkdir(parents=True, exist_ok=True)
            write_csv(path / "study.csv", study_table(results))
            write_whole(path / "study.json", json_text(record).encode())
        if as_json:
            show_json(record)
        else:
            _show(results, found)
            show(f"{len(days)} days in {amount(time.monotonic() - began)} s")
        if folder is not None:
            say(f"{folder} written")
        failed = sum(result.figures is None for result in results)
        if failed:
            say(f"error: {failed} of {len(results)} days could not be controlled")
        broken = sum(result.broken for result in results)
        if broken:
            say(f"error: Control 3 left limits of voltages on {broken} of {len(results)} days")
        code = Exit.SOLVER if failed else Exit.INFEASIBLE if broken else Exit.DONE
    raise typer.Exit(code)


def _checked(
    folder: str | None,
    feeders: str,
    controls: str,
    scenarios: int,
    seed: int,
    workers: int | None,
) -> tuple[tuple[str, ...], frozenset[int]]:
    """Names of the feeders and numbers of the controls. Raises OptionError with every problem."""
    from planner.cli.reading import workers_problems

    problems = workers_problems(workers)
    known = FEEDERS.split(",")
    names = tuple(name.strip() for name in feeders.split(","))
    for name in names:
        if name not in known:
            from cases.problem import did_you_mean

            problems.append(f'--feeders: "{name}" has no study. {did_you_mean(name, known)}')
    wanted = [word.strip() for word in controls.split(",")]
    problems += [
        f'--controls: "{word}" is none of {CONTROLS}'
        for word in wanted
        if word not in CONTROLS.split(",")
    ]
    if scenarios < 0:
        problems.append(f"--scenarios must be at least 0, not {scenarios}")
    if seed < 0:
        problems.append(f"--seed must be at least 0, not {seed}")
    if folder is not None and Path(folder).exists():
        problems.append(f"{folder} exists: name a new folder")
    if problems:
        raise OptionError(problems)
    return names, frozenset(map(int, wanted))


def _show(results: Sequence[StudyResult], found: Sequence[Pattern]) -> None:
    from planner.feeder.study import beside

    show("Ours / printed. Absolute figures cannot agree: the study prints neither weather nor")
    show("ratings nor weights. docs/feeder.md says what was chosen.")
    heads = ("loss [kW]", "lowest [pu]", "VH1 [pu]", "cooling [MWh]", "discomfort [K]", "time [s]")
    table = new_table("feeder", "DER", "Q", "control", *heads, left=1)
    for printed, result in beside(results):
        f = result.figures
        names = ("average_loss_kw", "lowest_voltage_pu", "travel_pu", "cooling_mwh", "discomfort_c")
        cells = [
            f"{amount(getattr(f, name) if f else None, digits)} / "
            f"{amount(printed.figures.get(name), digits)}"
            for name, digits in zip(names, (2, 3, 3, 2, 3), strict=True)
        ]
        minutes = 60 * printed.minutes if printed.minutes is not None else None
        cells.append(f"{amount(f.seconds if f else None, 1)} / {amount(minutes)}")
        reactive = "on" if printed.reactive_support else "off"
        table.add_row(
            printed.feeder,
            f"{100 * printed.der_share:.0f} %",
            reactive,
            str(printed.control),
            *cells,
        )
    show_table(table)
    for result in results:
        if (wrong := result.wrong_forecasts) is not None:
            show(
                f"{wrong.scenarios} days with forecasts 15 % wrong: comfort violated by at most "
                f"{wrong.worst_violation_c:.2f} K (printed 3.15), {wrong.mean_violation_c:.2f} on "
                f"average (1.84); voltage moved by at most {wrong.worst_voltage_change_pu:.4f} pu "
                f"(0.0090), {wrong.mean_voltage_change_pu:.4f} on average (0.0042); loss by at "
                f"most {wrong.worst_loss_change_w:.0f} W (100), {wrong.mean_loss_change_w:.0f} on "
                "average (8)."
            )
    _show_voltages(results)
    fallbacks = sum(result.figures.fallbacks for result in results if result.figures is not None)
    if fallbacks:
        show(f"{fallbacks} horizons were given to another solver, since the first failed on them.")
    for pattern in found:
        verdict = "holds" if pattern.holds else "does NOT hold"
        show(
            f"{verdict}: {pattern.statement} (ours {pattern.ours[0]} of {pattern.ours[1]}, "
            f"printed {pattern.printed[0]} of {pattern.printed[1]})"
        )


def _show_voltages(results: Sequence[StudyResult]) -> None:
    """What the controller that knows the feeder did about voltages, and who broke their limits."""
    from operation.network.controls import Control
    from operation.network.horizon_settings import NetworkModel

    known = [
        (result.day, result.figures.keeping)
        for result in results
        if result.figures is not None and result.day.control is Control.NETWORK
    ]
    if known:
        cones = known[0][0].model is NetworkModel.CONES
        error = max(keeping.model_error_pu for _, keeping in known)
        again = sum(keeping.tightenings for _, keeping in known)
        margin = max(keeping.margin_pu for _, keeping in known)
        tightened = (
            f"limits were tightened {again} times, by at most {margin:.1g} pu"
            if again
            else "no limit had to be tightened"
        )
        show(
            f"{'The cones' if cones else 'The linear model'} of Control 3 missed exact voltages by "
            f"at most {error:.1g} pu; {tightened}."
        )
    for what, name in (
        ("horizons were answered by the other model of the feeder", "switched"),
        ("horizons had limits that no model could keep", "softened"),
        ("steps had cones that were not tight", "loose"),
    ):
        if count := sum(getattr(keeping, name) for _, keeping in known):
            show(f"{count} {what}.")
    for result in results:
        if (f := result.figures) is not None and (worst := f.worst) is not None:
            show(
                f"{_name(result.day)}: {f.violations} voltages outside their limits, the worst "
                f"{worst.voltage_pu:.4f} pu at bus {worst.bus} at {worst.clock}."
            )


def _name(day: StudyDay) -> str:
    reactive = "on" if day.reactive_support else "off"
    share = f"{100 * day.der_share:.0f} %"
    return f"{day.feeder}, DER {share}, Q {reactive}, Control {int(day.control)}"
