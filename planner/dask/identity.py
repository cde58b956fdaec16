"""What decides over the numbers that a machine gives, under names that a person understands."""

from __future__ import annotations

import platform
from collections.abc import Mapping

from planner import installation
from planner.sources import PACKAGES, sources_digest, versions

CODE = "code"
OURS = tuple(f"{package}/**/*.py" for package in installation.PACKAGES)
TELLING = ("planner/cli/**/*.py", "planner/report/**/*.py")
"""Modules that tell of results and change none."""


def identity() -> dict[str, str]:
    """Python, system, packages and our own code, of this process. Raises OSError.

    A search needs other packages too, but does not run in a worker.
    """
    return {
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "system": f"{platform.system()} {platform.machine()}",
        **versions((installation.DISTRIBUTION, *PACKAGES)),
        CODE: sources_digest(OURS, TELLING),
    }


def differences(theirs: Mapping[str, str], ours: Mapping[str, str]) -> str:
    """What is another there than here, in words; empty if nothing is."""
    told = []
    for name in sorted({*theirs, *ours}):
        there, here = theirs.get(name, "none"), ours.get(name, "none")
        if there != here:
            told.append(
                "other code of ClusterFlex" if name == CODE else f"{name} {there} (here {here})"
            )
    return ", ".join(told)
