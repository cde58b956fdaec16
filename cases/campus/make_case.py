"""Write the campus case and its half-hour variant again, byte for byte.

python cases/campus/make_case.py            # over the files beside it
python cases/campus/make_case.py DIR        # into a new folder, campus and campus_half_hour
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))  # so that it runs from a checkout as well

from cases.synthetic.archetypes import Kind  # noqa: E402
from cases.synthetic.generate import (  # noqa: E402
    Cluster,
    cluster,
    typical_days_of,
    write_cluster,
)

SEED = 7
TYPICAL_DAYS = 12
KINDS = (Kind.OFFICE, Kind.SCHOOL, Kind.HOME, Kind.SHOP, Kind.HOSPITAL)
TITLES = ("Laboratories", "Lecture halls", "Dormitory", "Canteen and shops", "Hospital")
LINKS = ((0, 1, 2), (2, 3, 4))
"""The dormitory has a port on both links."""
HEADER = """\
A synthetic campus: five buildings, two links, a dormitory on both. Nothing in it was measured.
Made by make_case.py; sources and assumptions: README.md."""


def campus(name: str, step_hours: float) -> Cluster:
    """The campus with steps of an hour or a part of it."""
    made = cluster(len(KINDS), SEED, name=name, hubs=LINKS, step_hours=step_hours, kinds=KINDS)
    document = dict(made.document)
    document["title"] = "A campus of five buildings"
    if step_hours < 1:
        document["title"] += f", steps of {step_hours:g} h"
    document["building"] = [
        {**table, "title": title} for table, title in zip(document["building"], TITLES, strict=True)
    ]
    return replace(made, document=document)


def write(folder: Path) -> None:
    """Write campus (with its year) and campus_half_hour (typical days only) into a folder."""
    for name, step_hours in (("campus", 1.0), ("campus_half_hour", 0.5)):
        made = campus(name, step_hours)
        days = typical_days_of(made, TYPICAL_DAYS)
        write_cluster(folder / name, made, days, with_year=step_hours == 1.0, header=HEADER)


def main() -> None:
    """Write into the folder named, or over the committed files."""
    if len(sys.argv) > 1:
        write(Path(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder))
        for file in Path(folder).rglob("*.*"):
            shutil.copy(file, HERE.parent / file.relative_to(folder))


if __name__ == "__main__":
    main()
