"""Tables as LaTeX, with booktabs' rules."""

from __future__ import annotations

import re

from benchmarks.report.text_tables import Cell, Section, TextTable

ROWS_ON_A_PAGE = 30
"""A table of more rows is a longtable, which goes on over pages."""

_SIGNS = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"$<$",
    ">": r"$>$",
    "\N{INFINITY}": r"$\infty$",
    "\N{MULTIPLICATION SIGN}": r"$\times$",
}
_POWER = re.compile(r"(?<![\w.])(-?\d+(?:\.\d+)?)e(-?\d+)(?!\w)")


def latex_table(table: TextTable, label: str) -> str:
    """A table for a paper; needs \\usepackage{booktabs}, and {longtable} if it is long."""
    rows = sum(len(section.rows) for section in table.sections)
    columns = "@{}l" + "r" * (len(table.head) - 1) + "@{}"
    head = " & ".join(_head(name) for name in table.head) + r" \\"
    body = [line for i, part in enumerate(table.sections) for line in _section(part, table, i)]
    caption = escaped(" ".join((f"{table.caption}.", *table.notes)))
    if rows > ROWS_ON_A_PAGE:
        opening = [
            r"{\scriptsize\setlength{\tabcolsep}{3pt}",
            rf"\begin{{longtable}}{{{columns}}}",
            rf"\caption{{{caption}}}\label{{{label}}}\\",
            *(r"\toprule", head, r"\midrule", r"\endfirsthead"),
            *(r"\toprule", head, r"\midrule", r"\endhead"),
            *(r"\bottomrule", r"\endfoot"),
        ]
        return "\n".join([*opening, *body, r"\end{longtable}}", ""])
    opening = [
        r"\begin{table}",
        rf"\caption{{{caption}}}\label{{{label}}}",
        r"\centering\scriptsize\setlength{\tabcolsep}{3pt}",
        rf"\begin{{tabular}}{{{columns}}}",
        *(r"\toprule", head, r"\midrule"),
    ]
    return "\n".join([*opening, *body, r"\bottomrule", r"\end{tabular}", r"\end{table}", ""])


def escaped(text: str) -> str:
    """Text that means nothing but itself in LaTeX; powers of ten as such."""
    pieces, end = [], 0
    for found in _POWER.finditer(text):
        pieces.append(_plain(text[end : found.start()]))
        pieces.append(rf"${found[1]}\mathrm{{e}}{{{found[2]}}}$")
        end = found.end()
    return "".join([*pieces, _plain(text[end:])])


def _head(name: str) -> str:
    """A column's name, its words below one another so that the column stays narrow."""
    lines = r"\\".join(escaped(word) for word in name.split())
    return rf"\shortstack[r]{{{lines}}}" if " " in name else lines


def _plain(text: str) -> str:
    return "".join(_SIGNS.get(sign, sign) for sign in text)


def _section(section: Section, table: TextTable, number: int) -> list[str]:
    lines = [r"\midrule"] if number else []
    if section.heading:
        heading = escaped(section.heading)
        lines.append(rf"\multicolumn{{{len(table.head)}}}{{@{{}}l}}{{\emph{{{heading}}}}} \\")
    for cells in section.rows:
        lines.append(" & ".join(_cell(cell) for cell in cells) + r" \\")
        if any(cell.aside for cell in cells):
            asides = (rf"{{\tiny({escaped(c.aside)})}}" if c.aside else "" for c in cells)
            lines.append(" & ".join(asides) + r" \\[2pt]")
    return lines


def _cell(cell: Cell) -> str:
    text = escaped(cell.text)
    if cell.best and text:
        text = rf"\textbf{{\boldmath {text}}}"
    return f"{text}$^{{{cell.mark.value}}}$" if cell.mark.value else text
