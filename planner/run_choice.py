"""The design that an earlier run chose, read from its folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cases.problem import CASE_FILE
from planner.run_folder import CASE_COPY, STORE
from planner.store import StoreError

CHOSEN = "chosen.json"


@dataclass(frozen=True)
class RunChoice:
    """What a run planned, and what it chose."""

    case: Path
    """Its copy of the case."""
    configuration: str
    capacities: Mapping[str, float]
    """By name [kWh, kW]."""


def is_run_folder(path: Path) -> bool:
    """Whether a folder is that of a run, not of a case."""
    return not (path / CASE_FILE).exists() and (path / STORE).is_file()


def run_choice(path: Path) -> RunChoice:
    """The choice of a run. Raises StoreError where there is none that can be read."""
    try:
        record = json.loads((path / CHOSEN).read_text(encoding="utf-8"))
        capacities = {str(name): float(value) for name, value in record["design"].items()}
        return RunChoice(path / CASE_COPY, str(record["configuration"]), capacities)
    except FileNotFoundError:
        raise StoreError(
            f"the run in {path} has chosen no design: go on with clusterflex resume {path}, "
            f"or name its case ({path / CASE_COPY}) and a --design"
        ) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(f"{path / CHOSEN} cannot be read: {error}") from error
