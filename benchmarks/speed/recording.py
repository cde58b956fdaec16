"""Where figures go: a table on the screen, a CSV file, and the machine's name beside them."""

from __future__ import annotations

import csv
import math
import os
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def machine() -> str:
    """Processor, cores and Python, in a line."""
    name = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        name = next(line.split(":", 1)[1].strip() for line in lines if "model name" in line)
    except (OSError, StopIteration):
        pass
    return f"{name}, {os.cpu_count()} cores, Python {platform.python_version()}"


def most_memory() -> float:
    """Most memory that this process has held [MB]; nan where the system does not tell."""
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
    except OSError:
        return math.nan
    # not the resource module's figure, which a child inherits from the process that started it
    return float(status.split("VmHWM:", 1)[1].split()[0]) / 1024


def record(rows: Sequence[Mapping[str, Any]], path: Path | None) -> None:
    """Print rows with the same keys as a table, and write them with the machine to a CSV file."""
    keys = list(rows[0])
    cells = [keys, *[[_text(row[key]) for key in keys] for row in rows]]
    widths = [max(len(line[i]) for line in cells) for i in range(len(keys))]
    for line in cells:
        print("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)))
    print(machine(), flush=True)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [*keys, "machine"])
            writer.writeheader()
            writer.writerows({**row, "machine": machine()} for row in rows)


def _text(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
