"""Files that are missing, out of bounds, endless or unreadable."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cases import CaseError, Problem, read_case
from cases.reading import files

Read = Callable[..., tuple[Problem, ...]]


def test_profile_that_links_out_of_the_folder(
    folder: Path, tmp_path: Path, problems_of: Read
) -> None:
    outside = tmp_path / "outside.csv"
    (folder / "winter.csv").rename(outside)
    (folder / "winter.csv").symlink_to(outside)
    (problem,) = problems_of(folder)
    assert (problem.file, problem.key) == ("case.toml", "scenario.winter.profiles")
    assert problem.value == "winter.csv" and problem.line > 100
    assert "leads out" in problem.message and "Copy the file" in problem.remedy


def test_link_by_way_of_a_folder(folder: Path, tmp_path: Path, broken: Read) -> None:
    (tmp_path / "far").mkdir()
    (folder / "winter.csv").rename(tmp_path / "far" / "winter.csv")
    (folder / "near").symlink_to(tmp_path / "far")
    (problem,) = broken("case.toml", '"winter.csv"', '"near/winter.csv"')
    assert "leads out" in problem.message


def test_links_inside_the_folder_are_fine(folder: Path) -> None:
    (folder / "data").mkdir()
    (folder / "winter.csv").rename(folder / "data" / "w.csv")
    (folder / "winter.csv").symlink_to("data/w.csv")
    assert read_case(folder).scenarios[1].steps == 24


def test_case_toml_that_links_out(folder: Path, tmp_path: Path, problems_of: Read) -> None:
    (folder / "case.toml").rename(tmp_path / "x.toml")
    (folder / "case.toml").symlink_to(tmp_path / "x.toml")
    (problem,) = problems_of(folder)
    assert (problem.file, "leads out" in problem.message) == ("case.toml", True)


def test_link_in_a_circle(folder: Path, problems_of: Read) -> None:
    (folder / "winter.csv").unlink()
    (folder / "winter.csv").symlink_to("winter.csv")
    (problem,) = problems_of(folder)
    assert problem.key == "scenario.winter.profiles" and "winter.csv" in problem.message


def test_folder_and_pipe_instead_of_a_file(folder: Path, problems_of: Read) -> None:
    (folder / "winter.csv").unlink()
    (folder / "winter.csv").mkdir()
    (problem,) = problems_of(folder)
    assert "is a folder" in problem.message and "inside" in problem.remedy
    (folder / "winter.csv").rmdir()
    os.mkfifo(folder / "winter.csv")
    (problem,) = problems_of(folder)
    assert "not a regular file" in problem.message and "plain file" in problem.remedy


def test_unreadable(folder: Path, problems_of: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def refuse(path: Path, flags: int) -> int:
        if str(path).endswith("winter.csv"):
            raise PermissionError(13, "Permission denied")
        if str(path).endswith("summer.csv"):
            raise OSError(5, "Input/output error")
        return real(path, flags)

    monkeypatch.setattr(os, "open", refuse)
    summer, winter = problems_of(folder)
    assert "Input/output error" in summer.message and "disk" in summer.remedy
    assert "may not be read" in winter.message and "permission" in winter.remedy


def test_size_limits(folder: Path, problems_of: Read) -> None:
    (folder / "winter.csv").write_bytes(b"0" * (files.PROFILE_BYTES_MAX + 1))
    (problem,) = problems_of(folder)
    assert "larger than 50 MB" in problem.message and "Shorten" in problem.remedy
    (folder / "case.toml").write_bytes(b"#" * (files.CASE_FILE_BYTES_MAX + 1))
    (problem,) = problems_of(folder)
    assert (problem.file, problem.line) == ("case.toml", 0)
    assert "larger than 1 MB" in problem.message


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"", 0, "is empty"),
        (b"# nothing\n", 0, "is empty"),
        (b"format = 1\nname = '\xe9'\n", 2, "0xe9 is not UTF-8"),
        ('format = "ä"'.encode("utf-16"), 1, "UTF-16"),
        (b"\na = " + b"[" * 5000, 2, "nested too deep"),
        (b"a." * 30 + b"a = 1", 0, "deeper than 12"),
        (b"[[building", 1, "not valid TOML"),
    ],
)
def test_whole_case_file(
    folder: Path, problems_of: Read, content: bytes, line: int, message: str
) -> None:
    (folder / "case.toml").write_bytes(content)
    problem = problems_of(folder)[-1]
    assert (problem.file, problem.line) == ("case.toml", line)
    assert message in problem.message and problem.remedy


@pytest.mark.parametrize(
    ("name", "message", "remedy"),
    [
        ("nowhere", "no such case folder", "Write one of: beijing"),
        ("bejing", "no such case folder", 'Did you mean "beijing"?'),
        ("", "no such case folder", "beijing"),
        ("a\0b", "no such case folder", "beijing"),
        ("x" * 5000, "no such case folder", "beijing"),
        ("pair/summer.csv", "not a case folder", "Name the folder"),
        ("empty", "holds no case.toml", "Name a folder"),
        ("empty/case.toml", "holds no case.toml", "Name a folder"),
    ],
)
def test_no_case_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, message: str, remedy: str
) -> None:
    (folder.parent / "empty").mkdir()
    monkeypatch.chdir(folder.parent)
    with pytest.raises(CaseError) as caught:
        read_case(name)
    (problem,) = caught.value.problems
    assert message in problem.message and remedy in problem.remedy


def test_local_folder_wins_only_with_a_case_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    (folder.parent / "beijing").mkdir()
    assert read_case("beijing").name == "beijing"
    (folder.parent / "beijing").rmdir()
    folder.rename(folder.parent / "beijing")
    assert read_case("beijing").name == "pair"
