"""The equations of the model, of the checker and of docs/model.md are the same, each once.

A numbered heading of the page is "### (12) name" or "### (3), (4) name"; in its section
"`function` in [file](path)" says where an equation stands in the code.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from operation.checker import CHECKS
from operation.checker.indicators import INDICATOR_NUMBERS
from operation.equations import objectives
from operation.equations.numbering import Term
from operation.model import EQUATIONS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "model.md"
HEADING = re.compile(r"### ((?:\(\d+[a-z]?\), )*\(\d+[a-z]?\)) ([A-Za-z_.]+)")
PLACE = re.compile(r"`([A-Za-z_.]+)` in \[[^\]]+\]\(([^)]+)\)")
TERMS = [value for value in vars(objectives).values() if isinstance(value, Term)]

ELSEWHERE = {
    "1": "pv_power",
    "2": "wind_power",
    "3": "mean_wind_power",
    "4": "mean_wind_power",
    "20": "LifecycleCost.total",
    "21": "annual_sales",
    "22": "annual_purchases",
    "23": "investment_cost",
    "24": "annual_maintenance",
    "26": "column_maxima",
    "27": "column_maxima",
    "40": "memberships",
    "41": "compromise",
}
"""Equations outside the dispatch model, and their functions. (19) and (39) list objectives."""


@dataclass(frozen=True)
class Section:
    numbers: tuple[str, ...]
    name: str
    places: tuple[tuple[str, str], ...]
    text: str


@cache
def sections() -> tuple[Section, ...]:
    found = []
    for part in re.split(r"^(?=##)", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE):
        heading, _, text = part.partition("\n")
        if not heading.startswith("### ("):
            continue
        match = HEADING.fullmatch(heading)
        assert match, f"not a numbered heading: {heading}"
        numbers = tuple(re.findall(r"\((\w+)\)", match[1]))
        found.append(Section(numbers, match[2], tuple(PLACE.findall(text)), text))
    return tuple(found)


def once(numbers: list[str]) -> set[str]:
    """The numbers as a set; each must stand exactly once."""
    assert [n for n, count in Counter(numbers).items() if count > 1] == []
    return set(numbers)


def in_model() -> set[str]:
    return once([n for part in (*EQUATIONS, *TERMS) for n in part.numbers])


def test_the_model_and_the_checker_have_the_same_equations() -> None:
    checked = [n for check in CHECKS for n in check.numbers]
    assert in_model() == once([*checked, *INDICATOR_NUMBERS])
    # and the same names for the same numbers
    assert {e.name: e.numbers for e in EQUATIONS} == {
        c.name: c.numbers for c in CHECKS if c.numbers
    }


def test_the_page_has_them_all_once() -> None:
    on_page = once([n for section in sections() for n in section.numbers])
    assert on_page == in_model() | set(ELSEWHERE)
    assert not in_model() & set(ELSEWHERE)


def test_the_page_has_every_number_of_the_paper() -> None:
    on_page = {n for section in sections() for n in section.numbers}
    published = {str(n) for n in range(1, 42)} - {"19", "39"}
    assert published <= on_page
    assert all(re.fullmatch(r"\d+[a-z]", n) for n in on_page - published)


def test_the_page_has_the_names_of_the_functions() -> None:
    expected = {n: part.name for part in (*EQUATIONS, *TERMS) for n in part.numbers} | ELSEWHERE
    assert {n: s.name for s in sections() for n in s.numbers} == expected


def definition(file: Path, name: str) -> ast.FunctionDef:
    """The function (or method, with a dot) of a file."""
    body = ast.parse(file.read_text(encoding="utf-8")).body
    *classes, function = name.split(".")
    for wanted in classes:
        (found,) = (n for n in body if isinstance(n, ast.ClassDef) and n.name == wanted)
        body = found.body
    functions = [n for n in body if isinstance(n, ast.FunctionDef) and n.name == function]
    assert len(functions) == 1, f"{name} in {file}"
    return functions[0]


def told_numbers(function: ast.FunctionDef) -> set[str]:
    """Numbers in a function's decorator, or else in its docstring."""
    marked = {
        argument.value
        for decorator in function.decorator_list
        if isinstance(decorator, ast.Call)
        for argument in decorator.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
    return marked or set(re.findall(r"\((\d+[a-z]?)\)", ast.get_docstring(function) or ""))


@pytest.mark.parametrize("section", sections(), ids=lambda s: s.name)
def test_the_page_points_at_the_code(section: Section) -> None:
    assert section.places, "says nowhere where it stands in the code"
    assert section.places[0][0] == section.name
    for name, path in section.places:
        function = definition((PAGE.parent / path).resolve(), name)
        assert set(section.numbers) <= told_numbers(function), f"{name} in {path}"
    equations = {equation.name for equation in EQUATIONS}
    if section.name in equations:
        (_, model), (check, checker) = section.places
        assert check == section.name
        assert model.startswith("../operation/equations/")
        assert checker.startswith("../operation/checker/")


def test_links_of_the_page_lead_somewhere() -> None:
    text = PAGE.read_text(encoding="utf-8")
    anchors = {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    }
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert len(links) > 50
    for link in links:
        if link.startswith("#"):
            assert link[1:] in anchors, link
        else:
            assert (PAGE.parent / link).resolve().is_file(), link


def test_formulas_are_closed() -> None:
    """Each numbered section that is an equation shows a formula, between pairs of $$."""
    for section in sections():
        assert section.text.count("$$") >= 2 and section.text.count("$$") % 2 == 0, section.name
        for formula in re.findall(r"\$\$(.+?)\$\$", section.text, flags=re.DOTALL):
            assert formula.count("{") == formula.count("}"), section.name
            assert formula.count(r"\left") == formula.count(r"\right"), section.name
