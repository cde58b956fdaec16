"""Nothing slow is imported before it is asked for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import algorithms

ROOT = Path(__file__).resolve().parents[2]
LIGHT = """
import sys
import algorithms
from algorithms.membership import compromise
dir(algorithms)
slow = {"pymoo", "numba", "matplotlib", "moocore", "scipy", "pandas"} & set(sys.modules)
assert not slow, slow
from algorithms import compromise as same
assert same is compromise
from algorithms import GLNSGA2
assert "matplotlib" not in sys.modules
"""


def test_light_imports_stay_light() -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", LIGHT], env=environment, check=True, timeout=60)


def test_every_public_name_is_there_and_documented() -> None:
    assert sorted(algorithms.__all__) == sorted(algorithms._HOME)
    for name in algorithms.__all__:
        assert getattr(algorithms, name).__doc__, name
    assert set(dir(algorithms)) == set(algorithms.__all__)
    with pytest.raises(AttributeError, match="nothing_such"):
        algorithms.nothing_such  # noqa: B018
