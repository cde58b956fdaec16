"""HTML built of elements: text is escaped unless it is known to be markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


class Markup(str):
    """Text that is HTML already. Made here and of our own figures only."""

    __slots__ = ()


def element(name: str, *children: str, **attributes: str) -> Markup:
    """Element with children; `class_` becomes class, other underscores in names become dashes."""
    named = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
    )
    return Markup(f"<{name}{named}>{together(children)}</{name}>")


def together(children: Iterable[str]) -> Markup:
    """Children one after the other, escaped where they are text."""
    return Markup(
        "".join(child if isinstance(child, Markup) else escape(child) for child in children)
    )


def paragraphs(texts: Iterable[str]) -> Markup:
    """A paragraph each."""
    return together(element("p", text) for text in texts)


def bullets(texts: Iterable[str]) -> Markup:
    """A list of points."""
    return element("ul", *(element("li", text) for text in texts))


def table(
    caption: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    marked: int | None = None,
    words: int = 1,
) -> Markup:
    """Table with a caption in a box that scrolls sideways.

    The first `words` columns are words, the others numbers; a row can be marked as chosen.
    """
    header = element(
        "tr",
        *(
            element("th", text, scope="col", class_="words" if i < words else "number")
            for i, text in enumerate(head)
        ),
    )
    body = []
    for number, row in enumerate(rows):
        cells = [element("th", row[0], scope="row", class_="words")]
        cells += [
            element("td", text, class_="words" if i < words else "number")
            for i, text in enumerate(row[1:], start=1)
        ]
        body.append(
            element("tr", *cells, class_="chosen") if number == marked else element("tr", *cells)
        )
    whole = element(
        "table",
        element("caption", caption),
        element("thead", header),
        element("tbody", *body),
    )
    return element("div", whole, class_="scroll", tabindex="0", role="region", aria_label=caption)
