"""A window: a stretch of a longer time, with what was before it and how it has to end."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Window:
    """Makes a scenario follow on something, instead of on itself; values by storage site.

    Days of a window keep their shifted load and their storage cycles to themselves.
    """

    start_kwh: tuple[float, ...]
    """Stored before the first step."""
    before_kw: tuple[float, ...]
    """Discharge less charge in the step before the first."""
    kept_steps: int
    """Steps that count, whole days; those after them look ahead, with switches not always whole."""
    end_kwh: tuple[float, ...] | None = None
    """Stored after the last step; None: free."""
