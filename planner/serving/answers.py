"""What is answered to a path: pages, a record of all runs, and files of a run's own list."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import parse_qs, unquote

from planner.serving.assets import ICON, SCRIPT, style
from planner.serving.card import Card
from planner.serving.comparison_page import comparison, run_page
from planner.serving.frame import told
from planner.serving.kept_files import CONTENT_TYPES, read_kept
from planner.serving.library import RunLibrary
from planner.serving.overview_page import overview
from planner.store import StoreError

_HTML = CONTENT_TYPES[".html"]
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FILE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; sandbox"
)
"""For files of a run: they may come from anywhere, and see nothing of this server."""
REPORT_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; font-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; sandbox allow-scripts allow-downloads allow-modals allow-popups"
)
"""A report brings its script and style along, and needs nothing else."""


@dataclass(frozen=True)
class Answer:
    """What goes back to the browser."""

    body: bytes
    content_type: str = _HTML
    status: HTTPStatus = HTTPStatus.OK
    policy: str = PAGE_POLICY


def answer(library: RunLibrary, path: str, query: str) -> Answer:
    """The answer to a path as the browser sent it."""
    parts = [unquote(part) for part in path.split("/")]
    match parts:
        case ["", ""]:
            return Answer(overview(library.cards()))
        case ["", "runs.json"]:
            return _json(_record(library.cards()))
        case ["", "compare"]:
            return _comparison(library, query)
        case ["", "style.css"]:
            return Answer(style().encode(), "text/css; charset=utf-8")
        case ["", "script.js"]:
            return Answer(SCRIPT.encode(), "text/javascript; charset=utf-8")
        case ["", "icon.svg" | "favicon.ico"]:
            return Answer(ICON.encode(), CONTENT_TYPES[".svg"])
        case ["", "runs", name, ""] if (card := library.card(name)) is not None:
            return Answer(run_page(name, card))
        case ["", "runs", name, *rest] if (card := library.card(name)) is not None:
            return _file(card, "/".join(rest))
    return nothing_here()


def nothing_here() -> Answer:
    """There is no such page."""
    page = told("Not here", "There is no such page, or the run does not list such a file.")
    return Answer(page, status=HTTPStatus.NOT_FOUND)


def _comparison(library: RunLibrary, query: str) -> Answer:
    names = list(dict.fromkeys(parse_qs(query).get("run", ())))
    found = {name: library.card(name) for name in names}
    cards = {name: card for name, card in found.items() if card is not None}
    if len(cards) < len(found):
        return nothing_here()
    page, comparable = comparison(cards)
    return Answer(page, status=HTTPStatus.OK if comparable else HTTPStatus.BAD_REQUEST)


def _file(card: Card, name: str) -> Answer:
    if name not in card.files:
        return nothing_here()
    try:
        content = read_kept(card.path, name)
    except StoreError:
        return nothing_here()
    suffix = PurePosixPath(name).suffix
    policy = REPORT_POLICY if suffix == ".html" else FILE_POLICY
    return Answer(content, CONTENT_TYPES[suffix], policy=policy)


def _json(record: dict[str, Any]) -> Answer:
    text = json.dumps(record, indent=2, allow_nan=False, ensure_ascii=False)
    return Answer(text.encode(), CONTENT_TYPES[".json"])


def _record(cards: Mapping[str, Card]) -> dict[str, Any]:
    runs = {name: _card(card) for name, card in cards.items()}
    digest = hashlib.sha256(json.dumps(runs, sort_keys=True).encode()).hexdigest()
    return {"revision": digest[:16], "runs": runs}


def _card(card: Card) -> dict[str, Any]:
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
