"""JSON schema of case.toml, by which editors complete and check it while it is written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cases.schema import CaseFile

SCHEMA_FILE = Path(__file__).resolve().parent / "case.schema.json"


def case_schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of case.toml, format 1."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return {**head, **CaseFile.model_json_schema()}


def schema_text() -> str:
    """The schema as it stands in case.schema.json."""
    return json.dumps(case_schema(), indent=2, ensure_ascii=False) + "\n"


def write_schema(path: Path = SCHEMA_FILE) -> None:
    """Write the schema; run after a change of the data model: python -m cases.editor_schema."""
    path.write_text(schema_text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_schema()
