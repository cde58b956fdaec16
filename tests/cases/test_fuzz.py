"""Whatever the bytes are, a case is read or refused with reasons; nothing else happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import Problem
from cases.reading.toml_lines import key_lines

PLACES = st.integers(0, 10_000)
PIECES = st.one_of(
    st.binary(max_size=6),
    st.sampled_from(
        b"""[[ ]] [ ] { } " ' = =nan , ; . - 1e999 0x inf true 2020-01-01 00:00 99:99-00:00
        [[tariff]] [[building]] name='' \xff \x00 \xef\xbb\xbf #""".split()
    ),
    st.sampled_from([b"\n", b"\r", b" ", b'"""', b"\n[[hub]]\n"]),
)
EDITS = st.lists(st.tuples(PLACES, st.integers(0, 40), PIECES), min_size=1, max_size=4)


def edited(content: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    """The content with pieces cut out and others put in."""
    for place, cut, piece in edits:
        place %= len(content) + 1
        content = content[:place] + piece + content[place + cut :]
    return content


@pytest.fixture(scope="module")
def sound(
    tmp_path_factory: pytest.TempPathFactory, write: Callable[[Path], Path]
) -> Iterator[Path]:
    """A sound folder; each test puts back what it changed."""
    yield write(tmp_path_factory.mktemp("fuzz") / "pair")


@pytest.mark.parametrize("name", ["case.toml", "winter.csv"])
def test_edited_bytes(
    sound: Path, problems_of: Callable[[Path], tuple[Problem, ...]], name: str
) -> None:
    content = (sound / name).read_bytes()

    @settings(max_examples=150, deadline=None, database=None)
    @given(EDITS)
    def run(edits: list[tuple[int, int, bytes]]) -> None:
        (sound / name).write_bytes(edited(content, edits))
        for problem in problems_of(sound):
            assert problem.message and problem.remedy and problem.file
            assert str(problem).isprintable()

    try:
        run()
    finally:
        (sound / name).write_bytes(content)
    assert problems_of(sound) == ()


VALUES = st.one_of(
    st.floats().map(lambda x: repr(x)),
    st.integers().map(str),
    st.sampled_from(["[]", "{}", "true", '""', '"home"', '"bus"', '"flat"', '["home"]', "[[]]"]),
    st.sampled_from(['"on_off"', '"battery"', '"winter.csv"', "07:00:00", '["07:00-06:59"]']),
)


@settings(max_examples=200, deadline=None, database=None)
@given(st.lists(st.tuples(PLACES, st.sampled_from("vvvdr"), VALUES), min_size=1, max_size=5))
def test_edited_values(
    sound: Path,
    problems_of: Callable[[Path], tuple[Problem, ...]],
    edits: list[tuple[int, str, str]],
) -> None:
    """Lines get another value, vanish or come twice, so that most files remain TOML."""
    content = (sound / "case.toml").read_text()
    lines = content.splitlines()
    for place, action, value in edits:
        place %= len(lines)
        key, equals, _ = lines[place].partition(" = ")
        if action == "v" and equals:
            lines[place] = key + equals + value
        elif action == "d":
            del lines[place]
        elif action == "r":
            lines.insert(place, lines[place])
    try:
        (sound / "case.toml").write_text("\n".join(lines))
        for problem in problems_of(sound):
            assert problem.message and problem.remedy and problem.line >= 0
    finally:
        (sound / "case.toml").write_text(content)


@pytest.mark.parametrize("name", ["case.toml", "winter.csv"])
def test_any_bytes(
    sound: Path, problems_of: Callable[[Path], tuple[Problem, ...]], name: str
) -> None:
    content = (sound / name).read_bytes()

    @settings(max_examples=80, deadline=None, database=None)
    @given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
    def run(new: bytes) -> None:
        (sound / name).write_bytes(new)
        assert problems_of(sound)

    try:
        run()
    finally:
        (sound / name).write_bytes(content)


@settings(max_examples=200, deadline=None, database=None)
@given(st.text(alphabet="ab[]{}=,.\"'#\n 1\\", max_size=60))
def test_the_locator_never_fails(text: str) -> None:
    assert key_lines(text)[()] == 1
