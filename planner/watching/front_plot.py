"""The front so far as a picture of characters: cost across, emissions upwards."""

from __future__ import annotations

from cases.problem import printable
from planner.evaluation import SEARCH_OBJECTIVES, Evaluation, Objective
from planner.report.words import OBJECTIVE_WORDS
from planner.watching.characters import Glyphs, ends, plane
from planner.watching.live_run import RunState

_WIDEST = 64


def front_plot(state: RunState, width: int, height: int, glyphs: Glyphs) -> list[str]:
    """Lines of the picture, its axes included; none before there are two designs.

    Lifecycle cost and annual emissions where the search has them, else its first two objectives.
    `height` is that of the plane; axes and words take three lines more.
    """
    if len(state.front) < 2:
        return []
    sought = state.settings.search.objectives
    x, y = SEARCH_OBJECTIVES if set(SEARCH_OBJECTIVES) <= set(sought) else sought[:2]
    points = [(_value(e, x), _value(e, y)) for e in state.front]
    chosen = state.compromise
    mark = (_value(chosen, x), _value(chosen, y)) if chosen is not None else None
    left, right, unit_x = ends(min(p[0] for p in points), max(p[0] for p in points))
    low, high, unit_y = ends(min(p[1] for p in points), max(p[1] for p in points))
    margin = max(len(low), len(high))
    columns = min(_WIDEST, width - margin - 2)
    if columns < len(left) + len(right) + 2:
        return []
    body = plane(points, mark, columns, height, glyphs)
    labels = [high.rjust(margin), *[" " * margin] * (height - 2), low.rjust(margin)]
    pairs = zip(labels, body, strict=True)
    return [
        _words(y, unit_y, state),
        *(f"{label} {glyphs.wall}{line}" for label, line in pairs),
        f"{' ' * margin} {glyphs.corner}{glyphs.floor * columns}",
        f"{' ' * (margin + 2)}{_under(left, right, _words(x, unit_x, state), columns)}",
    ]


def _value(evaluation: Evaluation, objective: Objective) -> float:
    value = evaluation.value(objective)
    return value / 1000 if objective is Objective.ANNUAL_EMISSIONS else value


def _under(left: str, right: str, words: str, columns: int) -> str:
    room = columns - len(left) - len(right)
    return f"{left}{words.center(room) if len(words) + 2 <= room else ' ' * room}{right}"


def _words(objective: Objective, scale: str, state: RunState) -> str:
    money = printable(state.case.currency) if state.case is not None else ""
    unit = {
        Objective.LIFECYCLE_COST: money,
        Objective.DAILY_COST: money,
        Objective.ANNUAL_EMISSIONS: "tCO2 a year",
        Objective.SELF_CONSUMPTION: "",
    }[objective]
    scaled = " ".join(part for part in (scale, unit) if part)
    return OBJECTIVE_WORDS[objective] + (f" ({scaled})" if scaled else "")
