"""Links to sources lead to pages of the site that show them, down to the function.

A link such as [lifecycle.py](../planner/lifecycle.py) leads to the source on a page of its own. In
"`annual_sales` in [lifecycle.py](../planner/lifecycle.py)" the name leads to that function; a name
that the file does not define is a warning, and with it the build fails.
"""

from __future__ import annotations

import ast
import html
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.highlighting import PygmentsBridge
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)
HOME = "source/"
ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = {".py": "python", ".toml": "toml", ".json": "json", ".md": "markdown"}
_NAME = re.compile(r"([A-Za-z_][\w.]*)(\(\))?")
_JOINS = re.compile(r",?\s+(and|or)\s+|,\s+")


class SourceLinks(SphinxTransform):
    """Links to files and folders that are no pages, and to the functions named before them."""

    default_priority = 400

    def apply(self, **kwargs: Any) -> None:
        """Replace the links of one document."""
        for link in [*self.document.findall(addnodes.download_reference)]:
            self._replace(link)
        for link in [*self.document.findall(addnodes.pending_xref)]:
            if link["reftype"] == "myst" and link["refdomain"] is None:
                self._replace(link)

    def _replace(self, link: nodes.Element) -> None:
        _, absolute = self.env.relfn2path(link["reftarget"], self.env.docname)
        path = Path(absolute).resolve()
        if not path.exists() or not path.is_relative_to(ROOT):
            return  # Sphinx tells of it
        inside = path.relative_to(ROOT)
        self._link_names(link, inside)
        text = nodes.inline("", "", *(child.deepcopy() for child in link.children))
        link.replace_self(_reference(self.env, inside, "", text))

    def _link_names(self, link: nodes.Element, inside: Path) -> None:
        """Link the names that stand before the word "in" before a link to a Python file."""
        if inside.suffix != ".py":
            return
        for literal in [*_names_before(link)]:
            match = _NAME.fullmatch(literal.astext())
            if match is None:
                continue
            if match[1] not in definitions((ROOT / inside).read_text(encoding="utf-8")):
                LOGGER.warning("%s defines no %s", inside, match[1], location=literal)
            else:
                literal.replace_self(_reference(self.env, inside, match[1], literal.deepcopy()))


def _names_before(link: nodes.Element) -> Iterator[nodes.literal]:
    """Code before a link, as in "`a` and `b` in [file](link)"."""
    siblings = list(link.parent.children[: link.parent.index(link)])
    if not siblings or siblings.pop().astext().split() != ["in"]:
        return
    while siblings and isinstance(siblings[-1], nodes.literal):
        yield siblings.pop()
        if not siblings or not _JOINS.fullmatch(siblings.pop().astext()):
            return


def _reference(env: BuildEnvironment, inside: Path, name: str, text: nodes.Node) -> nodes.reference:
    shown: set[str] = _shown(env)
    shown.add(inside.as_posix())
    uri = env.app.builder.get_relative_uri(env.docname, HOME + inside.as_posix())
    return nodes.reference("", "", text, refuri=f"{uri}#{name}" if name else uri, internal=True)


def _shown(env: BuildEnvironment) -> set[str]:
    """Files and folders that a page links to."""
    if not hasattr(env, "shown_sources"):
        env.shown_sources = set()  # type: ignore[attr-defined]
    return env.shown_sources  # type: ignore[attr-defined,no-any-return]


def definitions(text: str) -> dict[str, int]:
    """First lines of functions, classes, methods and named values of a module, by name."""
    lines: dict[str, int] = {}

    def collect(body: list[ast.stmt], prefix: str) -> None:
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                first = min([node.lineno, *(mark.lineno for mark in node.decorator_list)])
                lines[prefix + node.name] = first
            if isinstance(node, ast.ClassDef):
                collect(node.body, f"{prefix}{node.name}.")
            targets = node.targets if isinstance(node, ast.Assign) else []
            targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
            lines.update({prefix + t.id: node.lineno for t in targets if isinstance(t, ast.Name)})

    collect(ast.parse(text).body, "")
    return lines


def linkcode_resolve(domain: str, info: dict[str, str]) -> str | None:
    """Where the API page leads to for an object: the page of its source, from docs/."""
    found: Any = importlib.import_module(info["module"])
    for part in info["fullname"].split("."):
        found = getattr(found, part, None)
    if isinstance(found, property):
        found = found.fget
    found = inspect.unwrap(found)
    try:
        inside = Path(inspect.getfile(found)).resolve().relative_to(ROOT)
    except (TypeError, ValueError):  # data, or of another package
        return None
    if inside.parts[0] != info["module"]:  # of an environment inside the checkout
        return None
    return f"../{HOME}{inside.as_posix()}.html#{found.__qualname__}"


def _note_links(app: Sphinx, doctree: nodes.document) -> None:
    """Remember what the API page links to."""
    for link in doctree.findall(nodes.reference):
        before, found, path = link.get("refuri", "").partition(f"../{HOME}")
        if found and not before:
            _shown(app.env).add(path.partition("#")[0].removesuffix(".html"))


def _pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    bridge = PygmentsBridge("html", app.config.pygments_style)
    linked = sorted(_shown(app.env))
    for name in linked:
        path = ROOT / name
        body = _listing(path, linked) if path.is_dir() else _source(path, bridge)
        title = html.escape(name)
        yield HOME + name, {"title": title, "body": f"<h1>{title}</h1>\n{body}"}, "page.html"


def _source(path: Path, bridge: PygmentsBridge) -> str:
    text = path.read_text(encoding="utf-8")
    shown = bridge.highlight_block(text, LANGUAGES.get(path.suffix, "text"))
    lines = shown.split("\n")
    for name, line in definitions(text).items() if path.suffix == ".py" else ():
        lines[line - 1] = f'<span id="{name}"></span>' + lines[line - 1]
    return "\n".join(lines)


def _listing(path: Path, linked: list[str]) -> str:
    """Modules of a folder with the first lines of their docstrings; links where they lead on."""
    rows = []
    for file in sorted(path.glob("*.py")):
        told = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
        name = html.escape(file.name)
        if file.relative_to(ROOT).as_posix() in linked:
            name = f'<a href="{path.name}/{name}.html">{name}</a>'
        rows.append(f"<li><code>{name}</code> {html.escape(told.partition(chr(10))[0])}</li>")
    return f"<ul>{''.join(rows)}</ul>"


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to reading and writing."""
    app.add_transform(SourceLinks)
    app.connect("doctree-read", _note_links, priority=900)  # after sphinx.ext.linkcode
    app.connect("html-collect-pages", _pages)
    return {"parallel_read_safe": False}
