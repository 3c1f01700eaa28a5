"""Frozen tables: columns of Parquet bytes."""

from collections.abc import Mapping

import pyarrow as pa  # type: ignore[import-untyped]
from pyarrow import parquet

from provenlab.core.errors import ValidationFailed

_TYPES: Mapping[str, pa.DataType] = {
    "text": pa.string(),
    "time": pa.timestamp("us"),
    "number": pa.float64(),
    "count": pa.int64(),
}


def table_of(content: bytes, role: str) -> pa.Table:
    """The whole table; ValidationFailed when it is no Parquet."""
    try:
        return parquet.read_table(pa.BufferReader(content), use_threads=False)
    except (pa.ArrowException, OSError) as error:
        raise ValidationFailed.at(f"inputs.{role}", "is not a Parquet table") from error


def column_of(table: pa.Table, role: str, name: str, type_name: str) -> pa.ChunkedArray:
    """A column as `text`, `time` (UTC microseconds; without an offset it is UTC), `number` or `count`.

    ValidationFailed when it is missing, of another type, or would lose digits.
    """
    if table.column_names.count(name) != 1:
        raise ValidationFailed.at(f"inputs.{role}.{name}", "is a column that the table needs")
    column, wanted = table.column(name), _TYPES[type_name]
    if type_name == "time" and not (pa.types.is_timestamp(column.type) or pa.types.is_date(column.type)):
        raise _of_other_type(role, name, "times or dates")
    if type_name == "text" and not (
        pa.types.is_string(column.type)
        or pa.types.is_large_string(column.type)
        or pa.types.is_dictionary(column.type)
    ):
        raise _of_other_type(role, name, "text")
    try:
        return column.cast(wanted)
    except pa.ArrowException:
        raise _of_other_type(role, name, f"{type_name}s without loss") from None


def _of_other_type(role: str, name: str, wanted: str) -> ValidationFailed:
    return ValidationFailed.at(f"inputs.{role}.{name}", f"must hold {wanted}")
