"""Help texts and suggestions of every command, as a newcomer meets them."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from planner.cli.exits import Exit
from planner.cli.main import app

ROOT = typer.main.get_command(app)
WIDTH = 80


def walk(group: Any = ROOT, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command with the words that call it, groups too."""
    yield words, group
    for name in group.list_commands(None) if hasattr(group, "list_commands") else ():
        yield from walk(group.get_command(None, name), (*words, name))


COMMANDS = dict(walk())
CALLS = {" ".join(("clusterflex", *words)) for words in COMMANDS}
every_command = pytest.mark.parametrize("words", COMMANDS, ids=" ".join)


def cf(*words: object) -> Any:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert "Traceback" not in result.stderr
    return result


def told(*words: object) -> str:
    """What a command refuses to do says, and where."""
    result = cf(*words)
    assert result.exit_code == Exit.INPUT
    assert result.stderr.startswith("error: ") and not result.stdout
    return str(result.stderr)


def help_text(words: tuple[str, ...], width: int = WIDTH) -> str:
    runner = CliRunner(env={"COLUMNS": str(width), "TERM": "dumb"})
    result = runner.invoke(app, [*words, "--help"])
    assert result.exit_code == Exit.DONE
    return result.stdout


def test_the_walk_finds_what_there_is() -> None:
    assert {("run",), ("export",), ("import", "measurements"), ()} <= COMMANDS.keys()
    assert len(COMMANDS) > 18


@every_command
def test_help_fits_a_terminal_and_cuts_nothing(words: tuple[str, ...]) -> None:
    text = help_text(words)
    assert max(map(len, text.splitlines())) <= WIDTH
    assert "…" not in text


@every_command
def test_help_opens_with_an_example_that_can_be_read(words: tuple[str, ...]) -> None:
    lines = [line.strip() for line in help_text(words, 100).splitlines() if line.strip()]
    assert lines[0].startswith("Usage: ")
    first = (COMMANDS[words].help or "").strip().split("\n")[0]
    assert lines[1] == first
    example, *rest = shlex.split(first.removeprefix("Example: "))
    assert example == "clusterflex" and rest[: len(words)] == list(words)
    called = words
    while hasattr(COMMANDS[called], "list_commands"):  # a group's example calls one of its own
        called = tuple(rest[: len(called) + 1])
    # raises for an option or argument that does not exist, or that is missing
    COMMANDS[called].make_context(called[-1], rest[len(called) :])


@every_command
def test_every_option_is_explained(words: tuple[str, ...]) -> None:
    text = " ".join(help_text(words, 400).split())
    for parameter in COMMANDS[words].params:
        assert parameter.help, parameter.name
        assert parameter.help.endswith("."), parameter.name
        assert parameter.help in text, parameter.name


@every_command
def test_commands_that_are_named_exist(words: tuple[str, ...]) -> None:
    texts = [COMMANDS[words].help or "", *(str(p.help) for p in COMMANDS[words].params)]
    for named in re.findall(r"clusterflex [a-z]+(?: [a-z]+)*", " ".join(texts)):
        assert any(
            named == call or named.startswith(f"{call} ") for call in CALLS - {"clusterflex"}
        )


MISSPELLED = {
    "command": (["rnu"], '"run"'),
    "command in capitals": (["Check"], '"check"'),
    "command of a group": (["import", "measurement"], '"measurements"'),
    "option": (["run", "beijing", "--populaton", "8"], '"--population"'),
    "option of the group": (["--verison"], '"--version"'),
    "option without its dashes": (["cache", "clear"], '"--clear"'),
    "case": (["run", "bejing"], '"beijing"'),
    "case to copy": (["new", "x", "--case", "campsu"], '"campus"'),
    "configuration": (["run", "beijing", "-c", "interconected"], '"interconnected"'),
    "algorithm": (["run", "beijing", "--algorithm", "glnsga"], '"glnsga2"'),
    "objective": (
        ["run", "beijing", "--objectives", "lifecyle_cost,annual_emissions_kg"],
        '"lifecycle_cost"',
    ),
    "weight": (["run", "beijing", "--weights", "lifecycle=2"], '"lifecycle_cost"'),
    "solver": (["run", "beijing", "--solver", "hihgs"], '"highs"'),
    "solver of exact": (["exact", "beijing", "--solver", "cbv"], '"cbc"'),
    "design": (["dispatch", "beijing", "--design", "public_batery=500"], '"public_battery"'),
    "compared design": (["compare", "beijing", "--design", "interconnected:lnk=1"], '"link"'),
    "compared configuration": (["compare", "beijing", "--design", "indepndent:"], '"independent"'),
    "scenario": (["tradeoff", "beijing", "--scenario", "sumer"], '"summer"'),
    "clustering": (
        ["import", "citylearn", "x", "-o", "y", "--method", "kmens"],
        '"kmeans"',
    ),
    "format": (["export", "x", "-o", "y", "--format", "jsn"], '"json"'),
    "study": (["bench", "quik"], '"quick"'),
    "search of a study": (["bench", "quick", "--algorithms", "glnsga"], '"glnsga2"'),
}


@pytest.mark.parametrize("kind", MISSPELLED)
def test_a_misspelling_gets_a_suggestion(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words, meant = MISSPELLED[kind]
    assert f"Did you mean {meant}?" in told(*words)
    assert not list(tmp_path.iterdir())


KEYS = {
    "case.toml": ("check", "om_per_kwh_year = 2", "om_per_kwh_yaer = 2", '"om_per_kwh_year"'),
    "table": ("check", "[economics]", "[ecnomics]", '"economics"'),
}


@pytest.mark.parametrize("place", KEYS)
def test_a_misspelled_key_gets_a_suggestion(place: str, tiny_folder: Path) -> None:
    command, right, wrong, meant = KEYS[place]
    file = tiny_folder / "case.toml"
    text = file.read_text()
    assert right in text
    file.write_text(text.replace(right, wrong))
    message = told(command, tiny_folder)
    assert f"Did you mean {meant}?" in message and "case.toml, line" in message


def test_misspelled_keys_of_imports_and_studies(tmp_path: Path) -> None:
    assert cf("import", "measurements", "--example", tmp_path / "meters").exit_code == Exit.DONE
    file = tmp_path / "meters" / "IMPORT.toml"
    file.write_text(file.read_text().replace("timezone", "timezoen"))
    message = told("import", "measurements", file, "-o", tmp_path / "case")
    assert 'Did you mean "timezone"?' in message and "IMPORT.toml, line" in message
    study = tmp_path / "study.toml"
    study.write_text('format = 1\nname = "own"\nevalutions = 100\n')
    message = told("bench", study)
    assert 'Did you mean "evaluations"?' in message and "study.toml, line 3" in message


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run"], "CASE is missing: folder of a case"),
        (["run"], "Example: clusterflex run beijing"),
        (["import", "citylearn", "x"], "--output/-o is missing"),
        (
            ["run", "beijing", "--population", "ten"],
            '--population must be a whole number, not "ten"',
        ),
        (["run", "beijing", "--population", "1.5"], 'must be a whole number, not "1.5"'),
        (["run", "beijing", "--gap", "small"], '--gap must be a number, not "small"'),
        (["run", "beijing", "--gap"], "--gap needs a value"),
        (["run", "beijing", "--json=1"], "--json takes no value"),
        (["run", "beijing", "x y"], '"x y" is one word too many'),
        (["xyzzy"], 'clusterflex has no command "xyzzy". See: clusterflex --help'),
        (["run", "--xyzzy"], "clusterflex run has no option --xyzzy. See: clusterflex run --help"),
        (["run", "-z"], "has no option -z"),
        (["import", "measurements"], "--example meters"),
    ],
)
def test_mistakes_of_usage_say_what_to_do(words: list[str], message: str) -> None:
    assert message in told(*words)


def test_mistakes_of_usage_are_json_where_json_is_wanted() -> None:
    result = cf("run", "beijing", "--populaton", "8", "--json")
    found = json.loads(result.stdout)["error"]
    assert result.exit_code == found["exit_code"] == Exit.INPUT
    assert found["problems"] == [
        'clusterflex run has no option --populaton. Did you mean "--population"?'
    ]


def test_a_group_without_a_command_shows_its_help() -> None:
    for words in ([], ["import"]):
        result = cf(*words)
        assert "Example: clusterflex" in result.stdout + result.stderr
