"""What a feeder has to keep, and what else a check is given: every problem before it begins."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

PARTS = "screen,replay,operate,stress"


@dataclass(frozen=True)
class Band:
    """What a feeder has to keep, as it was given."""

    low: float
    high: float
    source: float
    base_load: float

    def problems(self) -> list[str]:
        """What is wrong with these numbers."""
        problems = [
            f"--{name.replace('_', '-')} must be a number from {least:g} to {most:g}, not {value:g}"
            for name, value, least, most in (
                ("low", self.low, 0.5, 1.5),
                ("high", self.high, 0.5, 1.5),
                ("source", self.source, 0.5, 1.5),
                ("base_load", self.base_load, 0.0, 10.0),
            )
            if not (math.isfinite(value) and least <= value <= most)
        ]
        if not problems and not self.low < self.high:
            problems.append(f"--low {self.low:g} must be below --high {self.high:g}")
        if not problems and not self.low <= self.source <= self.high:
            problems.append(
                f"--source {self.source:g} is outside the band from --low {self.low:g} to --high "
                f"{self.high:g}: no bus could keep it"
            )
        return problems


def check_problems(parts: str, scenarios: int, deviation: float, seed: int) -> list[str]:
    """What is wrong with the parts of a check and its wrong forecasts."""
    from planner.cli.reading import choice_problems, least_problems

    problems = choice_problems("--parts", [p.strip() for p in parts.split(",")], PARTS.split(","))
    problems += least_problems({"scenarios": (scenarios, 1), "seed": (seed, 0)})
    if not 0 <= deviation <= 1:
        problems.append(f"--deviation must be a share from 0 to 1, not {deviation:g}")
    return problems


def again_problems(
    limits: bool, enforce: str, output: str | None, workers: int | None, as_json: bool
) -> list[str]:
    """What is wrong with how it is to be planned again."""
    from planner.cli.reading import choice_problems, workers_problems

    problems = choice_problems("--enforce", [enforce], ("dispatch", "screen"))
    problems += workers_problems(workers)
    if limits and as_json:
        problems.append("--limits and --json exclude each other: the new run's folder has both")
    if limits and output is None:
        problems.append("--limits plans again: name the new run's folder with --output")
    if enforce == "screen" and not limits:
        problems.append("--enforce screen is how --limits plans again: add --limits")
    if output is not None and not limits:
        problems.append("--output is the folder of the run that --limits makes: add --limits")
    if output is not None and Path(output).exists():
        problems.append(f"{Path(output)} exists: name a new folder")
    return problems
