"""An export as one Excel workbook: a sheet for each table, and one that says what it is."""

from __future__ import annotations

import datetime
import io
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from planner.exports.documents import facts
from planner.exports.headings import OF_THE_FIRST_BOX, SHARE
from planner.exports.sheets import Export, Sheet
from planner.exports.writing import ExportError

if TYPE_CHECKING:
    from xlsxwriter.format import Format as CellFormat
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

ROWS_MAX, COLUMNS_MAX, LETTERS_MAX = 1_048_576, 16_384, 32_767
"""What Excel can hold in a sheet, and in a cell."""
CREATED = datetime.datetime(2000, 1, 1)
"""One date for all workbooks, so that equal runs give equal bytes."""
NARROWEST, WIDEST = 9, 44
HEADER_LINE = 16.0
"""Height of a line of a header [points]."""
SMALL = 1e-4
"""Shares below this are not shown as percent."""

Style = Callable[[str, bool], "CellFormat"]
"""Format of a number format and whether the row is marked."""


def workbook(export: Export) -> bytes:
    """Bytes of the workbook. Raises ExportError for a table that no sheet can hold."""
    from xlsxwriter import Workbook

    _require_room(export)
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, {**options, "strings_to_numbers": False}) as book:
        about = export.about
        book.set_properties(
            {"title": f"ClusterFlex: {about['case']}, {about['configuration']}", "created": CREATED}
        )
        style = _styles(book)
        _write_about(book.add_worksheet("About"), export, style)
        for sheet in export.sheets:
            _write_table(book.add_worksheet(sheet.name.title()), sheet, style)
    return file.getvalue()


def _require_room(export: Export) -> None:
    for sheet in export.sheets:
        rows, columns = len(sheet.frame) + 1, len(sheet.headings)
        if rows > ROWS_MAX or columns > COLUMNS_MAX:
            raise ExportError(
                f"the table {sheet.name} has {rows:,} rows and {columns:,} columns, and a sheet of "
                f"Excel holds {ROWS_MAX:,} and {COLUMNS_MAX:,}: take --format csv or parquet"
            )


def _styles(book: Workbook) -> Style:
    made: dict[tuple[str, bool], CellFormat] = {}
    looks: dict[str, dict[str, Any]] = {
        "title": {"bold": True, "font_size": 16},
        "header": {
            **{"bold": True, "text_wrap": True, "valign": "bottom", "align": "left"},
            **{"bottom": 1, "bg_color": "#E8EDF2"},
        },
        "item": {"font_color": "#555555", "valign": "top"},
        "words": {"text_wrap": True, "valign": "top", "align": "left"},
    }

    def style(number_format: str, marked: bool = False) -> CellFormat:
        key = (number_format, marked)
        if key not in made:
            look = looks.get(number_format, {"num_format": number_format})
            made[key] = book.add_format(look | ({"bg_color": "#FFE9A8"} if marked else {}))
        return made[key]

    return style


def _write_about(page: Worksheet, export: Export, style: Style) -> None:
    about = export.about
    page.hide_gridlines(2)
    page.set_column(0, 0, 34, style("item", False))
    page.set_column(1, 1, 90)
    title = f"{about['title'] or about['case']}: {about['configuration']}"
    page.write_string(0, 0, title[:LETTERS_MAX], style("title", False))
    words = "A plan made with ClusterFlex. The marked row of Front is the chosen design."
    page.write_string(1, 0, words, style("item", False))
    for row, (item, value) in enumerate(facts(export), 3):
        page.write_string(row, 0, item, style("item", False))
        _write(page, row, 1, value, style("words", False))
    _for_print(page)


def _write_table(page: Worksheet, sheet: Sheet, style: Style) -> None:
    names = list(sheet.headings)
    lines = 1
    for column, (name, heading) in enumerate(sheet.headings.items()):
        text, cells = str(heading), sheet.frame[name].tolist()
        widest = max((_width(value) for value in cells), default=0)
        width = min(max(widest + 2, NARROWEST, min(len(text), 14)), WIDEST)
        lines = max(lines, math.ceil(len(text) / (width - 2)))
        page.set_column(column, column, width)
        page.write_string(0, column, text, style("header", False))
    page.set_row(0, HEADER_LINE * min(lines + 1, 6))
    units = [[sheet.headings[name].unit] * len(sheet.frame) for name in names]
    marks = sheet.frame["chosen"].tolist() if "chosen" in names else [False] * len(sheet.frame)
    if "unit" in names:
        units[names.index("value")] = sheet.frame["unit"].tolist()
    rows = zip(*(sheet.frame[name].tolist() for name in names), strict=True)
    for row, (values, marked) in enumerate(zip(rows, marks, strict=True), 1):
        for column, value in enumerate(values):
            number_format = _number_format(value, units[column][row - 1])
            _write(page, row, column, value, style(number_format, bool(marked)))
    page.freeze_panes(1, 2 if names[0] in ("scenario", "scope") else 0)
    page.autofilter(0, 0, len(sheet.frame), len(names) - 1)
    page.repeat_rows(0)
    _for_print(page)


def _write(page: Worksheet, row: int, column: int, value: Any, style: CellFormat) -> None:
    """Numbers as numbers, words as words, an empty cell for what is not a finite number."""
    if isinstance(value, bool):
        page.write_boolean(row, column, value, style)
    elif isinstance(value, int | float):
        if math.isfinite(value):
            page.write_number(row, column, value, style)
        else:
            page.write_blank(row, column, None, style)
    elif value:
        page.write_string(row, column, str(value)[:LETTERS_MAX], style)
    else:
        page.write_blank(row, column, None, style)


def _number_format(value: Any, unit: str) -> str:
    if unit == SHARE:
        return "0.0E+00" if 0 < abs(value) < SMALL else "0.00%"
    if "/" in unit or unit == OF_THE_FIRST_BOX:
        return "#,##0.0000"
    return {"": "General", "kWh": "#,##0.0", "kW": "#,##0.0", "h": "0.00"}.get(unit, "#,##0.00")


def _width(value: Any) -> int:
    """Letters that a cell needs."""
    if isinstance(value, float):
        return len(f"{value:,.2f}") if math.isfinite(value) else 0
    return len(str(value))


def _for_print(page: Worksheet) -> None:
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
