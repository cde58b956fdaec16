"""Sections of a page, and the entries that lead to them."""

from __future__ import annotations

from planner.report.markup import Markup, element


def section(key: str, name: str, content: Markup) -> Markup:
    """A section with its heading."""
    heading = element("h2", name, id=f"{key}-heading")
    return element("section", heading, content, id=key, aria_labelledby=f"{key}-heading")


def link(key: str, name: str) -> Markup:
    """Entry of the navigation."""
    return element("a", name, href=f"#{key}")
