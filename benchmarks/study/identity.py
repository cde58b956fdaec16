"""What determines a run beside its settings: versions of libraries, and our own sources."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any

OURS = "clusterflex"
"""Under this name a version is a digest of the sources of `algorithms`."""
_LIBRARIES = ("moocore", "numba", "numpy", "pymoo", "scipy")
_PYMOO = ("agemoea2", "ctaea", "gde3", "mopso_cd", "nsde", "nsga2", "rvea", "smsemoa")
_FOREIGN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(_PYMOO, ()),
        "pygmo_moead": ("pygmo",),
        "pygmo_nsga2": ("pygmo",),
    }
)
"""Kinds of search that `algorithms` has no part in, and the libraries that they need beside."""


def options_text(options: Mapping[str, Any]) -> str:
    """Options in a form in which equal ones are equal text."""
    return json.dumps(options, sort_keys=True, default=str)


def digest(record: Any) -> str:
    """Sixteen hexadecimal digits that stand for plain data."""
    return hashlib.sha256(options_text({"": record}).encode()).hexdigest()[:16]


def versions(kind: str) -> dict[str, str]:
    """Versions of what a kind of search is made of."""
    needed = _FOREIGN.get(kind)
    found = {name: _version(name) for name in (*_LIBRARIES, *(needed or ()))}
    if needed is None:
        found[OURS] = sources_digest("algorithms")
    return dict(sorted(found.items()))


@lru_cache
def sources_digest(package: str) -> str:
    """Digest of a package's Python sources; comments, docstrings and layout do not count."""
    spec = find_spec(package)
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    total = hashlib.sha256()
    for place in map(Path, places):
        for path in sorted(place.rglob("*.py")):
            total.update(path.relative_to(place).as_posix().encode())
            total.update(_bare(path.read_text(encoding="utf-8")).encode())
    return total.hexdigest()[:12]


def _bare(source: str) -> str:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            kept = [part for part in body if not _is_text(part)]
            node.body = kept or [ast.Pass()]  # type: ignore[attr-defined]
    return ast.unparse(tree)


def _is_text(node: ast.AST) -> bool:
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Constant):
        return False
    return isinstance(node.value.value, str)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"
