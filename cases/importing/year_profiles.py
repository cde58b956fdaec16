"""A year (or any whole days) of profiles in memory, before it becomes a case."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MINUTES_OF_A_DAY = 1440


@dataclass(frozen=True, eq=False)
class YearProfiles:
    """Columns of consecutive whole days in wall-clock time, named as in a typical day's CSV."""

    first_day: datetime.date
    step_minutes: int
    """Length of a step; divides a day."""
    columns: Mapping[str, NDArray[np.float64]]
    """"<building>.electricity_kw" and the like, each of shape (days * steps_per_day,)."""

    def __post_init__(self) -> None:
        if self.step_minutes < 1 or MINUTES_OF_A_DAY % self.step_minutes:
            raise ValueError(f"a day is not a whole number of steps of {self.step_minutes} minutes")
        lengths = {column.shape for column in self.columns.values()}
        if len(lengths) != 1:
            raise ValueError("the columns are not equally long, or there is none")
        shape = lengths.pop()
        if len(shape) != 1 or shape[0] == 0 or shape[0] % self.steps_per_day:
            raise ValueError(f"the columns, of shape {shape}, are not whole days")

    @property
    def steps_per_day(self) -> int:
        """Steps of a day."""
        return MINUTES_OF_A_DAY // self.step_minutes

    @property
    def step_hours(self) -> float:
        """Length of a step [h]."""
        return self.step_minutes / 60.0

    @property
    def days(self) -> int:
        """Number of days."""
        return int(next(iter(self.columns.values())).shape[0]) // self.steps_per_day

    @property
    def dates(self) -> tuple[datetime.date, ...]:
        """The date of each day."""
        return tuple(self.first_day + datetime.timedelta(days=n) for n in range(self.days))

    @property
    def clocks(self) -> tuple[str, ...]:
        """Clock "HH:MM" at which each step of a day begins."""
        minutes = range(0, MINUTES_OF_A_DAY, self.step_minutes)
        return tuple(f"{minute // 60:02d}:{minute % 60:02d}" for minute in minutes)

    @property
    def times(self) -> tuple[str, ...]:
        """Date and clock "YYYY-MM-DD HH:MM" at which each step begins."""
        return tuple(f"{date} {clock}" for date in self.dates for clock in self.clocks)

    def by_day(self, column: str) -> NDArray[np.float64]:
        """A column of shape (days, steps_per_day)."""
        return self.columns[column].reshape(self.days, self.steps_per_day)
