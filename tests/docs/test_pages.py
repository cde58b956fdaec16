"""Pages that list keys, columns and packages list all of them, and no others."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from cases.schema import CaseFile
from planner import Plan, plan
from tests.docs.pages import ROOT, blocks
from tests.docs.rules import FILES, fits

MODELLING, RESULTS = ROOT / "docs" / "modelling.md", ROOT / "docs" / "results.md"


def rows(page: Path) -> dict[str, dict[str, list[str]]]:
    """Cells of the rows below each heading of a page, by the names in the first cell."""
    found: dict[str, dict[str, list[str]]] = {}
    heading = ""
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        elif line.startswith("| `"):
            cells = [cell.strip() for cell in line.strip("|").split(" | ")]
            for name in re.findall(r"`([^`]+)`", cells[0]):
                found.setdefault(heading, {})[name] = cells[1:]
    return found


def tables(model: type[BaseModel], place: str = "") -> Iterator[tuple[str, type[BaseModel]]]:
    """Every table of a case file with its place, such as building.grid."""
    yield place, model
    for name, field in model.model_fields.items():
        for inner in _models(field.annotation):
            yield from tables(inner, f"{place}.{name}".lstrip("."))


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models(part)]


@pytest.mark.parametrize("place, model", [*tables(CaseFile)], ids=lambda value: str(value))
def test_every_key_of_a_case_is_explained(place: str, model: type[BaseModel]) -> None:
    found = rows(MODELLING)
    below = [
        cells
        for heading, cells in found.items()
        if place in re.findall(r"\[+([\w.]+)\]+", heading)
        or (not place and heading == "At the top")
    ]
    assert len(below) == 1, place
    fields = model.model_fields
    sections = {name for name, field in fields.items() if _models(field.annotation)}
    # what has a heading of its own need not stand in the table at the top
    assert below[0].keys() - fields.keys() == set()
    assert fields.keys() - below[0].keys() <= (set() if place else sections)
    for name, cells in below[0].items():
        assert (cells[0] == "needed") == fields[name].is_required(), f"{place} {name}"
        default = fields[name].default
        if isinstance(default, bool):
            assert cells[0] == str(default).lower()
        elif isinstance(default, float | int):
            assert float(cells[0]) == default, f"{place} {name}"
        elif isinstance(default, str) and default:
            assert cells[0] == f'"{default}"'


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Plan, Path]:
    """A short run of the small case that docs/modelling.md is made of, and its folder."""
    from cases import read_case

    home = tmp_path_factory.mktemp("run")
    for block in blocks(MODELLING):
        for entry in FILES:
            if entry.file is not None and fits(entry, block):
                (home / entry.file).parent.mkdir(exist_ok=True)
                with (home / entry.file).open("a", encoding="utf-8") as file:
                    file.write(block.text)
    case = read_case(home / "yard")
    result = plan(
        case,
        population=4,
        generations=1,
        workers=1,
        bound_levels=1,
        folder=home / "run",
        cache=False,
    )
    return result, home / "run"


def explained(heading: str) -> list[str]:
    """Regular expressions of the columns or keys that a table of results.md explains."""
    names = {"site": "shared_battery", "hub": "yard_link", "rating": "yard_link"}
    names |= {"building": "(home|workshop)", "scenario": "(summer|winter)"}
    names |= {"objective": "(lifecycle_cost|annual_emissions_kg)"}
    patterns = []
    for name in rows(RESULTS)[heading]:
        plain = re.escape(name)
        for placeholder, value in names.items():
            plain = plain.replace(f"<{placeholder}>", value)
        patterns.append(plain)
    return patterns


def same(patterns: list[str], present: list[str]) -> bool:
    """Whether each name is explained, and each explanation is of use."""
    unknown = [name for name in present if not any(re.fullmatch(p, name) for p in patterns)]
    unused = [p for p in patterns if not any(re.fullmatch(p, name) for name in present)]
    assert (unknown, unused) == ([], [])
    return True


@pytest.mark.parametrize("name", ["front", "dispatch", "history", "bound"])
def test_every_column_is_explained(run: tuple[Plan, Path], name: str) -> None:
    header = (run[1] / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert same(explained(f"`{name}.csv`"), header)


def keys(value: Any, place: str = "") -> Iterator[str]:
    """Places of all plain values in nested data."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from keys(inner, f"{place}.{name}".lstrip("."))
    else:
        yield place


def test_every_key_of_the_choice_is_explained(run: tuple[Plan, Path]) -> None:
    chosen = json.loads((run[1] / "chosen.json").read_text(encoding="utf-8"))
    columns = run[0].front.columns
    assert [*chosen.pop("figures")] == [*columns][:-3]
    assert [*chosen.pop("design")] == ["shared_battery", "yard_link"]
    patterns = [p for p in explained("`chosen.json`") if p not in ("figures", "design")]
    assert same(patterns, [*keys(chosen)])


def test_every_key_of_the_manifest_is_explained(run: tuple[Plan, Path]) -> None:
    manifest = json.loads((run[1] / "manifest.json").read_text(encoding="utf-8"))
    assert same(explained("`manifest.json`"), [*manifest])


def test_every_file_of_a_run_is_explained(run: tuple[Plan, Path]) -> None:
    named = explained("Files")
    there = {path.name + "/" * path.is_dir() for path in run[1].iterdir()}
    there = {f"*{Path(name).suffix}" if name.endswith((".png", ".svg")) else name for name in there}
    assert there == {name.replace("\\", "") for name in named}


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    def names(requirements: list[str]) -> set[str]:
        found = {re.split(r"[<>=!~;\[ ]", requirement)[0] for requirement in requirements}
        return found - {"clusterflex"}

    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    core, extras = text.split("## Extras")
    assert set(re.findall(r"^\| `([\w-]+)` \|", core, re.MULTILINE)) == names(
        project["dependencies"]
    )
    said = {
        (extra, package)
        for extra, packages in re.findall(r"^\| `([\w-]+)` \| ([^|]+) \|", extras, re.MULTILINE)
        for package in re.findall(r"`([\w-]+)`", packages)
    }
    wanted = project["optional-dependencies"].items()
    assert said == {(extra, name) for extra, listed in wanted for name in names(listed)}
