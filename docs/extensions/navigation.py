"""The table of contents of the site. It is no part of a page, so that pages read well anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

ALL = "All on one page </README>"
CONTENTS = {
    "Begin": ["docs/first_plan", "docs/modelling", "docs/import", "docs/results", ALL],
    "Use": [
        *("docs/decision", "docs/sensitivity", "docs/figures", "docs/exports", "docs/watching"),
        "docs/feeder",
    ],
    "How it works": [
        "docs/model",
        "docs/feeder_model",
        "docs/search",
        "docs/api",
        "docs/dependencies",
    ],
    "How good it is": ["docs/proof", "docs/speed", "docs/peers", "docs/bench", "docs/limits"],
    "Data": ["cases/*/README", "benchmarks/problems/fronts/README"],
}
"""Pages by heading, or patterns of them. A page that stands nowhere here is a warning of Sphinx."""


def _append_contents(app: Sphinx, docname: str, source: list[str]) -> None:
    if docname != app.config.root_doc:
        return
    for heading, pages in CONTENTS.items():
        there = [entry for page in pages for entry in _entries(Path(app.srcdir), page)]
        lines = ["```{toctree}", ":hidden:", f":caption: {heading}", "", *there]
        source[0] += "\n" + "\n".join([*lines, "```", ""])


def _entries(home: Path, page: str) -> list[str]:
    """What a pattern of pages stands for; an entry with a title of its own stays as it is."""
    if page.endswith(">"):
        return [page]
    return [f"/{file.relative_to(home)}" for file in sorted(home.glob(f"{page}.md"))]


def _lead_to_root_document(app: Sphinx, failure: Exception | None) -> None:
    """A page at the top of the folder, where people look for one."""
    if failure is None and app.builder.format == "html":
        target = app.builder.get_target_uri(app.config.root_doc)
        page = f'<!doctype html><meta http-equiv="refresh" content="0; url={target}">'
        (Path(app.outdir) / "index.html").write_text(
            f'{page}<title>{app.config.project}</title><a href="{target}">Documentation</a>\n',
            encoding="utf-8",
        )


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to reading and to the end of the build."""
    app.connect("source-read", _append_contents)
    app.connect("build-finished", _lead_to_root_document)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
