"""Problems in groups that are judged together."""

from __future__ import annotations

from collections.abc import Sequence


def problem_groups(names: Sequence[str]) -> dict[str, str]:
    """The group of each problem: bbob-biobj's function group, or the first suite it is in.

    A problem of no suite is a group of its own.
    """
    from benchmarks.problems.bbob_groups import bbob_groups
    from benchmarks.problems.names import bbob_name, suites

    kind = {number: group for group, numbers in bbob_groups().items() for number in numbers}
    home = {name: suite for suite, members in reversed(list(suites().items())) for name in members}
    groups = {}
    for name in names:
        parts = bbob_name(name)
        groups[name] = home.get(name, name) if parts is None else kind[parts.function]
    return groups
