"""On which line of a TOML text each key and each array element stands."""

from __future__ import annotations

import re
import tomllib

KeyPath = tuple[str | int, ...]

_TOKEN = re.compile(
    r'(?P<space>[ \t\r]+|\#[^\n]*)|(?P<newline>\n)|(?P<long>"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5})|(?P<text>\"(?:\\.|[^\"\\\n])*\"|'[^'\n]*')|(?P<mark>[\[\]{}=,.])"
    r"|(?P<bare>[^\s\[\]{}=,.\"'\#]+)|(?P<other>.)",
    re.DOTALL,
)


class _Scanner:
    """Walks over the tokens of valid TOML and notes where keys begin."""

    def __init__(self) -> None:
        self.lines: dict[KeyPath, int] = {(): 1}
        self._table: KeyPath = ()
        self._counts: dict[KeyPath, int] = {}
        self._open: list[tuple[str, KeyPath, int]] = []
        self._key: list[str] = []
        self._key_line = 0
        self._value: KeyPath | None = None
        self._header = ""

    def token(self, kind: str, text: str, line: int) -> None:
        """Take the next token, which begins on `line`."""
        if self._value is not None:
            self._in_value(kind, text, line)
        elif kind == "newline":
            if self._header:
                self._end_header()
            if not self._open:
                self._key = []
        elif kind == "mark" and text == "=":
            self._begin_value(line)
        elif kind == "mark" and text == "[" and not self._key and not self._open:
            self._header += "["
        elif kind == "mark" and text == "}":
            self._close()
        elif kind in ("bare", "text"):
            self._key_line = line if not self._key else self._key_line
            self._key.append(_plain(kind, text))

    def end(self) -> None:
        """Take the end of the text."""
        if self._header:
            self._end_header()

    def _end_header(self) -> None:
        path: KeyPath = ()
        for place, part in enumerate(self._key):
            path += (part,)
            if place == len(self._key) - 1 and self._header == "[[":
                self._counts[path] = self._counts.get(path, 0) + 1
                self.lines.setdefault(path, self._key_line)
            if path in self._counts:
                path += (self._counts[path] - 1,)
        self._table, self._key, self._header = path, [], ""
        self.lines.setdefault(path, self._key_line)

    def _begin_value(self, line: int) -> None:
        base = self._open[-1][1] if self._open else self._table
        for length in range(1, len(self._key) + 1):
            self.lines.setdefault((*base, *self._key[:length]), self._key_line or line)
        self._value, self._key = (*base, *self._key), []

    def _in_value(self, kind: str, text: str, line: int) -> None:
        value = self._value
        assert value is not None
        if kind == "newline":
            if not self._open:
                self._value = None
            return
        if kind == "mark" and text in "]}":
            self._close()
            return
        if kind == "mark" and text == "," and self._open:
            opened, path, index = self._open[-1]
            self._open[-1] = (opened, path, index + 1)
            self._value = (*path, index + 1) if opened == "[" else None
            return
        self.lines.setdefault(value, line)
        if kind == "mark" and text == "[":
            self._open.append(("[", value, 0))
            self._value = (*value, 0)
        elif kind == "mark" and text == "{":
            self._open.append(("{", value, 0))
            self._value = None

    def _close(self) -> None:
        if self._open:
            self._value = self._open.pop()[1]
            self._key = []


def _plain(kind: str, text: str) -> str:
    if kind == "bare" or text.startswith("'"):
        return text.strip("'")
    try:
        return str(tomllib.loads(f"k = {text}")["k"])
    except tomllib.TOMLDecodeError:
        return text


def key_lines(text: str) -> dict[KeyPath, int]:
    """Line (from 1) of every key path of a TOML text that parses; never raises."""
    scanner, line = _Scanner(), 1
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind != "space":
            scanner.token(kind, match.group(), line)
        line += match.group().count("\n")
    scanner.end()
    return scanner.lines
