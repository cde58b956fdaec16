"""Figures as bytes: the same figure gives the same bytes."""

from __future__ import annotations

import io
import re
from html import escape
from pathlib import Path

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from planner.report.drawing import BLUE, FAINT, INK, PAPER, RULE, house_style
from planner.run_folder import write_bytes

PNG_DPI = 150
_NO_METADATA = {"Creator": None, "Date": None, "Format": None, "Type": None}
_THEME = {
    INK: "currentColor",
    PAPER: "var(--card)",
    FAINT: "var(--muted)",
    RULE: "var(--rule)",
    BLUE: "var(--blue)",
}


def save_figure(drawn: Axes | Figure, path_stem: Path) -> None:
    """Write `path_stem`.png and `path_stem`.svg, each whole or not at all."""
    write_bytes(path_stem.with_name(f"{path_stem.name}.png"), png_bytes(drawn))
    write_bytes(path_stem.with_name(f"{path_stem.name}.svg"), svg_bytes(drawn))


def png_bytes(drawn: Axes | Figure) -> bytes:
    """PNG of a figure, without date and version."""
    content = io.BytesIO()
    with house_style():
        _afresh(drawn).savefig(content, format="png", dpi=PNG_DPI, metadata={"Software": None})
    return content.getvalue()


def svg_bytes(drawn: Axes | Figure) -> bytes:
    """SVG of a figure, without date and random ids; letters are outlines."""
    content = io.BytesIO()
    fixed = {"svg.hashsalt": "clusterflex", "svg.fonttype": "path"}
    with house_style(), matplotlib.rc_context(fixed):
        _afresh(drawn).savefig(content, format="svg", metadata=_NO_METADATA)
    return content.getvalue()


def pdf_bytes(drawn: Axes | Figure) -> bytes:
    """PDF of a figure, without date and version; letters are text."""
    content = io.BytesIO()
    nothing = dict.fromkeys(("Creator", "Producer", "CreationDate"))
    with house_style(), matplotlib.rc_context({"pdf.fonttype": 42}):
        _afresh(drawn).savefig(content, format="pdf", metadata=nothing)
    return content.getvalue()


def figure_bytes(drawn: Axes | Figure, suffix: str) -> bytes:
    """Figure in the format of a file's suffix. Raises KeyError for others than these three."""
    return {".png": png_bytes, ".svg": svg_bytes, ".pdf": pdf_bytes}[suffix.lower()](drawn)


def inline_svg(svg: bytes, key: str, description: str) -> str:
    """SVG to stand inside a page: ids of its own, the page's colours, a description.

    `key` has to differ between the figures of a page.
    """
    text, key = svg.decode(), re.sub(r"[^\w-]", "-", key)
    text = re.sub(r"<!--.*?-->", "", text[text.index("<svg") :])
    text = re.sub(r'(?<= d=")[^"]*', lambda path: _shorter(path[0]), text)
    text = re.sub(r">\s+<", "><", text)
    text = re.sub(r'(\bid=")', rf"\g<1>{key}-", text)
    text = re.sub(r'\bxlink:href="#', f'href="#{key}-', text)
    text = re.sub(r"url\(#", f"url(#{key}-", text)
    text = text.replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "")
    text = text.replace("xlink:href", "href")
    for color, themed in _THEME.items():
        text = text.replace(color, themed)
    opening = re.match(r"<svg[^>]*>", text)
    assert opening is not None, "matplotlib writes an svg element"
    view = re.search(r'viewBox="[^"]*"', opening[0])
    assert view is not None, "matplotlib writes a viewBox"
    label = escape(description)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {view[0]} role="img" aria-label="{label}">'
        f"<title>{label}</title>{text[opening.end() :].rstrip()}"
    )


def themed(color: str) -> str:
    """A colour of a figure as the page has it, in the light and in the dark."""
    return _THEME.get(color, color)


def _shorter(path: str) -> str:
    """Path data to a hundredth of a point."""
    rounded = re.sub(r"-?\d+\.\d+", lambda number: f"{float(number[0]):.2f}", path)
    return " ".join(rounded.split())


def _afresh(drawn: Axes | Figure) -> Figure:
    """The figure with its layout put back to the start.

    A layout engine starts from where the last drawing left the axes, and ends a hair beside it.
    """
    figure = drawn if isinstance(drawn, Figure) else drawn.figure.figure
    if figure.get_layout_engine() is not None:
        for axes in figure.axes:
            place = axes.get_subplotspec()
            if place is not None and axes.get_in_layout():
                axes.set_subplotspec(place)
                axes.set_in_layout(True)
    return figure
