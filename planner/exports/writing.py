"""From a run to files: which format, and where they may be written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path

from planner.exports.sheets import Export
from planner.run_folder import write_bytes


class ExportError(Exception):
    """An export that cannot be written; the message says what to do instead."""


class Format(StrEnum):
    """What an export is."""

    XLSX = "xlsx"
    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder with a file for each table."""
        return self in (Format.CSV, Format.PARQUET)


def format_of(path: Path, wanted: Format | None = None) -> Format:
    """Format by what is wanted, else by the ending of a name. Raises ExportError."""
    ending = path.suffix.lower().removeprefix(".")
    by_name = Format(ending) if ending in list(Format) else None
    if wanted is None and by_name is None:
        raise ExportError(
            f"{path} does not tell the format: let it end in .xlsx or .json, or name a folder "
            "with --format csv or --format parquet"
        )
    if wanted is not None and by_name not in (None, wanted):
        raise ExportError(f"{path} ends in .{by_name}, but {wanted} is wanted: leave out one")
    return wanted or by_name or Format.XLSX


def require_free(path: Path, kind: Format) -> None:
    """Raise ExportError unless an export of a kind may be written there."""
    try:
        if kind.is_folder and path.is_dir() and not any(path.iterdir()):
            return
        taken, home = path.exists(), path.parent.is_dir()
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror}") from error
    if taken:
        what = "folder, or an empty one" if kind.is_folder else "file"
        raise ExportError(f"{path} exists: name a new {what}")
    if not home:
        raise ExportError(f"{path} cannot be written: there is no folder {path.parent}")


def write_export(export: Export, path: Path, kind: Format) -> None:
    """Write an export to where nothing is yet, each file whole or not at all.

    Raises ExportError where that cannot be, or where a package for it is missing.
    """
    require_free(path, kind)
    makers: dict[Format, Callable[[Export], Mapping[str, bytes]]] = {
        Format.XLSX: _workbook,
        Format.JSON: _document,
        Format.CSV: _csv_files,
        Format.PARQUET: _parquet_files,
    }
    files = makers[kind](export)
    try:
        if kind.is_folder:
            path.mkdir(exist_ok=True)
        for name, content in files.items():
            write_bytes(path / name if name else path, content)
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror}") from error


def _workbook(export: Export) -> Mapping[str, bytes]:
    from planner.exports.workbook import workbook

    return {"": workbook(export)}


def _document(export: Export) -> Mapping[str, bytes]:
    from planner.exports.documents import document
    from planner.run_folder import json_text

    return {"": json_text(document(export)).encode()}


def _csv_files(export: Export) -> Mapping[str, bytes]:
    from planner.exports.documents import csv_text

    return {f"{name}.csv": text.encode() for name, text in csv_text(export).items()}


def _parquet_files(export: Export) -> Mapping[str, bytes]:
    from planner.exports.parquet import parquet_bytes

    return {f"{name}.parquet": content for name, content in parquet_bytes(export).items()}
