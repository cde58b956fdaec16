"""The cases that ship: they are sound, can be copied, and match the editors' schema."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases import CaseError, case_schema, copy_case, read_case_folder, shipped_cases
from cases.editor_schema import SCHEMA_FILE, schema_text, write_schema


def test_every_shipped_case_is_sound() -> None:
    found = shipped_cases()
    assert "beijing" in [case.name for case in found]
    for case in found:
        whole = read_case_folder(case.name)
        assert whole.configurations == case.configurations
        assert whole.file.title == case.title
        for name in case.configurations:
            assert whole.case(name).configuration.name == name


def test_copy(tmp_path: Path) -> None:
    target = copy_case("beijing", tmp_path / "deep" / "mine")
    assert target == tmp_path / "deep" / "mine"
    assert not list(target.rglob("__pycache__")) and not list(target.rglob("*.pyc"))
    assert read_case_folder(target).content_digest == read_case_folder("beijing").content_digest
    (tmp_path / "empty").mkdir()
    assert (copy_case("beijing", tmp_path / "empty") / "case.toml").is_file()


@pytest.mark.parametrize("taken", ["folder", "file", "link"])
def test_copy_overwrites_nothing(tmp_path: Path, taken: str) -> None:
    target = tmp_path / "mine"
    if taken == "folder":
        target.mkdir()
        (target / "a").write_text("mine")
    elif taken == "file":
        target.write_text("mine")
    else:
        target.symlink_to(tmp_path / "nowhere")
    with pytest.raises(CaseError) as caught:
        copy_case("beijing", target)
    (problem,) = caught.value.problems
    assert "not an empty folder" in problem.message and "new folder" in problem.remedy
    assert taken != "folder" or [p.name for p in target.iterdir()] == ["a"]


def test_copy_of_nothing_and_to_nowhere(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match='Did you mean "beijing"'):
        copy_case("beijin", tmp_path / "mine")
    (tmp_path / "file").write_text("")
    with pytest.raises(CaseError, match="may write to"):
        copy_case("beijing", tmp_path / "file" / "mine")
    with pytest.raises(CaseError, match="shipped case"):
        copy_case("../cases", tmp_path / "mine")


def test_committed_schema_is_the_generated_one(tmp_path: Path) -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text()
    write_schema(tmp_path / "s.json")
    assert (tmp_path / "s.json").read_text(encoding="utf-8") == schema_text()
    schema = case_schema()
    assert schema["additionalProperties"] is False
    assert schema["properties"]["format"]["type"] == "integer"
