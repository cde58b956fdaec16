"""Names of problems and suites; importing this loads no problem.

A name is a family and its changes: `zdt1`, `dtlz2_3` (three objectives), `zdt1_d5` (five
variables), `shifted_zdt4_d3`, `bbob_biobj_f07_d03_i01` (function, variables, instance), `beijing`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from benchmarks.near_names import unknown

ZDT = tuple(f"zdt{n}" for n in (1, 2, 3, 4, 6))
DTLZ = ("dtlz1", "dtlz2", "dtlz3", "dtlz7", "dtlz1_3", "dtlz2_3", "dtlz5_3", "dtlz7_3")
WFG = (*(f"wfg{n}" for n in range(1, 10)), "wfg4_3", "wfg7_3")
SHIFTED = tuple(f"shifted_{name}" for name in (*ZDT, "dtlz2", "dtlz7"))
CONSTRAINED = ("bnh", "srn", "osy", "tnk", "mw1", "mw2", "mw3", "mw4", "mw5", "mw6", "mw7")
ENGINEERING = (
    *("re21", "re23", "re24", "truss2d", "welded_beam", "disc_brake", "speed_reducer"),
    "carside",
)
SMALL = ("fonseca", "kursawe")
PLANNING = ("beijing",)
FEW = (
    *("zdt1_d5", "zdt4_d3", "shifted_zdt1_d5", "shifted_zdt2_d4", "shifted_zdt3_d5"),
    *("shifted_zdt4_d3", "shifted_zdt6_d5", "shifted_dtlz2_d5", "shifted_dtlz7_d6"),
    *("bnh", "re21", "re24", "kursawe", "disc_brake"),
)
"""Two to six variables, as planners have them."""

TUNED = (
    *("shifted_zdt1", "shifted_zdt4", "shifted_zdt6", "shifted_dtlz2", "dtlz2"),
    *("zdt2", "kursawe", "re21", "welded_beam"),
)
"""The default search was tuned on these. The notes of that time do not tell whether DTLZ2 was the
shifted one, so both count; with another number of variables each of them counts too."""

BBOB_FUNCTIONS = range(1, 56)
BBOB_DIMENSIONS = (2, 3, 5)
BBOB_INSTANCE = 1

_BUILT = re.compile(
    r"(?P<family>(?P<shifted>shifted_)?(?P<kind>zdt|dtlz)[1-7])"
    r"(?P<objectives>_3)?(?:_d(?P<variables>[1-9]\d?))?"
)
_BBOB = re.compile(r"bbob_biobj_f(?P<function>\d\d)_d(?P<dimension>\d\d)_i(?P<instance>\d\d)")


@dataclass(frozen=True)
class BuiltName:
    """A ZDT or DTLZ problem: its family, and what the name changes."""

    family: str
    """Without its changes: "zdt1", "dtlz2"."""
    shifted: bool
    objectives: int
    variables: int | None
    """None: as many as in its source."""

    @property
    def front(self) -> str:
        """Name of its reference front, which neither shift nor number of variables changes."""
        return self.family if self.objectives == 2 else f"{self.family}_{self.objectives}"


@dataclass(frozen=True)
class BbobName:
    """A function of COCO's suite bbob-biobj."""

    function: int
    dimension: int
    instance: int

    def __str__(self) -> str:
        return f"bbob_biobj_f{self.function:02d}_d{self.dimension:02d}_i{self.instance:02d}"


@cache
def suites() -> Mapping[str, tuple[str, ...]]:
    """Problems of each suite. `untuned` is all that ships but COCO's, the planner's and `few`."""
    bbob = {
        f"bbob_biobj_d{d:02d}": tuple(str(BbobName(f, d, BBOB_INSTANCE)) for f in BBOB_FUNCTIONS)
        for d in BBOB_DIMENSIONS
    }
    own = {
        "zdt": ZDT,
        "dtlz": DTLZ,
        "wfg": WFG,
        "shifted": SHIFTED,
        "constrained": CONSTRAINED,
        "engineering": ENGINEERING,
        "small": SMALL,
    }
    every = tuple(name for names in own.values() for name in names)
    return MappingProxyType(
        {
            **own,
            "few": FEW,
            "planning": PLANNING,
            "tuned": TUNED,
            "untuned": tuple(name for name in every if name not in TUNED),
            "bbob_biobj": tuple(name for names in bbob.values() for name in names),
            **bbob,
        }
    )


def problem_names(suite_or_name: str) -> tuple[str, ...]:
    """Problems of a suite, or the problem of that name alone. Raises ValueError with near names."""
    if suite_or_name in suites():
        return suites()[suite_or_name]
    if is_problem(suite_or_name):
        return (suite_or_name,)
    known = {*suites(), *(name for names in suites().values() for name in names)}
    told = unknown("suite or problem", suite_or_name, known, shown=99, listed=suites())
    hint = size_hint(suite_or_name)
    raise ValueError(f"{told} ({hint})" if hint else told)


def size_hint(name: str) -> str:
    """What a number of variables may follow, for an unknown name that ends with one; else none."""
    if not re.search(r"_d\d+$", name) or name.startswith("bbob"):
        return ""
    return (
        "a number of variables may follow ZDT and DTLZ problems, such as zdt4_d5, and is from 2, "
        "or 3 with three objectives, to 99"
    )


def is_problem(name: str) -> bool:
    """Whether there is a problem of this name."""
    listed = any(name in names for names in suites().values())
    return listed or built_name(name) is not None or bbob_name(name) is not None


def is_tuned(name: str) -> bool:
    """Whether the default search was tuned on this problem or one that differs in size alone."""
    return re.sub(r"_d\d+$", "", name) in TUNED


def built_name(name: str) -> BuiltName | None:
    """The parts of the name of a ZDT or DTLZ problem, None if it is none of those there are."""
    match = _BUILT.fullmatch(name)
    if match is None:
        return None
    family = match["family"].removeprefix("shifted_")
    objectives = 3 if match["objectives"] else 2
    if "".join((match["family"], match["objectives"] or "")) not in (*ZDT, *DTLZ, *SHIFTED):
        return None
    variables = int(match["variables"]) if match["variables"] else None
    if variables is not None and variables < objectives:
        return None  # at least one distance variable
    return BuiltName(family, match["shifted"] is not None, objectives, variables)


def bbob_name(name: str) -> BbobName | None:
    """The parts of the name of a bbob-biobj problem, None if it is none of those there are."""
    match = _BBOB.fullmatch(name)
    if match is None:
        return None
    parts = BbobName(*(int(part) for part in match.groups()))
    inside = parts.function in BBOB_FUNCTIONS and parts.dimension in (2, 3, 5, 10, 20, 40)
    return parts if inside and 1 <= parts.instance <= 15 else None
