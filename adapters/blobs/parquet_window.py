"""Windows on Parquet tables, read with DuckDB in memory as their contents are."""

from contextlib import closing
from typing import BinaryIO

from provenlab.adapters.blobs.parquet_content import (
    parquet_connection,
    parquet_path,
    row_count,
    table_columns,
    values_query,
)
from provenlab.adapters.blobs.windows import CELL_CHARACTERS, chosen, column, filled, others, table_window
from provenlab.core.models.content_window import ContentWindow, Window
from provenlab.core.models.table import LogicalType, type_name

MAX_COPIED_BYTES = 64 * 1024 * 1024
_AS_THEY_ARE = {"boolean", "integer", "float"}


def parquet_window(file: BinaryIO, window: Window) -> ContentWindow:
    """Only the row groups and columns that are asked for are read."""
    with parquet_path(file, MAX_COPIED_BYTES) as path, closing(parquet_connection(path)) as connection:
        columns = [each for each, _ in table_columns(connection, path)]
        names = [each.name for each in columns]
        places = chosen(names, window)
        values = (_cell_value(f"c{at}", columns[at].type) for at in places)
        query = f"{values_query(values, len(columns))} LIMIT ? OFFSET ?"
        rows = connection.execute(query, [path, window.limit + 1, window.offset]).fetchall()
        found = filled(rows, window.limit)
        shown = [column(names[at], type_name(columns[at].type)) for at in places]
        return table_window(window, shown, others(names, places), found, row_count(connection, path))


def _cell_value(sql: str, logical_type: LogicalType) -> str:
    return sql if logical_type in _AS_THEY_ARE else f"left(CAST({sql} AS VARCHAR), {CELL_CHARACTERS + 1})"
