"""The study of buildings on feeders: every control on every printed day, beside the print."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass, replace

from cases.feeders.day import FeederDay, hot_day
from cases.feeders.feeder import Feeder
from cases.feeders.population import TABLE_1, Population, populate
from cases.feeders.reading import read_feeder
from operation.network.controls import HORIZON_STEPS, Control, ControlSettings, control_day
from operation.network.horizon_settings import NetworkModel
from operation.network.indicators import FeederIndicators, indicators
from operation.network.uncertainty import UncertaintyFigures, uncertainty
from planner.executor import end, process_executor
from planner.feeder.published import PrintedDay, printed_days

STEPS = 96
"""Quarters of an hour in a day."""


@dataclass(frozen=True)
class StudyDay:
    """A day of the study: where, with how many inverters, under which control."""

    feeder: str
    der_share: float = 1.0
    reactive_support: bool = True
    control: Control = Control.NETWORK
    horizon_steps: int = HORIZON_STEPS
    model: NetworkModel = NetworkModel.LINEAR
    """Equations by which Control 3 knows the feeder."""
    scenarios: int = 0
    """Scenarios of wrong forecasts that the day is run through as well."""


@dataclass(frozen=True)
class StudyResult:
    """What came of a day; `trouble` tells why there are no figures."""

    day: StudyDay
    figures: FeederIndicators | None
    wrong_forecasts: UncertaintyFigures | None = None
    trouble: str = ""

    @property
    def broken(self) -> bool:
        """Whether the controller that knows the feeder left a voltage outside its limits."""
        known = self.figures is not None and self.day.control is Control.NETWORK
        return known and self.figures is not None and not self.figures.feasible


def study_days(
    feeders: Sequence[str],
    scenarios: int,
    long_horizon: int,
    model: NetworkModel = NetworkModel.LINEAR,
) -> tuple[StudyDay, ...]:
    """Every printed day of some feeders; tables 6 and 7 on the first feeder's best control."""
    printed = [day for day in printed_days() if day.feeder in feeders]
    days = [
        StudyDay(
            day.feeder,
            day.der_share,
            # rules give no reactive power, so both printed columns are one day
            day.reactive_support and day.control != Control.RULES,
            Control(day.control),
        )
        for day in printed
    ]
    if days:
        main = StudyDay(printed[0].feeder, scenarios=scenarios)
        days = [main if day == StudyDay(main.feeder) else day for day in days]
        days.append(StudyDay(main.feeder, horizon_steps=long_horizon))
    return tuple(
        dict.fromkeys(
            replace(day, model=model) if day.control is Control.NETWORK else day for day in days
        )
    )


def run_study(
    days: Sequence[StudyDay],
    seed: int,
    workers: int,
    on_done: Callable[[StudyResult], None] = lambda result: None,
) -> tuple[StudyResult, ...]:
    """Run days, longest first, on worker processes; results in the order of the days.

    A day that no solver can control has its trouble told in its result.
    """
    ordered = sorted(days, key=_effort, reverse=True)
    found: dict[StudyDay, StudyResult] = {}
    if workers == 0:
        for day in ordered:
            found[day] = run_study_day(day, seed)
            on_done(found[day])
        return tuple(found[day] for day in days)
    executor = process_executor(workers)
    try:
        futures = [executor.submit(run_study_day, day, seed) for day in ordered]
        for future in as_completed(futures):
            result = future.result()
            found[result.day] = result
            on_done(result)
    except BaseException:
        end(executor, kill=True)
        raise
    end(executor, kill=False)
    return tuple(found[day] for day in days)


def run_study_day(day: StudyDay, seed: int) -> StudyResult:
    """Run one day."""
    from operation.network.engine import ControlFailed

    feeder, population, weather = stage(day.feeder, day.der_share, seed, day.horizon_steps)
    settings = ControlSettings(
        day.control,
        reactive_support=day.reactive_support,
        horizon_steps=day.horizon_steps,
        model=day.model,
    )
    try:
        run = control_day(feeder, population, weather, settings, STEPS)
    except ControlFailed as failure:
        return StudyResult(day, None, trouble=str(failure))
    wrong = None
    if day.scenarios:
        wrong = uncertainty(feeder, population, weather, run, scenarios=day.scenarios, seed=seed)
    return StudyResult(day, indicators(feeder, population, weather, run), wrong)


def stage(
    name: str, der_share: float, seed: int, horizon_steps: int = HORIZON_STEPS
) -> tuple[Feeder, Population, FeederDay]:
    """A feeder of the study with its buildings and its day, long enough for the last horizon."""
    feeder = read_feeder(name)
    population = populate(feeder, TABLE_1[name], der_share=der_share, seed=seed)
    return feeder, population, hot_day(population, STEPS + horizon_steps)


def beside(results: Sequence[StudyResult]) -> Iterator[tuple[PrintedDay, StudyResult]]:
    """Every printed day with ours, where there is one."""
    ours = {_key(result.day): result for result in results}
    for printed in printed_days():
        reactive = printed.reactive_support and printed.control != Control.RULES
        key = (printed.feeder, printed.der_share, reactive, printed.control, HORIZON_STEPS)
        if key in ours:
            yield printed, ours[key]


def _key(day: StudyDay) -> tuple[str, float, bool, int, int]:
    return (day.feeder, day.der_share, day.reactive_support, int(day.control), day.horizon_steps)


def _effort(day: StudyDay) -> float:
    """How long a day takes, roughly."""
    census = TABLE_1[day.feeder]
    return (day.control != Control.RULES) * day.horizon_steps * (census.homes + census.shops)
