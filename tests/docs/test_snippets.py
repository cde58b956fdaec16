"""Every command and every piece of Python in README.md and docs/ runs, page by page."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, ROOT, Block, blocks, commands
from tests.docs.rules import FILES, PYTHON, SHELL, fits, lines_to_run, rule_for

EVERY = [block for page in PAGES for block in blocks(page)]
SHOWN = {"", "text", "console", "json", "{eval-rst}"}
"""Languages of blocks that are outputs, data or pictures."""
LONGEST = 600.0
"""Seconds for a page on a machine with much else to do; a minute is usual."""
TROUBLE = re.compile(r"Traceback \(most recent call last\)|\w+Warning: ")


def steps(page: Path) -> list[tuple[str, str, str]]:
    """What is done for a page: kind ("sh", "python", or the name of a file), place and text."""
    out = []
    for block in blocks(page):
        entry = next((entry for entry in FILES if fits(entry, block)), None)
        if entry is not None and entry.file is not None:
            out.append((entry.file, block.place, block.text))
        elif entry is None and block.language in ("sh", "python"):
            out.append((block.language, block.place, "\n".join(lines_to_run(block))))
    return out


@pytest.fixture(scope="module")
def environment(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> dict[str, str]:
    """Variables with `clusterflex` on the path, installed or not, and a cache that is kept."""
    home = tmp_path_factory.mktemp("bin")
    command = home / "clusterflex"
    command.write_text(
        f"#!{sys.executable}\nfrom planner.cli.main import main\n\nmain()\n", encoding="utf-8"
    )
    command.chmod(0o755)
    path = [str(ROOT)]
    try:
        distribution("clusterflex")
    except PackageNotFoundError:
        path.append(str(_metadata(home)))
    assert request.config.cache is not None
    return os.environ | {
        "PATH": os.pathsep.join([str(home), str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": os.pathsep.join(path),
        "CLUSTERFLEX_CACHE": str(request.config.cache.mkdir("docs")),
        "MPLBACKEND": "agg",
        "COLUMNS": "100",
        "NO_COLOR": "1",
    }


def _metadata(home: Path) -> Path:
    """What an installation would say of commands that other packages add."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    folder = home / "clusterflex-0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: clusterflex\nVersion: 0\n")
    lines = []
    for group, entries in project["entry-points"].items():
        lines += [f"[{group}]", *(f"{name} = {value}" for name, value in entries.items())]
    (folder / "entry_points.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return home


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_runs_from_top_to_bottom(
    page: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    todo = steps(page)
    if not todo:
        return
    folder, script = tmp_path / "page", tmp_path / "steps.json"
    folder.mkdir()
    script.write_text(json.dumps(todo), encoding="utf-8")
    variables = dict(environment)
    if any(kind.startswith("benchmarks/") for kind, _, _ in todo):  # the page adds files to it
        shutil.copytree(ROOT / "benchmarks", folder / "benchmarks")
        variables["PYTHONPATH"] = os.pathsep.join([str(folder), environment["PYTHONPATH"]])
    code, told = _told([str(Path(__file__).with_name("driver.py")), str(script)], folder, variables)
    print(told)
    assert code == 0, told[-3000:]
    assert not TROUBLE.findall(told)


def _told(arguments: list[str], folder: Path, variables: dict[str, str]) -> tuple[int, str]:
    """Exit code and output of a Python program; on time-out nothing that it began goes on."""
    with subprocess.Popen(
        [sys.executable, *arguments],
        cwd=folder,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            told, _ = process.communicate(timeout=LONGEST)
        except BaseException:
            os.killpg(process.pid, signal.SIGTERM)
            raise
    return process.returncode, told


@pytest.mark.parametrize("block", EVERY, ids=lambda block: block.place)
def test_every_block_has_a_known_language(block: Block) -> None:
    assert block.language in {"sh", "python", "toml", *SHOWN}
    if block.language == "toml":
        tomllib.loads(block.text)


@pytest.mark.parametrize("number", range(len(SHELL) + len(PYTHON)))
def test_every_rule_is_of_use(number: int) -> None:
    rules, language = (SHELL, "sh") if number < len(SHELL) else (PYTHON, "python")
    lines = [
        line
        for block in EVERY
        if block.language == language and not any(fits(entry, block) for entry in FILES)
        for line in (commands(block) if language == "sh" else block.text.splitlines())
    ]
    assert (*SHELL, *PYTHON)[number] in {rule_for(line, rules) for line in lines}


@pytest.mark.parametrize("entry", FILES, ids=lambda entry: f"{entry.page}: {entry.start[:20]}")
def test_every_file_stands_on_its_page(entry: object) -> None:
    assert [block for block in EVERY if fits(entry, block)]  # type: ignore[arg-type]
