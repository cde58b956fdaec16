"""clusterflex cases: the cases that ship with the software."""

from __future__ import annotations

from planner.cli.failures import told
from planner.cli.options import AsJson
from planner.cli.output import show, show_json


def cases(as_json: AsJson = False) -> None:
    """Example: clusterflex cases

    List the cases that ship with ClusterFlex, with their configurations (what may be built).
    """
    with told(as_json):
        from cases import shipped_cases

        found = shipped_cases()
        if as_json:
            show_json([entry._asdict() for entry in found])
            return
        for entry in found:
            show(f"{entry.name}  {entry.title}")
            show(f"  configurations: {', '.join(entry.configurations)}")
