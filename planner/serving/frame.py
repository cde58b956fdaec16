"""What all pages have in common."""

from __future__ import annotations

from planner.report.markup import Markup, element, together


def page(title: str, *content: Markup, lively: bool = False) -> bytes:
    """A page; a lively one fetches itself anew when the runs have changed."""
    head = together(
        (
            Markup('<meta charset="utf-8">'),
            Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
            Markup('<meta name="color-scheme" content="light dark">'),
            element("title", f"{title}: ClusterFlex"),
            Markup('<link rel="icon" href="/icon.svg">'),
            Markup('<link rel="stylesheet" href="/style.css">'),
            Markup('<script src="/script.js" defer></script>'),
        )
    )
    header = element(
        "header",
        element("p", element("a", "ClusterFlex runs", href="/"), class_="kicker"),
        element("h1", title),
    )
    main = element("main", *content, data_lively="yes" if lively else "no")
    whole = element("html", element("head", head), element("body", header, main), lang="en")
    return f"<!DOCTYPE html>\n{whole}\n".encode()


def told(title: str, sentence: str) -> bytes:
    """A page that says one thing."""
    back = element("p", element("a", "All runs", href="/"))
    return page(title, element("section", element("p", sentence, class_="lead"), back))
