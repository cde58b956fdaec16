"""The files of a report in a run's folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from planner.report.gallery import gallery
from planner.report.page import page
from planner.report.saving import png_bytes, svg_bytes
from planner.run_folder import write_bytes

if TYPE_CHECKING:
    from planner.result import Plan


def write_report(plan: Plan, folder: Path) -> None:
    """Write report.html and its figures as PNG and SVG, each whole or not at all.

    Raises OSError where the folder cannot be written.
    """
    drawn = {}
    for picture in gallery(plan):
        axes = picture.draw()
        drawn[picture.stem] = svg_bytes(axes)
        write_bytes(folder / f"{picture.stem}.png", png_bytes(axes))
        write_bytes(folder / f"{picture.stem}.svg", drawn[picture.stem])
    write_bytes(folder / "report.html", page(plan, drawn, folder).encode())
