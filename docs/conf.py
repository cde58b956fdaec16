"""Settings of the documentation site; `make docs` builds it into build/docs.

Sphinx reads the whole checkout, not docs/ alone, so that links between pages, to README.md and to
sources are the same in the site as they are in the sources. Nothing is fetched while it is built
or read.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "docs" / "extensions")]

from source_pages import linkcode_resolve  # noqa: E402, F401  it answers sphinx.ext.linkcode

project = "ClusterFlex"
html_title = project
author = "the authors of ClusterFlex"
extensions = [
    *("myst_parser", "sphinx.ext.autodoc", "sphinx.ext.linkcode"),
    *("mathml", "navigation", "plain_docstrings", "source_pages"),
]
source_suffix = {".md": "markdown"}
root_doc = "docs/index"
include_patterns = ["README.md", "docs/*.md", "cases/*/README.md", "benchmarks/**/README.md"]
exclude_patterns = [".*", "build", "runs"]

myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 4

html_theme = "furo"
html_math_renderer = "mathml"
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
pygments_style = "friendly"
toc_object_entries = False

smartquotes = False

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_default_options = {"members": True, "imported-members": True}
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 90
autodoc_type_aliases = {"ArrayLike": "ArrayLike", "NDArray": "NDArray"}
nitpicky = True
nitpick_ignore_regex = [("py:class", ".*")]
"""Types of other packages, and of ours those that are not exported, have no page."""
