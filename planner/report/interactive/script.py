"""The page's script: one text made of the files beside this one, known by its hash."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from planner.report.markup import Markup

FILES = (
    "elements.js",
    "figures.js",
    "membership.js",
    "numbers.js",
    "keys.js",
    "axes.js",
    "choice.js",
    "front_chart.js",
    "front_marks.js",
    "weights.js",
    "ranking.js",
    "parallel.js",
    "design.js",
    "steps.js",
    "stack.js",
    "levels.js",
    "operation.js",
    "start.js",
)
"""In the order in which they stand in the page."""


@cache
def script_text() -> str:
    """All files in one closure, so that nothing of theirs is global."""
    folder = files("planner.report.interactive")
    parts = [(folder / name).read_text(encoding="utf-8") for name in FILES]
    return "(function () {\n'use strict';\n" + "\n".join(parts) + "})();\n"


def script_element() -> Markup:
    """The script, to stand after everything that it changes."""
    return Markup(f"<script>{script_text()}</script>")


def content_policy() -> Markup:
    """What the page may do: run this one script, and fetch nothing."""
    digest = b64encode(sha256(script_text().encode()).digest()).decode()
    rules = (
        "default-src 'none'",
        f"script-src 'sha256-{digest}'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return Markup(f'<meta http-equiv="Content-Security-Policy" content="{"; ".join(rules)}">')


def live_style() -> Markup:
    """Style of what the script draws."""
    style = files("planner.report.interactive") / "look.css"
    return Markup(style.read_text(encoding="utf-8"))
