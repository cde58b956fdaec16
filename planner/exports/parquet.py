"""An export as Parquet files, units in the metadata of their fields."""

from __future__ import annotations

import io
from typing import Any

from planner.exports.documents import facts
from planner.exports.sheets import Export
from planner.exports.writing import ExportError


def parquet_bytes(export: Export) -> dict[str, bytes]:
    """A Parquet file for each table, and one that says what it all is.

    Every field has metadata "label" and "unit", every file a "meaning". Raises ExportError where
    pyarrow is missing.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise ExportError(
            f'Parquet needs the package pyarrow ({error}): pip install "clusterflex[parquet]", '
            "or take --format csv"
        ) from error

    def written(columns: dict[str, Any], notes: dict[str, dict[str, str]], meaning: str) -> bytes:
        arrays = {name: pyarrow.array(values, from_pandas=True) for name, values in columns.items()}
        fields = [
            pyarrow.field(name, array.type, metadata=notes.get(name))
            for name, array in arrays.items()
        ]
        schema = pyarrow.schema(fields, metadata={"meaning": meaning})
        file = io.BytesIO()
        parquet.write_table(pyarrow.table(list(arrays.values()), schema=schema), file)
        return file.getvalue()

    items = list(facts(export))
    about = {"item": [item for item, _ in items], "value": [str(value) for _, value in items]}
    files = {"about": written(about, {}, "What this is: case, settings, versions, tables.")}
    for sheet in export.sheets:
        notes = {
            name: {"label": heading.label, "unit": heading.unit}
            for name, heading in sheet.headings.items()
        }
        columns = {str(name): sheet.frame[name].to_numpy() for name in sheet.frame.columns}
        files[sheet.name] = written(columns, notes, sheet.meaning)
    return files
