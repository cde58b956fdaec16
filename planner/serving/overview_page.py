"""All runs in a table, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from planner.report.markup import Markup, element, together
from planner.report.words import counted
from planner.serving.card import Card, Condition
from planner.serving.comparison_page import REPORT
from planner.serving.figures import COLUMNS, Cell
from planner.serving.frame import page

_TROUBLED = {Condition.DAMAGED, Condition.SOLVER_TROUBLE, Condition.NO_FEASIBLE_DESIGN}


def overview(cards: Mapping[str, Card]) -> bytes:
    """The page of all runs, by name."""
    if not cards:
        sentence = "There is no run in these folders yet. This page will show one once there is."
        return page("Runs", element("section", element("p", sentence)), lively=True)
    head = [
        element("th", element("span", "select", class_="unseen"), scope="col"),
        _heading("run", "run", numeric=False),
        _heading("state", "state", numeric=False),
        *(_heading(column.key, column.title, column.numeric) for column in COLUMNS),
    ]
    table = element(
        "table",
        element("caption", _caption(cards)),
        element("thead", element("tr", *head)),
        element("tbody", *(overview_row(name, card) for name, card in cards.items())),
        class_="runs",
    )
    box = element(
        "div", table, class_="scroll", tabindex="0", role="region", aria_label="Table of runs"
    )
    button = element("button", "Compare the selected runs", type="submit")
    form = element("form", element("p", button), box, action="/compare", method="get")
    return page("Runs side by side", element("section", form), _legend(), lively=True)


def _caption(cards: Mapping[str, Card]) -> str:
    going = sum(card.condition is Condition.IN_PROGRESS for card in cards.values())
    told = f", {going} of them in progress" if going else ""
    return f"{counted(len(cards), 'run')}{told}"


def _heading(key: str, title: str, numeric: bool) -> Markup:
    button = element("button", title, type="button", data_sort=key)
    return element("th", button, scope="col", class_="number" if numeric else "words")


def overview_row(name: str, card: Card) -> Markup:
    """The row of a run."""
    box = Markup(
        f'<input type="checkbox" name="run" value="{quote(name)}" id="select-{quote(name)}"'
        f"{'' if card.front else ' disabled'}>"
    )
    label = element("label", f"select {name}", for_=f"select-{name}", class_="unseen")
    details = element("a", name, href=f"/runs/{quote(name)}/")
    links = [element("a", "report", href=f"/runs/{quote(name)}/{REPORT}")]
    report = links if REPORT in card.files else []
    return element(
        "tr",
        element("td", box, label, class_="pick"),
        element(
            "th",
            element("div", details),
            *(element("div", link, class_="lesser") for link in report),
            scope="row",
            class_="words",
            data_key=name,
            data_label="run",
        ),
        *_facts(card),
        data_run=name,
    )


def _facts(card: Card) -> list[Markup]:
    """Cells after the run; of a damaged one only what is wrong with it."""
    trouble = " trouble" if card.condition in _TROUBLED else ""
    words = {"class_": f"words{trouble}", "data_key": card.words, "data_label": "state"}
    if card.condition is Condition.DAMAGED:
        words["colspan"] = str(len(COLUMNS) + 1)
        return [element("td", *_state(card), **words)]
    cells = [_cell(column.cell(card), column.title, column.numeric) for column in COLUMNS]
    return [element("td", *_state(card), **words), *cells]


def _state(card: Card) -> list[Markup]:
    lines = [element("div", card.words)]
    if card.condition is Condition.IN_PROGRESS and card.share == card.share:
        told = f"{card.share:.3f}"
        lines.append(element("progress", max="1", value=told, aria_label="share done"))
    return [*lines, *(element("div", note, class_="lesser") for note in card.notes)]


def _cell(cell: Cell, label: str, numeric: bool) -> Markup:
    first, *others = cell.lines
    lines = [element("div", first), *(element("div", text) for text in others if text)]
    return element(
        "td",
        together(lines),
        class_="number" if numeric else "words",
        data_key=cell.key,
        data_label=label,
    )


def _legend() -> Markup:
    told = (
        "saved: lifecycle cost against nothing installed",
        "bound gap: no design, however it were run, costs less than the front at equal "
        "emissions by more than this, proven",
        "took: by the times of the files, pauses included",
        "of a run in progress: what it would choose now",
    )
    return element("ul", *(element("li", text) for text in told), class_="lesser notes")
