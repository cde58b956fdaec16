"""A run through consecutive days, re-checked: every day, and from each day to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cases import Case, Scenario
from operation.checker.check import Checker, CheckReport
from operation.design import Design
from operation.dispatch import Dispatch
from operation.window import Window


@dataclass(frozen=True)
class DaysReport:
    """Verdict on a run through days."""

    worst_residual: float
    """Over the days that were run."""
    broken: tuple[str, ...]
    """What does not hold, with the day; empty when everything does."""

    @property
    def accepted(self) -> bool:
        """Whether every equation of every day holds, and storage is the same over midnight."""
        return not self.broken


def check_days(
    case: Case,
    days: Sequence[Scenario],
    design: Design,
    dispatches: Sequence[Dispatch | None],
    start_kwh: tuple[float, ...],
) -> DaysReport:
    """Check dispatches of days that follow each other, from their arrays alone.

    Storage holds `start_kwh` before the first day and after the last, and each day begins with
    the level and the power with which the one before ended. After a day without a dispatch the
    next one begins where it says.
    """
    reports: list[CheckReport] = []
    stored, net = start_kwh, (0.0,) * len(start_kwh)
    for number, (day, y) in enumerate(zip(days, dispatches, strict=True)):
        if y is None:
            continue
        if number and dispatches[number - 1] is None:
            stored, net = tuple(y.stored_kwh[0].tolist()), (0.0,) * len(start_kwh)
        end = start_kwh if number == len(days) - 1 else None
        window = Window(stored, net, day.steps, end)
        reports.append(Checker(replace(case, scenarios=(day,)), 0, window).check(design, y))
        stored = tuple(y.stored_kwh[-1].tolist())
        net = tuple((y.discharge_kw[-1] - y.charge_kw[-1]).tolist())
    return DaysReport(
        worst_residual=max((report.worst_residual for report in reports), default=0.0),
        broken=tuple(str(violation) for report in reports for violation in report.violations),
    )
