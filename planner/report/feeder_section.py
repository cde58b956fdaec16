"""Section of the report: what became of the design on a feeder."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from planner.feeder.check import FeederCheck
from planner.feeder.check_numbers import energy_words, voltage_words
from planner.feeder.check_ways import ways
from planner.feeder.check_words import check_sentences
from planner.report.feeder_gallery import drawn_days
from planner.report.gallery import Picture
from planner.report.markup import Markup, bullets, element, paragraphs, table, together
from planner.report.pictures import Embedded, figures
from planner.report.saving import inline_svg
from planner.report.words import counted, design_words, joined, number

FEEDER_BYTES = 1_000_000
"""Figures beyond this are left to their files, or the report would grow too large."""
_UNIT = re.compile(r"(?<=\d) (?=(?:pu|[kM]Wh|s|ms|µs|min)\b|%)")
"""The space between a number and its unit."""
_FIRST = ("voltages", "stress", "outside", "losses", "ports", "discs")
"""Which figures get room first, by the beginnings of their names."""


def feeder_section(
    check: FeederCheck, pictures: Sequence[Picture], drawn: Mapping[str, bytes]
) -> Markup:
    """Verdict, comparison and figures; `drawn` has the SVG of every picture by its stem."""
    verdict, *rest = check_sentences(check)
    inside, absent = _fitting(pictures, drawn)
    parts = [
        element("p", verdict, class_="lead"),
        paragraphs([_subject(check)]),
        bullets(_UNIT.sub("\N{NO-BREAK SPACE}", sentence) for sentence in rest),
        _comparison(check),
        paragraphs(_left_out(check)),
    ]
    for day in drawn_days(check):
        stems = [picture.stem for picture in inside if picture.scenario == day]
        title = next(s.title for s in check.case.scenarios if s.name == day)
        if stems:
            parts += [element("h3", f"{day}: {title}" if title else day), figures(inside, stems)]
    if stems := [picture.stem for picture in inside if not picture.scenario]:
        parts += [element("h3", "Wrong forecasts"), figures(inside, stems)]
    if absent:
        names = joined([f"feeder/{picture.stem}.svg" for picture in absent])
        told = f"For want of room these figures are in files of their own: {names}."
        parts.append(element("p", told, class_="lesser"))
    return together(parts)


def _fitting(
    pictures: Sequence[Picture], drawn: Mapping[str, bytes]
) -> tuple[Embedded, list[Picture]]:
    """Figures that there is room for, and those that are left to their files."""
    found: Embedded = {}
    size = 0
    for picture in sorted(pictures, key=lambda p: _FIRST.index(p.stem.partition("_")[0])):
        svg = inline_svg(drawn[picture.stem], f"feeder-{picture.stem}", picture.description)
        if size + len(svg) <= FEEDER_BYTES:
            size += len(svg)
            found[picture] = Markup(svg)
    inside = {picture: found[picture] for picture in pictures if picture in found}
    return inside, [picture for picture in pictures if picture not in found]


def _subject(check: FeederCheck) -> str:
    """What was checked, and where it stands."""
    connection, case = check.connection, check.case
    buses = connection.feeder.buses
    places = [
        f"{building.name} at bus {buses[int(bus)]}"
        for building, bus in zip(case.buildings, connection.places.bus, strict=True)
    ]
    if len(places) > 8:
        places = [*places[:7], f"{len(places) - 7} more buildings"]
    built = design_words(case, check.design) if any(check.design.values) else "nothing installed"
    return (
        f"Checked: {built}, on the {len(buses)} buses of the feeder "
        f"{connection.feeder.name}, with {joined(places)}. The other customers take up to "
        f"{number(100 * connection.base_load)} % of the feeder's own peaks; the substation holds "
        f"{connection.limits.source_pu:g} pu. Voltages and losses are by exact AC power flow."
    )


def _comparison(check: FeederCheck) -> Markup:
    limits = check.connection.limits
    rows = [
        [
            way.words,
            voltage_words(used.verdict.lowest.voltage_pu, limits),
            voltage_words(used.verdict.highest.voltage_pu, limits),
            number(used.verdict.hours_per_year, 1),
            energy_words(used.loss_kwh_per_year),
        ]
        for way, used in ways(check).items()
    ]
    head = ("", "lowest voltage", "highest voltage", "hours outside a year", "losses a year")
    return table("The feeder in a year, by how the cluster runs", head, rows)


def _left_out(check: FeederCheck) -> list[str]:
    drawn, every = len(drawn_days(check)), len(check.case.scenarios)
    if drawn == every:
        return []
    return [
        f"Figures are drawn for the {counted(drawn, 'typical day')} nearest to the limits; the "
        f"other {every - drawn} are in the tables of the folder feeder."
    ]
