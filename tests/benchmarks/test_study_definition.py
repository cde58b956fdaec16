"""Studies as they are written: the shipped ones, and each way to break one told with a remedy."""

# ruff: noqa: E501 - a table reads best with one row a line
from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from benchmarks.study.definition import read_study
from benchmarks.study.errors import StudyError
from benchmarks.study.listing import listed_studies
from benchmarks.study.seeds import parse_seeds, seeds_text
from benchmarks.study.shipped import shipped_studies

SOUND = """\
format = 1
name = "mine"
title = "Two searches on two problems"
problems = ["zdt1", "bnh"]
seeds = "1-3,7"
evaluations = 400
population = 20
checkpoints = [100, 400]
reference = "nsga2"

[[algorithm]]
name = "ours"
label = "Ours"
kind = "glnsga2"

[[algorithm]]
name = "nsga2"
kind = "nsga2"
"""


class Break(NamedTuple):
    """A replacement in the sound study and the one problem it must lead to."""

    name: str
    old: str
    new: str
    line: int
    key: str
    message: str
    remedy: str


BREAKS = (
    Break("unknown key", 'title = "Two', 'titel = "a"\ntitle = "Two', 3, "titel", '"titel" is not known', '"title"'),
    Break("unknown key of a search", 'label = "Ours"', 'lable = "Ours"', 13, "algorithm.ours.lable", "not known here", '"label"'),
    Break("missing key", "population = 20\n", "", 1, "population", "population is missing", "population = ..."),
    Break("missing kind", 'kind = "glnsga2"\n', "", 11, "algorithm.ours.kind", "kind is missing", "kind = ..."),
    Break("no search", SOUND[SOUND.index("[[algorithm]]") :], "", 1, "algorithm", "algorithm is missing", "[[algorithm]]"),
    Break("other format", "format = 1", "format = 2", 1, "format", "2 ", ""),
    Break("text for number", "population = 20", 'population = "20"', 7, "population", '"20" is not a whole number', "without quotes"),
    Break("fraction", "evaluations = 400", "evaluations = 400.5", 6, "evaluations", "not a whole number", "whole number"),
    Break("no evaluations", "evaluations = 400", "evaluations = 0", 6, "evaluations", "0 is below 1", "not below 1"),
    Break("tiny population", "population = 20", "population = 2", 7, "population", "2 is below 4", "not below 4"),
    Break("number for text", 'title = "Two searches on two problems"', "title = 3", 3, "title", "3 is not text", "double quotes"),
    Break("date", 'title = "Two searches on two problems"', "title = 2024-01-01", 3, "title", "is a date", '"2024-01-01"'),
    Break("bad name", 'name = "mine"', 'name = "My study"', 2, "name", "is not a name", "lower-case"),
    Break("text for array", 'problems = ["zdt1", "bnh"]', 'problems = "zdt1"', 4, "problems", "is not an array", "square brackets"),
    Break("no problem", 'problems = ["zdt1", "bnh"]', "problems = []", 4, "problems", "too few", "at least 1"),
    Break("seeds in brackets", 'seeds = "1-3,7"', "seeds = [1, 2]", 5, "seeds", "is not text", "double quotes"),
    Break("seeds in words", 'seeds = "1-3,7"', 'seeds = "eleven"', 5, "seeds", "is not a list of seeds", '"1-11"'),
    Break("falling seeds", 'seeds = "1-3,7"', 'seeds = "3-1"', 5, "seeds", "The range 3-1 falls", '"1-11"'),
    Break("a seed twice", 'seeds = "1-3,7"', 'seeds = "1-3,2"', 5, "seeds", "given twice", '"1-11"'),
    Break("too many seeds", 'seeds = "1-3,7"', 'seeds = "1-999999999"', 5, "seeds", "more than 1000", '"1-11"'),
    Break("unknown problem", '"bnh"]', '"bnhh"]', 4, "problems[2]", 'no suite "bnhh"', '"bnh"'),
    Break("too few variables", '"bnh"]', '"zdt4_d1"]', 4, "problems[2]", 'no suite "zdt4_d1"', "from 2, or 3"),
    Break("capitals", '"bnh"]', '"BNH"]', 4, "problems[2]", 'no suite "BNH"', '"bnh"'),
    Break("problem twice", '"bnh"]', '"zdt1"]', 4, "problems[2]", "there already", "once"),
    Break("problem in a suite", '"bnh"]', '"zdt"]', 4, "problems[2]", '"zdt1" is there already, by "zdt1"', "once"),
    Break("fewer than a population", "evaluations = 400\npopulation = 20\ncheckpoints = [100, 400]", "evaluations = 19\npopulation = 20", 6, "evaluations", "fewer than the population", "at least 20"),
    Break("falling checkpoints", "[100, 400]", "[200, 100, 400]", 8, "checkpoints[2]", "100 does not come after 200", "ascending"),
    Break("early checkpoint", "[100, 400]", "[10, 400]", 8, "checkpoints[1]", "no population is complete", "at least 20"),
    Break("last checkpoint", "[100, 400]", "[100, 300]", 8, "checkpoints[2]", "is 300, not all evaluations", "End with 400"),
    Break("unknown reference", 'reference = "nsga2"', 'reference = "nsga"', 9, "reference", 'no algorithm "nsga"', '"nsga2"'),
    Break("unknown kind", 'kind = "glnsga2"', 'kind = "glnsga"', 14, "algorithm.ours.kind", 'no kind of search "glnsga"', '"glnsga2"'),
    Break("unknown option", 'label = "Ours"', "options = { sharee = 0.5 }", 13, "algorithm.ours.options", "sharee", ""),
    Break("option meant", 'label = "Ours"', 'options = { mutaton = "levy" }', 13, "algorithm.ours.options", 'Did you mean "mutation"?', "leave it out"),
    Break("option without effect", 'label = "Ours"', 'options = { preset = "nsga2", family = "sqrt" }', 13, "algorithm.ours.options", 'it needs sampling = "good_points".', "leave it out"),
    Break("crossed scales", 'label = "Ours"', "options = { levy_scale_high = 0.001 }", 13, "algorithm.ours.options", "levy_scale_low 0.002 and levy_scale_high 0.001", "leave it out"),
    Break("unknown variant", 'kind = "nsga2"', 'kind = "gde3"\noptions = { variant = "DE/foo/1/bin" }', 19, "algorithm.nsga2.options", "must be \"DE/SELECTION", "leave it out"),
    Break("options in words", 'label = "Ours"', 'options = "none"', 13, "algorithm.ours.options", "is not a table", "Write a table"),
    Break("a name twice", 'name = "ours"', 'name = "nsga2"', 17, "algorithm.nsga2.name", "given twice", "Rename"),
    Break("a search twice", 'kind = "glnsga2"', 'kind = "nsga2"', 16, "algorithm.nsga2", 'the same search as "ours"', "or remove it"),
    Break("no quotes", 'name = "mine"', "name = mine", 2, "", "not valid TOML", "double quotes"),
    Break("key twice", "format = 1", "format = 1\nformat = 1", 2, "", "Cannot overwrite", "each key once"),
    Break("empty", SOUND, "# nothing", 0, "", "empty", "--list"),
    Break("NUL", "evaluations", "evalu\0ations", 6, "", "NUL", "UTF-8"),
)  # fmt: skip


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_bytes(text.encode())
    return path


def test_a_sound_study_is_read(tmp_path: Path) -> None:
    study = read_study(written(tmp_path, SOUND))
    assert study.seeds == (1, 2, 3, 7)
    assert study.checkpoints == (100, 400)
    assert [a.label for a in study.algorithms] == ["Ours", "nsga2"]
    assert study.problem_names() == ("zdt1", "bnh")
    assert study.runs == 16
    without = SOUND.replace("checkpoints = [100, 400]\n", "")
    assert read_study(written(tmp_path, without)).checkpoints == (400,)


@pytest.mark.parametrize("broken", BREAKS, ids=lambda broken: broken.name)
def test_each_break_is_told_with_its_place_and_a_remedy(tmp_path: Path, broken: Break) -> None:
    assert SOUND.count(broken.old) >= 1
    text = SOUND.replace(broken.old, broken.new, 1)
    with pytest.raises(StudyError) as caught:
        read_study(written(tmp_path, text))
    (problem,) = caught.value.problems
    assert problem.file == "mine.toml"
    assert (problem.line, problem.key) == (broken.line, broken.key)
    assert broken.message in problem.message
    assert problem.remedy and broken.remedy in problem.remedy
    assert "case.toml" not in str(problem)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    text = SOUND.replace('"bnh"]', '"bhn"]').replace('"1-3,7"', '"3-1"')
    text = text.replace("[100, 400]", "[400, 100]").replace('kind = "nsga2"', 'kind = "nsga"')
    with pytest.raises(StudyError) as caught:
        read_study(written(tmp_path, text))
    keys = [problem.key for problem in caught.value.problems]
    assert keys == [
        "problems[2]",
        "seeds",
        "checkpoints[2]",
        "checkpoints[2]",
        "algorithm.nsga2.kind",
    ]


@pytest.mark.parametrize(
    ("name", "message", "remedy"),
    [
        ("quik", "no shipped study", '"quick"'),
        ("", "no such file", ""),
        (".", "a folder", "TOML file"),
        ("\0", "no such file", ""),
    ],
)
def test_a_study_that_is_not_there_is_told(name: str, message: str, remedy: str) -> None:
    with pytest.raises(StudyError) as caught:
        read_study(name)
    (problem,) = caught.value.problems
    assert message in problem.message and remedy in problem.remedy


@pytest.mark.parametrize("name", shipped_studies())
def test_shipped_studies_are_sound(name: str) -> None:
    study = read_study(name)
    assert study.name == name
    assert study.title and study.cost
    assert study.reference in {entry.name for entry in study.algorithms}
    assert len(study.problem_names()) == len(set(study.problem_names()))


def test_the_shipped_studies_are_all_there() -> None:
    wanted = {"quick", "main", "few", "ablation", "bbob_biobj", "planner", "three"}
    assert wanted <= set(shipped_studies())
    assert [entry.name for entry in listed_studies()] == list(shipped_studies())
    by_name = {entry.name: entry for entry in listed_studies()}
    assert by_name["main"].seeds == 11 and read_study("main").checkpoints == (10_000, 25_000)
    assert by_name["few"].seeds == 31 and read_study("few").evaluations == 1000
    assert by_name["bbob_biobj"].problems == 165
    assert by_name["planner"].seeds == 30 and by_name["planner"].problems == 1


@pytest.mark.parametrize("text", ["1", "1-11", "1,5,20-22", "7,3"])
def test_seeds_are_written_as_they_are_read(text: str) -> None:
    assert seeds_text(parse_seeds(text)) == text


def test_seeds_in_a_row_are_a_range() -> None:
    assert parse_seeds("1-3,7") == (1, 2, 3, 7)
    assert seeds_text((1, 2, 3)) == "1-3"


@pytest.mark.parametrize("text", ["", "1-", "-1", "a", "1;2", "1--2", "2-1", "1,1", "1-2000"])
def test_other_seeds_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"[A-Z].*\."):
        parse_seeds(text)
