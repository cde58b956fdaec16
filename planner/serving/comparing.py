"""Whether runs can be compared, and in what they differ beside their fronts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cases.problem import printable
from planner.report.words import joined
from planner.serving.card import Card, Point

COMPARED_MAX = 8
"""More fronts than these cannot be told apart in a picture."""


def refusal(cards: Mapping[str, Card]) -> str:
    """Why runs cannot be compared, in a sentence; empty if they can."""
    if not cards:
        return "No run is selected: go back and select one or more."
    if len(cards) > COMPARED_MAX:
        return f"{len(cards)} runs are selected: compare {COMPARED_MAX} at most."
    without = [f"{name} ({card.words})" for name, card in cards.items() if not card.front]
    if without:
        return f"There is no front to compare in {joined(without)}."
    subjects = {name: _subject(card) for name, card in cards.items()}
    if len(set(subjects.values())) > 1:
        told = joined([f"{name} is of {subject}" for name, subject in subjects.items()])
        return f"Only runs of one case and one configuration can be compared: {told}."
    return ""


def differences(cards: Sequence[Card]) -> list[tuple[str, ...]]:
    """Settings and versions that are not the same in all runs: a name, and a value for each."""
    columns = [_flat({"versions": card.versions, **card.settings}) for card in cards]
    columns = [
        {"case data": card.digest[:12], **column}
        for card, column in zip(cards, columns, strict=True)
    ]
    names = list(dict.fromkeys(name for column in columns for name in column))
    rows = [(name, *(column.get(name, "-") for column in columns)) for name in names]
    return [row for row in rows if len(set(row[1:])) > 1]


def beaten(cards: Sequence[Card]) -> list[int]:
    """Of each run's front, the designs that another run's design beats in cost and emissions."""
    lost = []
    for card in cards:
        rivals = [point for rival in cards if rival is not card for point in rival.front]
        lost.append(sum(any(_beats(rival, own) for rival in rivals) for own in card.front))
    return lost


def _beats(one: Point, other: Point) -> bool:
    a = (one.lifecycle_cost, one.annual_emissions_kg)
    b = (other.lifecycle_cost, other.annual_emissions_kg)
    return a != b and a[0] <= b[0] and a[1] <= b[1]


def _subject(card: Card) -> str:
    money = f" in {card.currency}" if card.currency else ""
    return f"{card.name}, {card.configuration}{money}"


def _flat(record: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in record.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{prefix}{key}: ")
        else:
            parts = value if isinstance(value, list) else [value]
            flat[printable(f"{prefix}{key}")] = printable(", ".join(str(part) for part in parts))
    return flat
