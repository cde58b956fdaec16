"""A run in progress, or cut short, as its store tells it."""

from __future__ import annotations

import math

from cases.problem import printable
from planner.evaluation import Evaluation
from planner.report.words import counted, percent
from planner.run_folder import CASE_COPY, STORE
from planner.serving.card import Card, Condition, Point
from planner.serving.checks import check_record, record_at, settings_at, text_at
from planner.watching.live_run import RunState, Stage
from planner.watching.pace import QUIET_SECONDS
from planner.watching.run_record import capacities


def live_card(state: RunState, clock: float) -> Card:
    """Card of a run without a manifest, at a clock in seconds since the epoch.

    Raises StoreError if its store holds what cannot be shown.
    """
    check_record(STORE, state.header)
    case, header = state.case, state.header
    share = state.share
    return Card(
        path=state.path,
        condition=Condition.IN_PROGRESS,
        words=_words(state, clock),
        name=text_at(header["case"], "name"),
        configuration=text_at(header["case"], "configuration"),
        title=printable(case.title) if case is not None else "",
        digest=text_at(header["case"], "digest"),
        currency=printable(case.currency) if case is not None else "",
        horizon_years=case.economics.horizon_years if case is not None else None,
        settings=settings_at(header),
        versions=record_at(header, "versions"),
        evaluated=state.last.evaluations,
        front=tuple(_point(state, evaluation) for evaluation in state.front),
        chosen=state.decision.row if state.decision is not None else None,
        nothing_installed_cost=state.nothing_installed_cost,
        share=share if share is not None else math.nan,
        written=state.written,
        notes=() if case is not None else (f"its copy of the case ({CASE_COPY}) cannot be read",),
        passing=True,
    )


def _words(state: RunState, clock: float) -> str:
    done = state.last.generation
    told = f"in progress, {counted(done, state.budget.word)}"
    if state.share is not None:
        told = f"in progress, {percent(state.share, 0)}"
    if state.stage is Stage.CONCLUDING:
        told = "in progress, search over"
    silent = clock - state.written
    return told if silent < QUIET_SECONDS else f"{told}; nothing new for {_long(silent)}"


def _long(seconds: float) -> str:
    minutes = int(seconds // 60)
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // (24 * 60)} days"


def _point(state: RunState, evaluation: Evaluation) -> Point:
    return Point(
        capacities=tuple((printable(n), v, u) for n, v, u in capacities(state, evaluation)),
        lifecycle_cost=evaluation.lifecycle_cost,
        annual_emissions_kg=evaluation.annual_emissions_kg,
        self_consumption=evaluation.self_consumption,
        self_sufficiency=evaluation.self_sufficiency,
        daily_cost=evaluation.daily_cost,
        investment=evaluation.cost.investment if evaluation.cost is not None else math.nan,
    )
