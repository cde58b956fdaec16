"""What is answered to a path: pages, a record of all runs, and files of a run's own list."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from urllib.parse import parse_qs, quote, unquote

from planner.serving.assets import ICON, SCRIPT, style
from planner.serving.comparison_page import comparison, run_page
from planner.serving.frame import told
from planner.serving.kept_files import CONTENT_TYPES, read_listed
from planner.serving.library import RunLibrary
from planner.serving.overview_page import overview
from planner.serving.record import record_bytes, runs_record
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
    location: str = ""
    """Where to ask instead; empty if here."""


def answer(library: RunLibrary, path: str, query: str) -> Answer:
    """The answer to a path as the browser sent it."""
    parts = [unquote(part) for part in path.split("/")]
    match parts:
        case ["", ""]:
            return Answer(overview(library.cards()))
        case ["", "runs.json"]:
            return Answer(record_bytes(runs_record(library.cards())), CONTENT_TYPES[".json"])
        case ["", "compare"]:
            return _comparison(library, query)
        case ["", "style.css"]:
            return Answer(style().encode(), "text/css; charset=utf-8")
        case ["", "script.js"]:
            return Answer(SCRIPT.encode(), "text/javascript; charset=utf-8")
        case ["", "icon.svg" | "favicon.ico"]:
            return Answer(ICON.encode(), CONTENT_TYPES[".svg"])
        case ["", "runs", name] if library.folder(name) is not None:
            return _moved(f"/runs/{quote(name)}/")
        case ["", "runs", name, ""] if (card := library.card(name)) is not None:
            return Answer(run_page(name, card))
        case ["", "runs", name, *rest] if (folder := library.folder(name)) is not None:
            return _file(folder, "/".join(rest))
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


def _moved(location: str) -> Answer:
    page = told("Moved", f"This page is at {location}.")
    return Answer(page, status=HTTPStatus.MOVED_PERMANENTLY, location=location)


def _file(run: Path, name: str) -> Answer:
    try:
        content = read_listed(run, name)
    except StoreError:
        return nothing_here()
    suffix = PurePosixPath(name).suffix
    policy = REPORT_POLICY if suffix == ".html" else FILE_POLICY
    return Answer(content, CONTENT_TYPES[suffix], policy=policy)
