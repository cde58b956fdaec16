"""What a person sees of a run in progress: lines of text, styled where the terminal is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cases.problem import printable
from planner.cli.output import percent
from planner.cli.progress import duration
from planner.report.words import counted, joined, kilo, money, number, tonnes
from planner.watching.characters import ASCII, Glyphs, bar, sparkline
from planner.watching.front_plot import front_plot
from planner.watching.live_run import RunState, Stage
from planner.watching.pace import Pace, quiet_seconds, seconds_left
from planner.watching.run_record import capacities

if TYPE_CHECKING:
    from rich.text import Text

WIDEST, NARROWEST = 100, 40
PLOT_LINES = 12
"""At most as many lines has the picture of the front."""
_BESIDE_PLOT = 5
"""Lines of its axes and words, and what keeps it apart from the others."""
_PLOT_LEAST = 4
"""With fewer lines there is no picture."""
_NAMED = 6
"""Of more capacities than these the others are counted."""


def view(
    state: RunState, speed: Pace | None, clock: float, width: int, height: int, glyphs: Glyphs
) -> list[Text]:
    """The run in lines of at most `width` characters, about `height` of them or fewer."""
    from rich.text import Text

    width = max(NARROWEST, min(width, WIDEST))
    lines = [
        Text(_subject(state), style="bold"),
        Text(_method(state, glyphs), style="dim"),
        _progress(state, width, glyphs),
        Text(_effort(state, speed, clock, glyphs)),
        *(Text(line) for line in _troubles(state)),
        Text(_front(state, glyphs)),
        *_trace(state, width, glyphs),
        *_compromise(state, glyphs),
    ]
    footer = Text(now_words(state, speed, clock), style="dim")
    taken = sum(math.ceil(len(line) / width) for line in (*lines, footer))
    room = min(PLOT_LINES, height - taken - _BESIDE_PLOT)
    if room >= _PLOT_LEAST and (picture := front_plot(state, width, room, glyphs)):
        lines += [Text(""), *(_marked(line, glyphs) for line in picture)]
    return lines if state.stage is Stage.FINISHED else [*lines, Text(""), footer]


def now_words(state: RunState, speed: Pace | None, clock: float) -> str:
    """What the run is doing, or why nothing is heard of it."""
    if state.stage is Stage.FINISHED:
        return "finished"
    silent = quiet_seconds(state, speed, clock)
    if silent is not None:
        step = "the conclusion" if state.stage is Stage.CONCLUDING else f"a {state.budget.word}"
        return (
            f"nothing new for {duration(silent)}: {step} takes long, or no process is at work any "
            f"more; to continue a run that was cut short: clusterflex resume "
            f"{printable(str(state.path))}"
        )
    ago = duration(max(0.0, clock - state.written))
    if state.stage is Stage.CONCLUDING:
        return f"the search is over ({ago} ago): bound, second opinion and report are being made"
    if not state.last.generation:
        return f"the first {state.budget.word} is being evaluated; last news {ago} ago"
    return f"last {state.budget.word} kept {ago} ago"


def _subject(state: RunState) -> str:
    case = state.header["case"]
    title = f": {state.case.title}" if state.case is not None and state.case.title else ""
    return printable(f"{case['name']}, {case['configuration']}{title}")


def _method(state: RunState, glyphs: Glyphs) -> str:
    search = state.header["settings"]["search"]
    parts = ["exact front"]
    if "algorithm" in search:
        size = f"{search['population']} designs x {search['generations']} generations"
        parts = [str(search["algorithm"]), f"seed {search['seed']}", size]
    return glyphs.between.join([*parts, printable(str(state.path))])


def _progress(state: RunState, width: int, glyphs: Glyphs) -> Text:
    from rich.text import Text

    done, of, word = state.last.generation, state.budget.steps, state.budget.word
    told = f" {word} {done} of {of}" if of is not None else f" {counted(done, word)}"
    if state.stage is Stage.FINISHED:
        stopped = of is not None and done < of and word == "generation"
        told = f" finished after {done} of {of} {word}s" if stopped else " finished"
    share = state.share
    if share is None:
        return Text(told.strip())
    done_part, left_part = bar(share, min(48, width - len(told)), glyphs)
    return Text.assemble((done_part, "green"), (left_part, "dim"), told)


def _effort(state: RunState, speed: Pace | None, clock: float, glyphs: Glyphs) -> str:
    parts = [f"{counted(state.last.evaluations, 'design')} evaluated"]
    if state.budget.designs is not None and state.stage is not Stage.FINISHED:
        parts[0] += f" of {state.budget.designs:,} at most"
    if speed is not None and state.stage is Stage.SEARCHING:
        mean = "" if speed.observed else " on average"
        parts.append(f"{speed.evaluations_per_minute:,.0f} a minute{mean}")
    left = seconds_left(state, speed, clock)
    if left is not None:
        early = getattr(state.settings.search, "patience", 0) > 0
        parts.append(f"{'at most ' if early else ''}{duration(left)} left")
    return glyphs.between.join(parts)


def _troubles(state: RunState) -> list[str]:
    last = state.last
    told = [
        f"{n:,} {word}"
        for n, word in (
            (last.infeasible, "infeasible"),
            (last.limited, "limited (stopped at a limit with a usable dispatch)"),
            (last.failed, "failed"),
        )
        if n
    ]
    return [joined(told)] if told else []


def _front(state: RunState, glyphs: Glyphs) -> str:
    if not state.front:
        return "no feasible design yet"
    currency = _currency(state) or "(currency not known)"
    return glyphs.between.join(
        [
            f"front {len(state.front)}",
            f"least cost {money(state.last.best_lifecycle_cost, currency)}",
            f"least emissions {tonnes(state.last.best_annual_emissions_kg)} a year",
        ]
    )


def _trace(state: RunState, width: int, glyphs: Glyphs) -> list[Text]:
    from rich.text import Text

    if not state.front or not state.trace:
        return []
    values = [value for _, value in state.trace]
    line = sparkline(values, min(40, width - 24), glyphs)
    return [Text.assemble("hypervolume ", (line, "cyan"), f" {values[-1]:.4f}")]


def _compromise(state: RunState, glyphs: Glyphs) -> list[Text]:
    from rich.text import Text

    chosen = state.compromise
    if chosen is None:
        return []
    built = [
        printable(f"{name} {kilo(v)} {unit}")
        for name, v, unit in capacities(state, chosen)
        if v > 0
    ]
    if len(built) > _NAMED:
        built = [*built[: _NAMED - 1], f"{len(built) - _NAMED + 1} more"]
    what = "chosen" if state.stage is Stage.FINISHED else "compromise now"
    currency = _currency(state)
    figures = [
        money(chosen.lifecycle_cost, currency).strip(),
        f"{tonnes(chosen.annual_emissions_kg)} a year",
        f"self-consumption {percent(chosen.self_consumption)}",
    ]
    return [
        Text.assemble(
            (f"{glyphs.mark} ", "bold yellow"), f"{what}: {', '.join(built) or 'nothing installed'}"
        ),
        Text("  " + glyphs.between.join(figures)),
    ]


def _currency(state: RunState) -> str:
    return printable(state.case.currency) if state.case is not None else ""


def _marked(line: str, glyphs: Glyphs) -> Text:
    from rich.text import Text

    text = Text(line)
    text.highlight_words([glyphs.mark], "bold yellow")
    return text


def short_subject(state: RunState) -> str:
    """The run in a line."""
    designs = state.budget.designs
    budget = f", {number(designs)} designs at most" if designs is not None else ""
    return f"{_subject(state)}: {_method(state, ASCII)}{budget}"
