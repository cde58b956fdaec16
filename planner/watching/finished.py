"""What a finished run has written of its choice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planner.run_choice import CHOSEN
from planner.second_opinion import Verdict
from planner.store import StoreError


def chosen_kept(run: Path) -> Mapping[str, Any] | None:
    """The record of the choice; None where a run has made none. Raises StoreError."""
    path = run / CHOSEN
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise StoreError(f"{path} cannot be read ({error})") from error
    if not isinstance(record, dict):
        raise StoreError(f"{path} cannot be read (it is no record)")
    return record


def disagrees(run: Path) -> bool:
    """Whether another solver contradicts the dispatch of the choice. Raises StoreError."""
    opinion = (chosen_kept(run) or {}).get("second_opinion") or {}
    return bool(opinion.get("verdict") == Verdict.DISAGREES)
