"""Runs the steps of a page from top to bottom in the current folder; a program of its own.

A page's Python blocks share one namespace, and its shell blocks run between them, as for somebody
who follows the page with a terminal and an interpreter open.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any


def main(steps: list[list[str]]) -> None:
    """Run steps of kind, place and text. Raises what a step raises."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for kind, place, text in steps:
        begin = time.perf_counter()
        print(f"=== {place}", flush=True)
        if kind == "sh":
            subprocess.run(["bash", "-euo", "pipefail", "-xc", text], check=True)
        elif kind == "python":
            exec(compile(text, place, "exec", dont_inherit=True), namespace)
        else:
            file = Path(kind)
            file.parent.mkdir(parents=True, exist_ok=True)
            before = file.read_text(encoding="utf-8") if file.exists() else ""
            file.write_text(before + text, encoding="utf-8")
        print(f"=== {place}: {time.perf_counter() - begin:.1f} s", flush=True)


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
