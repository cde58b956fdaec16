"""Figures that stand in the page, as many as there is room for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from planner.report.gallery import Picture
from planner.report.kinds import FigureKind
from planner.report.markup import Markup, element
from planner.report.saving import inline_svg
from planner.report.words import joined

Embedded = dict[Picture, Markup]
"""Figures of the page, each with its SVG."""

FIGURES_BYTES = 2_500_000
"""Figures beyond this are left to their files, or the page would grow too large."""

RUNNING = (FigureKind.DISPATCH, FigureKind.STORAGE, FigureKind.PORTS)
"""How the chosen design runs; the script draws that itself, of any design and building."""

DRAWN_LIVE = (FigureKind.FRONT, *RUNNING)
"""Figures that the script draws anew: they get what room the others leave."""


def embedded(
    pictures: Sequence[Picture], drawn: Mapping[str, bytes]
) -> tuple[Embedded, list[Picture]]:
    """Figures that go into the page, and those that do not, each in the order of the pictures."""
    found: Embedded = {}
    size = 0
    for picture in sorted(pictures, key=_place):
        svg = inline_svg(drawn[picture.stem], picture.stem, picture.description)
        if size + len(svg) <= FIGURES_BYTES:
            size += len(svg)
            found[picture] = Markup(svg)
    inside = {picture: found[picture] for picture in pictures if picture in found}
    return inside, [picture for picture in pictures if picture not in found]


def figures(pictures: Embedded, stems: Collection[str]) -> Markup:
    """Figures of these names, side by side; nothing of none."""
    shown = [element("figure", svg) for picture, svg in pictures.items() if picture.stem in stems]
    if not shown:
        return Markup("")
    return element("div", *shown, class_="figures" if len(shown) > 1 else "figures one")


def left_to_files(absent: Sequence[Picture], kinds: Collection[FigureKind]) -> Markup:
    """Which figures of these kinds are not in the page; nothing of none."""
    names = [f"{picture.stem}.svg" for picture in absent if picture.kind in kinds]
    if not names:
        return Markup("")
    told = f"For want of room these figures are in files of their own: {joined(names)}."
    return element("p", told, class_="lesser")


def _place(picture: Picture) -> int:
    """Which figures get room first: those that nothing else shows, the front, all others."""
    if picture.kind not in DRAWN_LIVE:
        return 0
    return 1 if picture.kind is FigureKind.FRONT else 2
