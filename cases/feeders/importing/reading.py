"""Which reader takes which file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from cases.feeders.feeder import Feeder
from cases.feeders.importing.network import Network, radial_feeder
from cases.problem import Problem, Report
from cases.reading.files import UnreadableError, read_bytes

Reader = Callable[[Path, int, Report], Feeder | None]
"""Path, most bytes and report to a feeder; None with every reason in the report."""


def _matpower(path: Path, most: int, report: Report) -> Feeder | None:
    from cases.feeders.importing.matpower import matpower_network

    if (content := _content(path, most, report)) is None:
        return None
    # names in comments may be in any encoding; numbers are ASCII
    text = content.decode("utf-8-sig", errors="replace")
    return _radial(path, matpower_network(path.name, text, report), report)


def _pandapower(path: Path, most: int, report: Report) -> Feeder | None:
    from cases.feeders.importing.pandapower_network import pandapower_network

    if (content := _content(path, most, report)) is None:
        return None
    return _radial(path, pandapower_network(path.name, content, report), report)


def _opendss(path: Path, most: int, report: Report) -> Feeder | None:
    from cases.feeders.importing.opendss import opendss_network

    if _content(path, most, report) is None:
        return None
    return _radial(path, opendss_network(path, report), report)


READERS: Mapping[str, Reader] = {".m": _matpower, ".json": _pandapower, ".dss": _opendss}
"""By suffix; any other file is our CSV."""


def _radial(path: Path, network: Network | None, report: Report) -> Feeder | None:
    return None if network is None or report else radial_feeder(path.stem, network, report)


def _content(path: Path, most: int, report: Report) -> bytes | None:
    try:
        return read_bytes(path, most)
    except UnreadableError as error:
        report.add(Problem(path.name, 0, "", "", f"The file {error.reason}.", error.remedy))
        return None
