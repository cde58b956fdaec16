"""Figures that stand in the page, as many as there is room for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from planner.report.gallery import Picture
from planner.report.markup import Markup, element
from planner.report.saving import inline_svg

Embedded = dict[Picture, Markup]
"""Figures of the page, each with its SVG."""

FIGURES_BYTES = 2_500_000
"""Figures beyond this are left to their files, or the page would grow too large."""


def embedded(pictures: Sequence[Picture], drawn: Mapping[str, bytes]) -> tuple[Embedded, list[str]]:
    """Figures that go into the page, and the file names of those that do not."""
    inside: Embedded = {}
    absent, size = [], 0
    for picture in pictures:
        svg = inline_svg(drawn[picture.stem], picture.stem, picture.description)
        size += len(svg)
        if size > FIGURES_BYTES:
            absent.append(f"{picture.stem}.svg")
        else:
            inside[picture] = Markup(svg)
    return inside, absent


def figures(pictures: Embedded, stems: Collection[str]) -> Markup:
    """Figures of these names, side by side."""
    shown = [element("figure", svg) for picture, svg in pictures.items() if picture.stem in stems]
    return element("div", *shown, class_="figures" if len(shown) > 1 else "figures one")
