"""A picture of what the other programs have measured, from their CSV files.

python -m benchmarks.speed.figure --ways a.csv --buildings n.csv -o docs/images/speed.png
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

COLOURS = {"product": "#0b6e99", "usual": "#9aa5ad"}


def draw_ways(axes: Axes, rows: pd.DataFrame) -> None:
    """Designs per second of each way, a group of bars for each gap."""
    names = [name for name in dict.fromkeys(rows["way"]) if name != "steps alone"]
    gaps = sorted(rows["gap asked"].unique(), reverse=True)
    height = 0.8 / len(names)
    for k, name in enumerate(names):
        of_way = rows[rows["way"] == name].set_index("gap asked").loc[gaps, "designs per second"]
        places = np.arange(len(gaps)) + height * (k - (len(names) - 1) / 2)
        colour = COLOURS["product"] if name == "product" else COLOURS["usual"]
        axes.barh(places, of_way, height=0.9 * height, color=colour)
        for place, value in zip(places, of_way, strict=True):
            axes.text(value, place, f" {value:.3g}  {name}", va="center", fontsize=8)
    axes.set_yticks(range(len(gaps)), [f"gap {gap:.0e}" for gap in gaps])
    axes.invert_yaxis()
    axes.set_xlim(0, 1.25 * rows["designs per second"].max())
    axes.set_xlabel("designs per second")
    axes.set_title("Two buildings, two typical days", fontsize=10, loc="left")


def draw_buildings(axes: Axes, rows: pd.DataFrame) -> None:
    """Seconds per design against the number of buildings, with the slope from five on."""
    count, seconds = rows["buildings"].to_numpy(), rows["s per design"].to_numpy()
    axes.loglog(count, seconds, "o-", color=COLOURS["product"])
    fitted = count >= 5
    slope, level = np.polyfit(np.log(count[fitted]), np.log(seconds[fitted]), 1)
    axes.loglog(count[fitted], np.exp(level) * count[fitted] ** slope, "--", color=COLOURS["usual"])
    middle = count[fitted][len(count[fitted]) // 2]
    axes.text(
        middle, 0.6 * np.exp(level) * middle**slope, f"N$^{{{slope:.2f}}}$", fontsize=9, va="top"
    )
    axes.set_xticks(count, [f"{n:g}" for n in count])
    axes.minorticks_off()
    axes.set_xlabel("buildings")
    axes.set_ylabel("seconds per design")
    axes.set_title("Twelve typical days, gap 1e-3", fontsize=10, loc="left")


def main(arguments: Sequence[str] | None = None) -> None:
    """Draw what the command line names."""
    parser = argparse.ArgumentParser(description="Picture of measured speeds.")
    parser.add_argument("--ways", type=Path, required=True)
    parser.add_argument("--buildings", type=Path, required=True)
    parser.add_argument("--output", "-o", type=Path, required=True)
    parsed = parser.parse_args(arguments)
    with mpl.rc_context({"axes.spines.top": False, "axes.spines.right": False}):
        figure = Figure(figsize=(9, 3.6), layout="constrained")
        left, right = figure.subplots(1, 2, width_ratios=[3, 2])
        draw_ways(left, pd.read_csv(parsed.ways))
        draw_buildings(right, pd.read_csv(parsed.buildings))
        figure.savefig(parsed.output, dpi=150)


if __name__ == "__main__":
    main()
