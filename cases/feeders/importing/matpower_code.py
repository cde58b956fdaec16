"""What a MATPOWER case file does with its matrices after they are written: conversions of units.

Understood are scalars, and columns times or over a scalar; whatever else changes the case is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from cases.feeders.importing.arithmetic import arithmetic

Floats = NDArray[np.float64]

COLUMNS: Mapping[str, int] = {
    **{"BUS_I": 0, "BUS_TYPE": 1, "PD": 2, "QD": 3, "GS": 4, "BS": 5, "VM": 7, "BASE_KV": 9},
    **{"GEN_BUS": 0, "PG": 1, "QG": 2, "VG": 5, "GEN_STATUS": 7},
    **{"F_BUS": 0, "T_BUS": 1, "BR_R": 2, "BR_X": 3, "BR_B": 4, "TAP": 8, "SHIFT": 9},
    **{"RATE_A": 5, "RATE_B": 6, "RATE_C": 7, "BR_STATUS": 10},
}
"""Columns by the names that MATPOWER's idx_bus, idx_gen and idx_brch give them."""
_NAMES_ONLY = re.compile(r"(\[[\w\s,]*\]=)?(idx_\w+|define_constants)")
_FUNCTION = re.compile(r"function\b.*", re.DOTALL)
_SCALAR = re.compile(r"(\w+)=([^=]+)")
_PART = r"mpc\.(\w+)\(:,(\w+|\[[\w, ]+\])\)"
_COLUMNS = re.compile(rf"{_PART}={_PART}([*/])(.+)")
_CELL = re.compile(r"mpc\.(\w+)\((\d+),(\w+)\)")


class NotUnderstoodError(Exception):
    """A statement is none of the conversions that are understood."""


class Conversions:
    """Runs the statements of a case file on its matrices, in order."""

    def __init__(self, base_mva: float, matrices: Mapping[str, Floats]) -> None:
        self._matrices = matrices
        self._scalars = {"mpc_baseMVA": base_mva}

    def run(self, text: str) -> None:
        """Run one statement. Raises NotUnderstoodError."""
        spaced = re.sub(r"\s+", " ", text).strip()
        code = re.sub(r" ?([=*/^(),:+-]) ?", r"\1", spaced).rstrip(";")
        if _NAMES_ONLY.fullmatch(code.replace(" =", "=")) or _FUNCTION.fullmatch(code):
            return
        if code in ("", "end", "return", "endfunction"):
            return
        if match := _COLUMNS.fullmatch(code):
            self._columns(*match.groups())
        elif match := _SCALAR.fullmatch(code):
            self._scalars[match[1]] = self._value(match[2])
        else:
            raise NotUnderstoodError

    def _columns(
        self, name: str, into: str, source: str, taken: str, sign: str, scalar: str
    ) -> None:
        if name != source or name not in self._matrices:
            raise NotUnderstoodError
        matrix, factor = self._matrices[name], self._value(scalar)
        to, of = self._places(matrix, into), self._places(matrix, taken)
        if len(to) != len(of) or not factor:
            raise NotUnderstoodError
        matrix[:, to] = matrix[:, of] * factor if sign == "*" else matrix[:, of] / factor

    def _places(self, matrix: Floats, text: str) -> list[int]:
        words = [word for word in re.split(r"[\s,\[\]]+", text) if word]
        places = [int(word) - 1 if word.isdecimal() else COLUMNS.get(word, -1) for word in words]
        if not all(0 <= place < matrix.shape[1] for place in places):
            raise NotUnderstoodError
        return places

    def _value(self, text: str) -> float:
        def cell(match: re.Match[str]) -> str:
            matrix = self._matrices.get(match[1])
            row = int(match[2]) - 1
            if matrix is None or not 0 <= row < len(matrix):
                raise NotUnderstoodError
            return repr(float(matrix[row, self._places(matrix, match[3])[0]]))

        plain = _CELL.sub(cell, text).replace("mpc.baseMVA", "mpc_baseMVA")
        try:
            return arithmetic(plain, self._scalars)
        except ValueError:
            raise NotUnderstoodError from None
