"""The place of a feeder check in a report: empty until there is one, filled the same way twice."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from planner.report.markup import Markup, element, together
from planner.report.sections import link, section

if TYPE_CHECKING:
    from planner.result import Plan

KEY, NAME = "feeder", "On the feeder"
FOLDER, SECTION, RECORD = "feeder", "section.html", "check.json"
"""Where a run keeps its check: its section as a page of its own, and its record."""

OTHER_DESIGN = (
    "This check is of another design than the one that the run chooses: check that one with "
    "clusterflex feeder check."
)
UNREADABLE = (
    "There is a check on a feeder in the folder of this run, but it cannot be read: make it again "
    "with clusterflex feeder check."
)
_LINK, _SECTION, _INSIDE = "feeder-link", "feeder-section", "feeder-inside"


class NoPlace(Exception):
    """A report has no place for a check: an earlier version wrote it, or someone changed it."""


def empty_link() -> Markup:
    """Where the navigation may get its entry."""
    return _marked(_LINK, Markup(""))


def empty_section() -> Markup:
    """Where the section may stand."""
    return _marked(_SECTION, Markup(""))


def inside(content: Markup) -> Markup:
    """Content of a section, to be found again in the page that keeps it."""
    return _marked(_INSIDE, content)


def with_check(report: str, folder: Path, chosen: Mapping[str, float]) -> str:
    """A report with the check that the folder of its run holds; as it is where there is none.

    `chosen` is the design that the report tells of, by name. Raises NoPlace.
    """
    home = folder / FOLDER
    if not (home / SECTION).is_file():
        return report
    content = _kept(home, chosen)
    report = _filled(report, _LINK, link(KEY, NAME))
    return _filled(report, _SECTION, section(KEY, NAME, content))


def with_kept_check(report: str, folder: Path | None, plan: Plan) -> str:
    """A report that has just been made, with the check that its run holds, if any."""
    if folder is None or plan.decision is None:
        return report
    return with_check(report, folder, plan.chosen.design.named(plan.case))


def _kept(home: Path, chosen: Mapping[str, float]) -> Markup:
    """Content of the kept section, and a warning if it is of another design."""
    try:
        page = (home / SECTION).read_text(encoding="utf-8")
        checked = json.loads((home / RECORD).read_text(encoding="utf-8"))["design"]
        (content,) = _pattern(_INSIDE).findall(page)
        same = {str(name): float(value) for name, value in checked.items()} == dict(chosen)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return element("p", UNREADABLE, class_="trouble")
    warning = [] if same else [element("p", OTHER_DESIGN, class_="trouble")]
    return together((*warning, Markup(content)))


def _filled(report: str, name: str, content: Markup) -> str:
    text, places = _pattern(name).subn(lambda _: _marked(name, content), report)
    if places != 1:
        raise NoPlace
    return text


def _marked(name: str, content: Markup) -> Markup:
    """Content between comments: escaped text holds none, and scripts hold none of these."""
    return Markup(f"<!--{name}-->{content}<!--/{name}-->")


def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(f"<!--{name}-->(.*?)<!--/{name}-->", re.DOTALL)
