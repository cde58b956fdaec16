"""Figures of a feeder check as files, and its section as a page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from operation.dispatch import Dispatch
from planner.feeder.check import FeederCheck
from planner.report.feeder_gallery import feeder_gallery
from planner.report.feeder_place import KEY, NAME, SECTION, inside
from planner.report.feeder_section import feeder_section
from planner.report.markup import Markup, element, together
from planner.report.page_style import STYLE
from planner.report.saving import png_bytes, svg_bytes
from planner.report.sections import section
from planner.run_folder import write_bytes

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'"
)


def write_feeder_report(check: FeederCheck, planned: Sequence[Dispatch], folder: Path) -> None:
    """Write figures as PNG and SVG, and the section; `planned` are the dispatches checked.

    Raises OSError where the folder cannot be written.
    """
    pictures, drawn = list(feeder_gallery(check, planned)), {}
    for picture in pictures:
        axes = picture.draw()
        drawn[picture.stem] = svg_bytes(axes)
        write_bytes(folder / f"{picture.stem}.png", png_bytes(axes))
        write_bytes(folder / f"{picture.stem}.svg", drawn[picture.stem])
    content = feeder_section(check, pictures, drawn)
    write_bytes(folder / SECTION, _page(check, content).encode())


def _page(check: FeederCheck, content: Markup) -> str:
    """The section as a page that needs nothing else and runs nothing."""
    title = check.case.title or check.case.name
    head = together(
        (
            Markup('<meta charset="utf-8">'),
            Markup(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'),
            Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
            Markup('<meta name="color-scheme" content="light dark">'),
            element("title", f"{title}: {NAME}"),
            element("style", Markup(STYLE)),
        )
    )
    header = element("header", element("p", "ClusterFlex", class_="kicker"), element("h1", title))
    body = element("body", header, element("main", section(KEY, NAME, inside(content))))
    return f"<!DOCTYPE html>\n{element('html', element('head', head), body, lang='en')}\n"
