"""Broken imports: every problem with its file, its place and a remedy, all of them at once."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from cases.importing.measured.build import write_measurements
from cases.importing.measured.example import write_example
from cases.importing.measured.read_import import read_import
from cases.problem import CaseError

Change = Callable[[Path], None]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_example(tmp_path_factory.mktemp("import") / "meters")


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "meters"
    copy.mkdir()
    for file in sound.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    return copy


def toml(pattern: str, text: str, file: str = "IMPORT.toml") -> Change:
    def change(folder: Path) -> None:
        before = (folder / file).read_text()
        after = re.sub(pattern, lambda match: text, before, count=1)
        assert after != before, pattern
        (folder / file).write_text(after)

    return change


def row(number: int, text: str | None, file: str = "home_1.csv") -> Change:
    """Put a text in place of a row (the header is row 1); None takes it out."""

    def change(folder: Path) -> None:
        lines = (folder / file).read_text().splitlines()
        lines[number - 1 : number] = [] if text is None else text.split("\n")
        (folder / file).write_text("\n".join(lines) + "\n")

    return change


def cell(number: int, column: int, text: str, file: str = "home_1.csv") -> Change:
    def change(folder: Path) -> None:
        lines = (folder / file).read_text().splitlines()
        cells = lines[number - 1].split(",")
        cells[column] = text
        lines[number - 1] = ",".join(cells)
        (folder / file).write_text("\n".join(lines) + "\n")

    return change


def content(data: bytes, file: str = "home_1.csv") -> Change:
    return lambda folder: (folder / file).write_bytes(data) and None


def gone(file: str) -> Change:
    return lambda folder: (folder / file).unlink()


def link(folder: Path) -> None:
    (folder / "home_1.csv").unlink()
    os.symlink("/etc/hostname", folder / "home_1.csv")


def cut(rows: int, file: str = "shop_2.csv") -> Change:
    def change(folder: Path) -> None:
        lines = (folder / file).read_text().splitlines()[:rows]
        (folder / file).write_text("\n".join(lines) + "\n")

    return change


S = "2023-01-01 "
BROKEN: list[tuple[str, Change, str, str]] = [
    ("no import file", gone("IMPORT.toml"), "IMPORT.toml", "does not exist"),
    ("not TOML", toml("format = 1", "format = "), "IMPORT.toml", "not valid TOML"),
    ("not UTF-8", content(b"\xff\xfe\x00", "IMPORT.toml"), "IMPORT.toml", "UTF-16"),
    ("other format", toml("format = 1", "format = 9"), "IMPORT.toml", "should be 1"),
    ("unknown key", toml("format = 1", "format = 1\nfoo = 2"), "IMPORT.toml", "not known"),
    ("no case", toml('case = "base.toml".*', ""), "IMPORT.toml", "key case is missing"),
    ("unknown zone", toml("Asia/Shanghai", "Asia/Nowhere"), "IMPORT.toml", "no time zone"),
    ("bad clock", toml('clock = "wall"', 'clock = "sun"'), "IMPORT.toml", "wall"),
    ("bad stamp", toml('stamp = "begin"', 'stamp = "middle"'), "IMPORT.toml", "begin"),
    ("bad fill", toml('"interpolate"', '"zeros"'), "IMPORT.toml", "interpolate"),
    ("max_hours", toml("max_hours = 3", "max_hours = 0"), "IMPORT.toml", "greater than 0"),
    ("no count", toml("count = 12", "count = 0"), "IMPORT.toml", "greater than or equal to 1"),
    ("few days", toml("count = 12", "count = 3"), "IMPORT.toml", "too few"),
    ("bad unit", toml('unit = "kWh"', 'unit = "hp"'), "IMPORT.toml", "'kWh'"),
    ("bad quantity", toml('"heat_kw"', '"steam_kw"'), "IMPORT.toml", "heat_kw"),
    ("unit of intensity", toml('unit = "kWh"', 'unit = "g/kWh"'), "IMPORT.toml", "does not fit"),
    ("other building", toml('"home_1"', '"hame_1"'), "IMPORT.toml", 'Did you mean "home_1"'),
    ("series twice", toml('"heat_kw"', '"electricity_kw"'), "IMPORT.toml", "already"),
    ("series missing", toml('"pv_kw"', '"cold_kw"'), "IMPORT.toml", "No [[series]] gives pv_kw"),
    ("file missing", toml("home_1.csv", "house.csv"), "IMPORT.toml", "does not exist"),
    ("path out", toml("home_1.csv", "../home_1.csv"), "IMPORT.toml", "inside the case folder"),
    ("absolute path", toml("home_1.csv", "/etc/passwd"), "IMPORT.toml", "inside"),
    ("link out", link, "IMPORT.toml", "leads out"),
    ("no column", toml(r"heat \[kWh\]", "warmth"), "home_1.csv", 'no column "warmth"'),
    ("base missing", gone("base.toml"), "IMPORT.toml", "does not exist"),
    ("base no TOML", content(b"a = ", "base.toml"), "base.toml", "not valid TOML"),
    ("base scenario", toml("^", "scenario = []\n", "base.toml"), "base.toml", "already"),
    ("base year", toml("^", "year = 1\n", "base.toml"), "base.toml", "already"),
    ("base step", toml("step_hours = 1.0", "step_hours = 0.7", "base.toml"), "base.toml", "divide"),
    (
        "base calendar",
        toml(r"months = \[11, 12, 1, 2, 3\]", "months = [11, 12, 1, 2]", "base.toml"),
        "base.toml",
        "season",
    ),
    ("base tariff", toml('day_type = "workday"', "", "base.toml"), "base.toml", "price"),
    ("finer steps", toml("step_hours = 1.0", "step_hours = 0.5", "base.toml"), "home_1.csv", "60"),
    ("empty file", content(b""), "home_1.csv", "empty"),
    ("only a header", cut(1, "home_1.csv"), "home_1.csv", "no row"),
    ("NUL bytes", content(b"time,\0\n"), "home_1.csv", "NUL"),
    ("latin-1", row(1, "time,électricité"), "home_1.csv", "no column"),
    ("open quote", row(5, '"2023-01-01 03:00+08:00,1,2,3,4'), "home_1.csv", "valid CSV"),
    ("cells", row(5, S + "03:00+08:00,1,2,3"), "home_1.csv", "4 cells"),
    ("doubled column", toml(",heat", ",electricity", "home_1.csv"), "home_1.csv", "2 columns"),
    ("no number", cell(7, 1, "abc"), "home_1.csv", '"abc" is not a number'),
    ("infinite", cell(7, 1, "inf"), "home_1.csv", "not a number"),
    ("negative", cell(7, 1, "-3"), "home_1.csv", "below 0"),
    ("no stamp", cell(9, 0, "yesterday"), "home_1.csv", "no date"),
    ("a date alone", cell(9, 0, "2023-01-01"), "home_1.csv", "no date"),
    ("seconds", cell(9, 0, S + "07:00:30+08:00"), "home_1.csv", "whole minute"),
    ("mixed stamps", cell(9, 0, S + "07:00"), "home_1.csv", "no offset"),
    ("out of order", cell(9, 0, S + "02:30+08:00"), "home_1.csv", "later stamp"),
    ("off the raster", cell(9, 0, S + "07:10+08:00"), "home_1.csv", "steps of 60"),
    ("same row twice", cell(9, 0, S + "06:00+08:00"), "home_1.csv", "two values for"),
    ("long gap", lambda f: [row(n, None)(f) for n in [50] * 5] and None, "home_1.csv", "max_hours"),
    ("half a year", cut(4000), "IMPORT.toml", "365"),
    ("one row", cut(2), "shop_2.csv", "fewer than two"),
]


def problems_of(folder: Path, tmp_path: Path) -> CaseError:
    with pytest.raises(CaseError) as caught:
        write_measurements(tmp_path / "case", read_import(folder / "IMPORT.toml"))
    assert not (tmp_path / "case").exists()
    return caught.value


@pytest.mark.parametrize(
    ("change", "file", "words"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN]
)
def test_each_is_told(change: Change, file: str, words: str, folder: Path, tmp_path: Path) -> None:
    change(folder)
    problems = problems_of(folder, tmp_path).problems
    told = [p for p in problems if p.file == file and words in str(p)]
    assert told, "\n".join(map(str, problems))
    assert all(problem.remedy for problem in told)
    assert str(folder) not in str(told[0])


def test_there_are_many_kinds() -> None:
    assert len({name for name, *_ in BROKEN}) >= 40


def test_all_are_told_at_once(folder: Path, tmp_path: Path) -> None:
    cell(7, 1, "abc")(folder)
    cell(8, 1, "-4", "shop_2.csv")(folder)
    toml("Asia/Shanghai", "Asia/Nowhere")(folder)
    toml(r"heat \[kWh\]", "warmth")(folder)
    text = str(problems_of(folder, tmp_path))
    for words in ('"abc" is not a number', "below 0", "no time zone", '"warmth"'):
        assert words in text


def test_a_stamp_that_no_clock_shows(folder: Path, tmp_path: Path) -> None:
    for file in ("home_1.csv", "shop_2.csv"):
        text = (folder / file).read_text()
        (folder / file).write_text(text.replace("+08:00,", ","))
    toml('timezone = "Asia/Shanghai"', 'timezone = "Europe/Berlin"')(folder)
    problems = problems_of(folder, tmp_path).problems
    (first, *_) = [p for p in problems if "does not exist in Europe/Berlin" in p.message]
    assert first.value == "2023-03-26 02:00"
    assert "Etc/GMT-1" in first.remedy
