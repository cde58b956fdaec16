"""The locator knows the line of every key of every style of TOML."""

from __future__ import annotations

import tomllib
from typing import Any

from cases.reading.toml_lines import KeyPath, key_lines

TEXT = '''\
a = 1 # [not.a.table]
b.c = "x = [2]"
"d e" = """
[no]
q = 1
"""
f = [
  1,
  [ 2,
    3 ], # ]
  { g = 4, h = { i = 5 } },
]

[t.u] # t
v = 'w]'
[[t.x]]
y = 1
[[t.x.z]]
k = 1.5
[[t.x.z]]
k = 2024-01-01T00:00:00
[[t.x]]
y = [
  { m = 1 }, { m = 2 },
  { m = 3 },
]
[t.x.s]
n = \'\'\'
n = 1
\'\'\'
"o\\u0070" = true
'''
EXPECTED: dict[KeyPath, int] = {
    ("a",): 1,
    ("b", "c"): 2,
    ("d e",): 3,
    ("f",): 7,
    ("f", 0): 8,
    ("f", 1, 0): 9,
    ("f", 1, 1): 10,
    ("f", 2, "g"): 11,
    ("f", 2, "h", "i"): 11,
    ("t", "u"): 14,
    ("t", "u", "v"): 15,
    ("t", "x", 0): 16,
    ("t", "x", 0, "y"): 17,
    ("t", "x", 0, "z", 0, "k"): 19,
    ("t", "x", 0, "z", 1): 20,
    ("t", "x", 0, "z", 1, "k"): 21,
    ("t", "x", 1): 22,
    ("t", "x", 1, "y", 1, "m"): 24,
    ("t", "x", 1, "y", 2, "m"): 25,
    ("t", "x", 1, "s"): 27,
    ("t", "x", 1, "s", "n"): 28,
    ("t", "x", 1, "s", "op"): 31,
}


def test_lines() -> None:
    lines = key_lines(TEXT)
    assert {path: lines.get(path) for path in EXPECTED} == EXPECTED


def test_every_path_is_found() -> None:
    lines = key_lines(TEXT)

    def paths(value: Any, path: KeyPath) -> None:
        assert path in lines or path == ("t",)
        if isinstance(value, dict):
            for key, item in value.items():
                paths(item, (*path, key))
        elif isinstance(value, list):
            for place, item in enumerate(value):
                paths(item, (*path, place))

    paths(tomllib.loads(TEXT), ())
