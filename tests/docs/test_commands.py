"""What pages say of the command line exists, and README.md leaves no command out."""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
import typer

from benchmarks.command import app as bench
from benchmarks.study.definition import read_study
from planner.cli.main import app
from tests.docs.pages import PAGES, ROOT, blocks, commands, inline_code

Options = set[str]
FOREIGN = {"--csv"}
"""Of programs of benchmarks/, said without their names."""
PROGRAMS = re.compile(r"(\S+/)?(python|pip|make|dask|pytest|grep)\b")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")


@cache
def known() -> dict[str, Options]:
    """Options of every command, by its name in full, such as "import citylearn"; "" is the top."""
    found: dict[str, Options] = {}

    def collect(command: object, name: str) -> None:
        options = {o for p in command.params for o in (*p.opts, *p.secondary_opts)}  # type: ignore[attr-defined]
        found[name] = options | {"--help"}
        for inner, subcommand in getattr(command, "commands", {}).items():
            collect(subcommand, f"{name} {inner}".strip())

    collect(typer.main.get_command(app), "")
    collect(typer.main.get_command(bench), "bench")
    return found


def problems(text: str) -> list[str]:
    """What a line of code says of the command line that is not so."""
    if PROGRAMS.match(text):
        return []
    if not text.startswith("clusterflex"):
        everywhere = set().union(*known().values(), FOREIGN)
        return [option for option in OPTION.findall(text) if option not in everywhere]
    words = re.split(r"\s+", text)[1:3]
    names = [" ".join(words[:count]) for count in (2, 1)]
    name = next((name for name in names if name in known()), None)
    if name is None:
        return [] if not words or words[0].startswith("-") else [text]
    return [f"{name} {option}" for option in OPTION.findall(text) if option not in known()[name]]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_commands_and_options_of_a_page_exist(page: Path) -> None:
    lines = inline_code(page)
    lines += [line for block in blocks(page) if block.language == "sh" for line in commands(block)]
    assert not [problem for line in lines for problem in problems(line)]


@pytest.mark.parametrize(
    "wrong", ["clusterflex plan x", "clusterflex run x --generation 5", "--no-such-option 1"]
)
def test_a_wrong_command_or_option_would_be_seen(wrong: str) -> None:
    assert problems(wrong)


def test_studies_and_algorithms_of_benches_exist() -> None:
    lines = [line for page in PAGES for block in blocks(page) for line in block.text.splitlines()]
    pattern = r"clusterflex bench (\w+) -o \S+ --algorithms (\S+)"
    named = [found for line in lines if (found := re.match(pattern, line))]
    assert named
    for found in named:
        study = read_study(found[1])
        assert set(found[2].split(",")) <= {algorithm.name for algorithm in study.algorithms}


def test_programs_exist() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    programs = set(re.findall(r"python -m (benchmarks[.\w]*)", text))
    assert len(programs) >= 5
    assert not [name for name in programs if find_spec(name) is None]


def test_targets_of_make_exist() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    targets = set(re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE))
    rules = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert {"run", "test"} <= targets <= set(rules)


def test_every_command_stands_in_the_table_of_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = "\n".join(line for line in text.splitlines() if line.startswith("| `clusterflex "))
    named = {name for name in known() if name and f"`clusterflex {name}" in rows}
    groups = {name for name in known() if any(o.startswith(f"{name} ") for o in known())}
    assert known().keys() - groups - {""} - named == set()
