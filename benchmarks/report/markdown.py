"""Tables as Markdown."""

from __future__ import annotations

from benchmarks.report.text_tables import Cell, TextTable


def markdown_table(table: TextTable, level: int = 2) -> str:
    """Heading, table and notes; ends with a line break."""
    lines = [f"{'#' * level} {table.caption}", "", *table_lines(table), ""]
    for note in table.notes:
        lines += [note, ""]
    return "\n".join(lines)


def table_lines(table: TextTable) -> list[str]:
    """The table alone, line by line. A section's heading is a row of its own."""
    lines = [_line(table.head), _line([":--", *["--:"] * (len(table.head) - 1)])]
    for section in table.sections:
        if section.heading:
            lines.append(_line([f"*{escaped(section.heading)}*", *[""] * (len(table.head) - 1)]))
        lines += [_line([_cell(cell) for cell in cells]) for cells in section.rows]
    return lines


def escaped(text: str) -> str:
    """Text that means nothing but itself in Markdown."""
    for sign in "\\`*_|<>[]":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def _cell(cell: Cell) -> str:
    text = escaped(cell.text)
    text = f"**{text}**" if cell.best and text else text
    aside = f" ({escaped(cell.aside)})" if cell.aside else ""
    mark = f" {cell.mark.value}" if cell.mark.value else ""
    return f"{text}{aside}{mark}"


def _line(cells: list[str] | tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"
