"""What somebody may have meant by a name that does not exist."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def unknown(
    what: str,
    name: str,
    known: Iterable[str],
    *,
    shown: int = 12,
    listed: Iterable[str] | None = None,
) -> str:
    """A sentence that says that a name is unknown, and the nearest names.

    Where none is near, `shown` of the others: of `listed`, or of all that are known.
    """
    names = sorted(known)
    near = get_close_matches(name.lower(), names, n=3, cutoff=0.6)
    if near:
        return f'{what} "{name}" is unknown: did you mean {" or ".join(near)}?'
    names = names if listed is None else sorted(listed)
    told = ", ".join(names[:shown]) + (", ..." if len(names) > shown else "")
    return f'{what} "{name}" is unknown: there are {told}'
