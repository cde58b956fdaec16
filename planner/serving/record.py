"""Cards as plain data."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any

from planner.serving.card import Card


def runs_record(cards: Mapping[str, Card]) -> dict[str, Any]:
    """All cards, and a revision that changes with them."""
    runs = {name: card_record(card) for name, card in cards.items()}
    digest = hashlib.sha256(json.dumps(runs, sort_keys=True).encode()).hexdigest()
    return {"revision": digest[:16], "runs": runs}


def record_bytes(record: Mapping[str, Any]) -> bytes:
    """JSON text. Raises ValueError for what it cannot hold."""
    return json.dumps(record, indent=2, allow_nan=False, ensure_ascii=False).encode()


def card_record(card: Card) -> dict[str, Any]:
    """A card as plain data; null for what is not known."""
    choice = card.choice
    figures = (
        {}
        if choice is None
        else {
            "lifecycle_cost": choice.lifecycle_cost,
            "annual_emissions_kg": choice.annual_emissions_kg,
            "self_consumption": choice.self_consumption,
            "saving": card.saving,
        }
    )
    return {
        "case": card.name,
        "configuration": card.configuration,
        "condition": card.condition.value,
        "words": card.words,
        "share": _finite(card.share),
        "evaluated": card.evaluated,
        "on_the_front": len(card.front),
        "design": {n: v for n, v, _ in choice.capacities} if choice is not None else None,
        **{name: _finite(value) for name, value in figures.items()},
        "bound_worst_gap": _finite(card.worst_bound_gap),
        "second_opinion": card.second_opinion or None,
        "written": _finite(card.written),
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
