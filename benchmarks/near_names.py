"""What somebody may have meant by a name that does not exist."""

from __future__ import annotations

from collections.abc import Iterable

from cases.problem import did_you_mean


def unknown(
    what: str,
    name: str,
    known: Iterable[str],
    *,
    shown: int = 12,
    listed: Iterable[str] | None = None,
) -> str:
    """A sentence that says that a name is unknown, and one that names the nearest.

    Where none is near, `shown` of the others: of `listed`, or of all that are known.
    """
    names = sorted(known)
    others = names if listed is None else sorted(listed)
    told = ", ".join(others[:shown]) + (", ..." if len(others) > shown else "")
    return f'{what} "{name}" is not known. {did_you_mean(name, names, f"There are: {told}.")}'
