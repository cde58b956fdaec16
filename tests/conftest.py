"""What holds for every test: caches of its own, and no clock in tests of random examples."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# how long an example takes says nothing on a machine with other work
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

FOLDER_VARIABLE = "CLUSTERFLEX_CACHE"


@pytest.fixture(scope="session", autouse=True)
def cache_root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache folder for fixtures that outlive a test; every process of a test run has its own."""
    root = tmp_path_factory.mktemp("caches")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER_VARIABLE, str(root / "shared"))
        yield root


@pytest.fixture(autouse=True)
def cold_cache(
    cache_root: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A cache folder of the test's own, not there yet: some tests change what an evaluation is."""
    folder = cache_root / hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:20]
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
    return folder
