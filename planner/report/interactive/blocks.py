"""What the script finds in the page: data, and places to draw in."""

from __future__ import annotations

import json
from typing import Any

from planner.report.interactive.dispatch_data import DispatchData
from planner.report.markup import Markup, element, together


def data_block(key: str, record: dict[str, Any]) -> Markup:
    """Data that is never run, in which nothing can end the element."""
    text = json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Markup(f'<script type="application/json" id="{key}">{_closed(text)}</script>')


def numbers_block(key: str, numbers: str) -> Markup:
    """Packed numbers, base64."""
    return Markup(f'<script type="text/plain" id="{key}">{numbers}</script>')


def dispatch_blocks(data: DispatchData) -> Markup:
    """Dispatches: what there is, and the numbers."""
    blocks = (
        data_block("dispatch-data", data.record),
        numbers_block("dispatch-numbers", data.numbers),
    )
    return together(blocks)


def live(*children: str, id: str, **attributes: str) -> Markup:
    """A part that the script fills; without it, nothing is to be seen of it."""
    return element("div", *children, id=id, class_="live", hidden="", **attributes)


def still(*children: str) -> Markup:
    """A part that the script draws anew; without it, this is what is seen."""
    return element("div", *children, class_="still")


def _closed(text: str) -> str:
    """JSON with nothing in it that an HTML reader could take for markup."""
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
