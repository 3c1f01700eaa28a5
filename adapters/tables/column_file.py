"""Columns that are in memory, as one Parquet file."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from provenlab.core.errors import MissingExtra

try:
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]
except ImportError as error:
    raise MissingExtra(
        "tables are written by pyarrow: pip install provenlab[evaluation]", {"extra": "evaluation"}
    ) from error


def write_columns(path: Path, columns: Mapping[str, Sequence[Any]]) -> None:
    """Text, whole numbers, numbers and truth values, None anywhere; equal columns give equal bytes.

    A column of whole and other numbers is of numbers; one without any value is of text.
    """
    arrays = {name: _array(cells) for name, cells in columns.items()}
    pq.write_table(
        pa.table(arrays),
        path,
        version="2.6",
        compression="zstd",
        compression_level=3,
        data_page_version="2.0",
        store_schema=False,
    )


def _array(cells: Sequence[Any]) -> Any:
    kinds = {type(cell) for cell in cells if cell is not None}
    if not kinds:
        return pa.array(cells, pa.string())
    if kinds == {int, float}:
        return pa.array([None if cell is None else float(cell) for cell in cells], pa.float64())
    return pa.array(cells)
