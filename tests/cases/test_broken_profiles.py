"""Each way to break a CSV file is told with its row, column, value and remedy."""

# ruff: noqa: E501 - a table reads best with one row a line
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from cases import Problem

ROW_5 = "05:00,25,80.0,0,40.1234,40.0,0.0,5\n"
"""Row 7 of winter.csv."""
Read = Callable[..., tuple[Problem, ...]]


class Break(NamedTuple):
    """A replacement in winter.csv and the one problem it must lead to."""

    name: str
    old: str
    new: str
    row: int
    column: str
    value: str
    message: str
    remedy: str


def cell(name: str, text: str, value: str, message: str, remedy: str) -> Break:
    """A bad heat load of the shop in row 7."""
    row = f"05:00,25,80.0,0,40.1234,{text},0.0,5\n"
    return Break(name, ROW_5, row, 7, "shop.heat_kw", value, message, remedy)


CELLS = (
    cell("below zero", "-3.2", "-3.2", '"-3.2" is below 0.', "Write a load of 0 or more."),
    cell("empty", "", "", "empty", "0 where there is none"),
    cell("nan", "nan", "nan", "not a number", "Fill the gap"),
    cell("NA", "NA", "NA", "not a number", "Fill the gap"),
    cell("inf", "inf", "inf", "not a number", "Fill the gap"),
    cell("spreadsheet error", "#DIV/0!", "#DIV/0!", "not a number", "Fill the gap"),
    cell("hex", "0x1F", "0x1F", "not a plain number", "plain decimal"),
    cell("underscore", "1_000", "1_000", "thousands separators", "without separators"),
    cell("thousands", '"1,000.5"', "1,000.5", "thousands separators", "without separators"),
    cell("decimal comma", '"3,25"', "3,25", "decimal comma", "decimal point"),
    cell("exponent", "1e3", "1e3", "exponent", "plain decimal"),
    cell("unit", "3.2 kW", "3.2 kW", "unit", "number alone"),
    cell("blank before", " 3.2", " 3.2", "blanks around", "Remove the blanks"),
    cell("too large", "1234567890", "1234567890", "above 999999999", "kW"),
    cell("other digits", "٣", "٣", "not a plain number", "plain decimal"),
    cell("plus", "+3", "+3", "not a plain number", "plain decimal"),
    cell("word", "much", "much", '"much" is not a plain number', "plain decimal"),
    cell("two points", "1.2.3", "1.2.3", "not a plain number", "plain decimal"),
    cell("too much", "72.1", "72.1", "18.1 kW short", "Raise limits"),
)  # fmt: skip
ROWS = (
    Break("clock", "05:00,", "5:00,", 7, "time", "5:00", "not a clock time", '"HH:MM"'),
    Break("clock of day end", "05:00,", "24:00,", 7, "time", "24:00", "not a clock", '"23:59"'),
    Break("date", "05:00,", "2024-01-01 05:00,", 7, "time", "2024-01-01 05:00", "clock", "HH:MM"),
    Break("start", "00:00,", "01:00,", 2, "time", "01:00", '"00:00" should follow', "in order"),
    Break("short row", ROW_5, "05:00,25\n", 7, "", "2", "2 cells, the header has 8", "one cell"),
    Break("long row", ROW_5, ROW_5[:-1] + ",1\n", 7, "", "9", "9 cells", "decimal comma"),
    Break("blank row", ROW_5, "\n" + ROW_5, 7, "", "", "blank", "Remove the blank row"),
    Break("row of commas", "23:00", ",,,,,,,\n23:00", 25, "", "", "blank", "Remove the blank"),
    Break("open quote", "05:00,25,", '05:00,"25,', 7, "", "", "not valid CSV", "quote"),
    Break("NUL", "05:00,25", "05:00,2\0005", 7, "", "", "NUL byte", "UTF-8"),
)
COLUMNS = (
    Break("no time", "time,", "clock,", 1, "time", "", "time is missing", "Begin each row"),
    Break("twice", "shop.cold_kw", "shop.heat_kw", 1, "shop.heat_kw", "", "twice", "Remove"),
    Break("unknown", "shop.cold_kw", "shop.cold_kwh", 1, "shop.cold_kwh", "shop.cold_kwh", "not known", '"shop.cold_kw"'),
    Break("strange", "shop.cold_kw", "xyz", 1, "xyz", "xyz", "not known", "<building>.<quantity>"),
    Break("blanks", "shop.cold_kw", " shop.cold_kw", 1, " shop.cold_kw", " shop.cold_kw", "blanks", "Remove"),
    Break("no name", "shop.cold_kw", "", 1, "", "", "column 7 is empty", "Name the column"),
    Break("no pv here", "shop.cold_kw", "shop.pv_kw", 1, "shop.pv_kw", "", "shop has no pv", "[building.pv]"),
    Break("semicolons", "time,home.electricity_kw", "time;home.electricity_kw", 1, "", ";", "semicolons", "commas"),
    Break("tabs", "time,home.electricity_kw", "time\thome.electricity_kw", 1, "", "\t", "tabs", "commas"),
)  # fmt: skip

FOLLOWED = ("start", "no time")
"""One more problem follows from these by itself, such as the number of rows."""


@pytest.mark.parametrize("case", CELLS + ROWS + COLUMNS, ids=lambda case: case.name)
def test_one_problem(broken: Read, case: Break) -> None:
    problems = broken("winter.csv", case.old, case.new)
    problem = next(p for p in problems if p.key == case.column and case.message in p.message)
    assert len(problems) == 1 + (case.name in FOLLOWED)
    assert (problem.file, problem.line) == ("winter.csv", case.row)
    assert problem.value == case.value
    assert case.remedy in problem.remedy
    assert str(problem).startswith(f"winter.csv, row {case.row}")


@pytest.mark.parametrize("column", ["home.electricity_kw", "home.pv_kw", "shop.wind_kw"])
def test_missing_column(broken: Read, column: str) -> None:
    problems = broken("winter.csv", column, column.replace("kw", "kilowatt"))
    missing, unknown = problems
    assert (missing.file, missing.line, missing.key) == ("winter.csv", 1, column)
    assert "is missing" in missing.message and "Add the column" in missing.remedy
    assert unknown.key == column.replace("kw", "kilowatt") and "not known" in unknown.message


def test_missing_row_is_told_once_and_the_length_too(broken: Read) -> None:
    length, clock = broken("winter.csv", ROW_5, "")
    assert "23 rows" in length.message and "24 rows" in length.remedy
    assert (clock.line, clock.key, clock.value) == (7, "time", "06:00")
    assert '"05:00" should follow' in clock.message


def test_share_above_one(broken: Read) -> None:
    problems = broken("winter.csv", "shop.cold_kw", "shop.shiftable_share")
    assert problems == ()
    (problem,) = broken("winter.csv", ROW_5, ROW_5.replace(",0.0,", ",1.01,"))
    assert (problem.line, problem.key, problem.value) == (7, "shop.shiftable_share", "1.01")
    assert problem.remedy == "Write a share from 0 to 1."


def test_the_example_of_the_manual(broken: Read) -> None:
    (problem,) = broken("winter.csv", ROW_5, ROW_5.replace(",40.0,", ",-3.2,"))
    assert str(problem) == (
        'winter.csv, row 7, column shop.heat_kw: "-3.2" is below 0. Write a load of 0 or more.'
    )


@pytest.mark.parametrize(
    ("content", "line", "message", "remedy"),
    [
        (b"", 0, "is empty", "Write a header"),
        (b"\n\n", 0, "is empty", "Write a header"),
        (b"\ntime\n", 1, "first row is blank", "header"),
        (b"time\xff", 1, "0xff is not UTF-8", "UTF-8"),
        (b"\xef\xbb\xbftime\na\nb\xe4\n", 3, "0xe4 is not UTF-8", "UTF-8"),
        ("time,ä".encode("utf-16"), 1, "UTF-16", "UTF-8"),
        (b"PK\x03\x04\0\0", 1, "NUL", "plain text"),
        (b"x" * 200_000, 1, "not valid CSV", "quote"),
    ],
)
def test_whole_file(
    folder: Path, problems_of: Read, content: bytes, line: int, message: str, remedy: str
) -> None:
    (folder / "winter.csv").write_bytes(content)
    (problem,) = problems_of(folder)
    assert (problem.file, problem.line) == ("winter.csv", line)
    assert message in problem.message and remedy in problem.remedy


def test_header_alone(folder: Path, problems_of: Read) -> None:
    path = folder / "winter.csv"
    path.write_text(path.read_text().split("\n")[0])
    (problem,) = problems_of(folder)
    assert "no row" in problem.message and "a row for each step" in problem.remedy


def test_a_year_of_bad_rows_is_counted(folder: Path, problems_of: Read) -> None:
    path = folder / "winter.csv"
    head, *rows = path.read_text().splitlines()
    path.write_text("\n".join([head, *[row.replace(",80.0,", ",x,") for row in rows] * 365]))
    problems = problems_of(folder)
    assert len(problems) == 21
    assert problems[-1].message == "and 8740 more of this kind."
    assert problems[-1].key == "home.heat_kw"
