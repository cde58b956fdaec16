"""A feeder as a CSV file of ours."""

from __future__ import annotations

import csv
import io

from cases.feeders.feeder import Feeder

COLUMNS = (
    *("bus", "parent", "r_ohm", "x_ohm", "p_kw", "q_kvar", "qc_kvar"),
    *("base_kv", "base_mva"),
)


def feeder_csv(feeder: Feeder) -> str:
    """The text of the file that `read_feeder` reads as this feeder, numbers with 12 digits."""
    ohm = feeder.base_kv**2 / feeder.base_mva
    base = f"{feeder.base_kv:.12g}", f"{feeder.base_mva:.12g}"
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for at, bus in enumerate(feeder.buses):
        parent = feeder.buses[feeder.parent[at]] if at else ""
        numbers = (
            ohm * feeder.r_pu[at],
            ohm * feeder.x_pu[at],
            feeder.load_kw[at],
            feeder.load_kvar[at],
            feeder.capacitor_kvar[at],
        )
        writer.writerow([bus, parent, *(f"{number:.12g}" for number in numbers), *base])
    return text.getvalue()
