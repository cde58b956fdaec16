"""README.md and the pages of docs/, and the fenced blocks in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
_FENCE = re.compile(r"^```([^\n`]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, and the line of the page that it begins on."""

    page: str
    language: str
    text: str
    line: int

    @property
    def place(self) -> str:
        """Page and line, for messages."""
        return f"{self.page}, line {self.line}"


def blocks(page: Path) -> list[Block]:
    """Fenced blocks of a page, from top to bottom."""
    text = page.read_text(encoding="utf-8")
    name = page.relative_to(ROOT).as_posix()
    return [
        Block(name, found[1].strip(), found[2], text.count("\n", 0, found.start()) + 1)
        for found in _FENCE.finditer(text)
    ]


def commands(block: Block) -> list[str]:
    """Commands of a shell block, a line each: without comments, broken lines joined."""
    joined = re.sub(r"\\\n\s*", "", block.text)
    bare = (re.sub(r"(^|\s+)#.*$", "", line).rstrip() for line in joined.splitlines())
    return [line for line in bare if line]


def inline_code(page: Path) -> list[str]:
    """What stands between single backticks outside fenced blocks."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    return re.findall(r"`([^`\n]+)`", text)
