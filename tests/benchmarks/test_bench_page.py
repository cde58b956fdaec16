"""docs/bench.md names everything that a study may have, and what it shows works."""

from __future__ import annotations

import re
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import pytest

from algorithms import build_algorithm
from benchmarks.competitors import competitor_kinds
from benchmarks.competitors.options import GLNSGA2Options, Options
from benchmarks.indicators import Indicator
from benchmarks.problems import suites
from benchmarks.study.definition import read_study
from benchmarks.study.schema import AlgorithmFile, StudyFile
from tests.docs import pages

PAGE = Path(__file__).resolve().parents[2] / "docs" / "bench.md"
TEXT = PAGE.read_text(encoding="utf-8")
CODED = {word for code in re.findall(r"`([^`\n]+)`", TEXT) for word in re.findall(r"\w+", code)}
"""Every word that the page has between backticks."""


def blocks(language: str) -> list[str]:
    return [block.text for block in pages.blocks(PAGE) if block.language == language]


def shipped_options() -> list[type[Options]]:
    ours = [model for model in Options.__subclasses__() if model.__module__.startswith("bench")]
    assert GLNSGA2Options in ours and len(ours) >= 4
    return ours


def values(annotation: Any) -> list[str]:
    """Values of every enumeration inside a type."""
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return [member.value for member in annotation]
    return [value for part in get_args(annotation) for value in values(part)]


def test_every_kind_has_a_row() -> None:
    rows = set(re.findall(r"^\| `(\w+)` \|", TEXT, re.MULTILINE))
    assert set(competitor_kinds()) <= rows


@pytest.mark.parametrize("model", shipped_options(), ids=lambda model: model.__name__)
def test_every_option_has_a_row_and_all_its_values(model: type[Options]) -> None:
    rows = dict(re.findall(r"^\| `(\w+)` (\|.*)$", TEXT, re.MULTILINE))
    for name, field in model.model_fields.items():
        assert name in rows, name
        for value in values(field.annotation):
            assert f'`"{value}"`' in TEXT, f"{name} = {value}"


def test_defaults_of_glnsga2_are_the_algorithms() -> None:
    algorithm = build_algorithm("glnsga2")
    rows = dict(re.findall(r"^\| `(\w+)` \| [^|]* \| `?([^|`]+?)`? \|", TEXT, re.MULTILINE))
    mutation, differential = algorithm.mating.mutation, algorithm.mating.differential
    assert float(rows["levy_beta"]) == mutation.beta.start == mutation.beta.end
    assert float(rows["levy_scale_high"]) == mutation.scales.high
    assert float(rows["levy_scale_low"]) == mutation.scales.low
    assert float(rows["differential_share"]) == differential.share
    assert float(rows["differential_beta"]) == differential.beta


def test_every_key_suite_and_indicator_is_named() -> None:
    keys = {*StudyFile.model_fields, *AlgorithmFile.model_fields}
    assert keys <= CODED
    assert set(suites()) <= CODED
    assert {indicator.value for indicator in Indicator} <= CODED


def test_the_study_of_the_page_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(blocks("toml")[0], encoding="utf-8")
    study = read_study(path)
    assert (study.name, study.runs) == ("mine", 165)


def test_the_algorithm_and_the_problem_of_the_page_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in blocks("python"):
        if names := re.findall(r"^class (\w+)", text, re.MULTILINE):
            (tmp_path / f"page_{names[0].lower()}.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    make_coarse = import_module("page_coarseoptions").make_coarse
    problem = import_module("page_twospheres").TwoSpheres()
    sizes: list[int] = []
    make_coarse("coarse_sbx", 12, {"eta": 3.0}).run(
        problem, 50, 1, lambda objectives, feasible: sizes.append(len(objectives))
    )
    assert sizes == [12] * 5
    with pytest.raises(ValueError, match='Did you mean "eta"'):
        make_coarse("coarse_sbx", 12, {"et": 3.0})


def test_the_script_of_the_page_prints_what_it_shows(capsys: pytest.CaptureFixture[str]) -> None:
    script = next(text for text in blocks("python") if "SPEA2" in text)
    exec(compile(script, "first_look.py", "exec", dont_inherit=True), {"__name__": "__main__"})
    told = re.sub(r"0\.\d{4}", "0.0000", capsys.readouterr().out)
    assert told in [re.sub(r"0\.\d{4}", "0.0000", text) for text in blocks("text")]
