"""Why designs could not be run, the most frequent cause first."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.evaluation import Evaluation

if TYPE_CHECKING:
    from planner.result import Plan

_FIGURES = re.compile(r" \(and in \d+ more steps\)|\d[\d.:,e+-]*")
_QUOTED = re.compile(r'("[^"]*")')


@dataclass(frozen=True)
class FrequentCause:
    """A cause as told by the design nearest to feasible, and how many designs met it."""

    text: str
    designs: int


def frequent_causes(plan: Plan, most: int = 8) -> list[FrequentCause]:
    """Causes over all designs that could not be run; those that differ in figures count as one."""
    troubled = [e for e in plan.evaluations if not e.accepted]
    met: Counter[str] = Counter()
    told: dict[str, str] = {}
    for evaluation in sorted(troubled, key=lambda e: e.shortfall):
        found: dict[str, str] = {}
        for text in _messages(evaluation):
            found.setdefault(_kind(text), text)
        met.update(found.keys())
        told = found | told
    return [FrequentCause(told[kind], count) for kind, count in met.most_common(most)]


def _messages(evaluation: Evaluation) -> list[str]:
    every = (part for s in evaluation.scenarios for part in s.message.split("; ") if part)
    return list(every) or [f"no reason was told ({evaluation.status.value.replace('_', ' ')})"]


def _kind(message: str) -> str:
    """A message without its figures; names in quotes keep theirs."""
    parts = _QUOTED.split(message)
    return "".join(part if part.startswith('"') else _FIGURES.sub("", part) for part in parts)
