"""Reference fronts as they ship: one file per front, made by `benchmarks.problems.make_fronts`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.problems.benchmark_problem import FrontSource

FloatArray = NDArray[np.float64]

FOLDER = Path(__file__).resolve().parent / "fronts"


def stored_front(name: str, folder: Path = FOLDER) -> tuple[FloatArray, FrontSource]:
    """Points of shape (points, objectives), read-only, and where they come from.

    Raises FileNotFoundError naming the command that makes the file, ValueError if it is broken.
    """
    contents = read_front(name, folder)
    front = np.asarray(contents["front"], dtype=np.float64)
    if front.ndim != 2 or len(front) == 0 or not np.isfinite(front).all():
        raise ValueError(f"{folder / name}.npz holds no front: {remedy(name)}")
    front.flags.writeable = False
    return front, FrontSource(str(contents["source"]))


def read_front(name: str, folder: Path = FOLDER) -> dict[str, Any]:
    """Everything that a front's file holds. Raises FileNotFoundError."""
    path = folder / f"{name}.npz"
    if not path.is_file():
        raise FileNotFoundError(f"{path} does not exist: {remedy(name)}")
    with np.load(path, allow_pickle=False) as contents:
        return {key: contents[key] for key in contents.files}


def write_front(
    name: str, front: FloatArray, source: FrontSource, folder: Path = FOLDER, **more: Any
) -> Path:
    """Write a front, ordered by its objectives: the same points are the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.npz"
    ordered = front[np.lexsort(front.T[::-1])]
    np.savez_compressed(path, front=ordered, source=np.array(source.value), **more)
    return path


def remedy(name: str) -> str:
    """How to make a front anew."""
    return f"make it with: python -m benchmarks.problems.make_fronts {name}"
