"""How fast a run goes, and how long it may take yet."""

from __future__ import annotations

from dataclasses import dataclass

from planner.watching.live_run import RunState, Stage

QUIET_SECONDS = 300.0
"""A run that keeps nothing for so long may have no process any more."""
_LONGER = 3.0
"""Nor is it called quiet before so many times what a step took."""


@dataclass(frozen=True)
class Pace:
    """Speed of a search, from what was seen of it."""

    seconds_per_step: float
    evaluations_per_minute: float
    observed: bool
    """Seen while it was watched; otherwise on average by the times of the folder's files, pauses
    included."""


def pace(first: RunState, now: RunState) -> Pace | None:
    """Speed between two looks, or since the run began; None while nothing can be said."""
    if now.last.generation > first.last.generation:
        seconds = now.written - first.written
        steps = now.last.generation - first.last.generation
        designs, observed = now.last.evaluations - first.last.evaluations, True
    else:
        seconds = now.written - now.began if now.began is not None else 0.0
        steps, designs, observed = now.last.generation, now.last.evaluations, False
    if seconds < 1.0 or steps < 1:
        return None
    return Pace(seconds / steps, 60.0 * designs / seconds, observed)


def seconds_left(state: RunState, speed: Pace | None, clock: float) -> float | None:
    """Seconds until the budget is spent at this speed; None while nothing can be said."""
    if speed is None or state.budget.steps is None or state.stage is not Stage.SEARCHING:
        return None
    left = (state.budget.steps - state.last.generation) * speed.seconds_per_step
    return max(0.0, left - max(0.0, clock - state.written))


def quiet_seconds(state: RunState, speed: Pace | None, clock: float) -> float | None:
    """For how long nothing was kept, if that is so long that no process may be at work."""
    if state.stage is Stage.FINISHED:
        return None
    silent = clock - state.written
    usual = _LONGER * speed.seconds_per_step if speed is not None else 0.0
    return silent if silent >= max(QUIET_SECONDS, usual) else None
