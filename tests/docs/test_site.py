"""The site: built without a warning, complete, and readable without any network."""

from __future__ import annotations

import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.docs.pages import PAGES, ROOT

FETCHED = {
    "audio": ("src",),
    "embed": ("src",),
    "iframe": ("src",),
    "img": ("src", "srcset"),
    "link": ("href",),
    "object": ("data",),
    "script": ("src",),
    "source": ("src", "srcset"),
    "use": ("href",),
    "video": ("src",),
}
"""Attributes that a browser follows without being asked."""


class Page(HTMLParser):
    """Links, ids and fetched addresses of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.fetched: list[str] = []
        self.formulas = 0
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.formulas += tag == "math"
        self.ids |= {given[name] for name in ("id", "name") if name in given}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        self.fetched += [given[name] for name in FETCHED.get(tag, ()) if name in given]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, as `make docs` builds it."""
    folder = tmp_path_factory.mktemp("site")
    [command] = [
        line.replace("$(BIN)/python", sys.executable).replace("build/docs", str(folder))
        for line in (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
        if "-m sphinx" in line
    ]
    done = subprocess.run(command.split(), cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    """Every page of the site by its path."""
    return {path: Page(path) for path in sorted(site.rglob("*.html"))}


def test_every_page_is_there(site: Path, pages: dict[Path, Page]) -> None:
    names = [page.relative_to(ROOT).with_suffix(".html") for page in PAGES]
    assert {site / name for name in names} <= pages.keys()
    assert any(link.endswith("docs/index.html") for link in pages[site / "index.html"].links)


def test_nothing_is_fetched_from_elsewhere(site: Path, pages: dict[Path, Page]) -> None:
    for path, page in pages.items():
        for address in page.fetched:
            place = urlsplit(address)
            assert not place.netloc and place.scheme in ("", "data"), f"{path}: {address}"
    for sheet in site.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8").replace("http://www.w3.org/", "")  # names in SVG
        assert "url(http" not in text and "url(//" not in text and "@import" not in text, sheet


def test_every_link_inside_leads_somewhere(pages: dict[Path, Page]) -> None:
    lost = []
    for path, page in pages.items():
        for link in page.links:
            place = urlsplit(link)
            if place.scheme or place.netloc:
                continue
            target = (path.parent / unquote(place.path)).resolve() if place.path else path
            anchor = unquote(place.fragment)
            known = pages[target].ids if target in pages else set()
            if not target.exists() or (anchor and anchor not in known):
                lost.append(f"{path.name}: {link}")
    assert not lost


def test_formulas_are_drawn_without_a_script(site: Path, pages: dict[Path, Page]) -> None:
    dollars = (ROOT / "docs" / "model.md").read_text(encoding="utf-8").count("$$") // 2
    assert pages[site / "docs" / "model.html"].formulas > dollars > 40


def test_every_equation_leads_to_its_function(site: Path, pages: dict[Path, Page]) -> None:
    links = pages[site / "docs" / "model.html"].links
    assert "../source/planner/lifecycle.py.html#annual_sales" in links
    assert "../source/planner/lifecycle.py.html#LifecycleCost.total" in links
    text = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    functions = {
        name
        for line in text.splitlines()
        if line.startswith("### (")
        for name in line.rpartition(" ")[2].split()
    }
    linked = {link.partition("#")[2] for link in links if link.startswith("../source/")}
    assert len(functions) > 35 and functions <= linked


def test_the_interface_shows_every_public_name(site: Path, pages: dict[Path, Page]) -> None:
    from importlib import import_module

    ids = pages[site / "docs" / "api.html"].ids
    for package in ("planner", "cases", "operation", "algorithms"):
        names = import_module(package).__all__
        assert {f"{package}.{name}" for name in names} <= ids


def test_a_missing_function_breaks_the_build(tmp_path: Path) -> None:
    wrong = "`no_such_function` in [lifecycle.py](../planner/lifecycle.py)\n"
    (tmp_path / "planner").mkdir()
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(f"# A page\n\n{wrong}", encoding="utf-8")
    (tmp_path / "planner" / "lifecycle.py").write_text("x = 1\n", encoding="utf-8")
    (tmp_path / "conf.py").write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT / 'docs' / 'extensions')!r})\n"
        "import source_pages\nfrom pathlib import Path\n"
        f"source_pages.ROOT = Path({str(tmp_path)!r})\n"
        'extensions = ["myst_parser", "source_pages"]\nroot_doc = "docs/index"\n'
        'exclude_patterns = ["out"]\n',
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-W", ".", "out"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode != 0
    assert "planner/lifecycle.py defines no no_such_function" in done.stderr
