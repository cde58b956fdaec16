"""A card that fails to be shown spoils its own row, and no page of the others."""

from __future__ import annotations

from pathlib import Path

from cases.problem import printable
from planner.serving.card import Card, Condition
from planner.serving.comparison_page import run_page
from planner.serving.overview_page import overview_row
from planner.serving.record import card_record, record_bytes


def showable(name: str, card: Card) -> Card:
    """The card, or a damaged one that tells why its row, record or page cannot be made."""
    try:
        overview_row(name, card).encode()
        record_bytes(card_record(card))
        run_page(name, card)
    except Exception as error:
        return damaged(card.path, f"it cannot be shown ({error!r})")
    return card


def damaged(run: Path, reason: str) -> Card:
    """Card of a run of which nothing but what is wrong with it can be told."""
    return Card(run, Condition.DAMAGED, printable(f"damaged: {reason}"))
