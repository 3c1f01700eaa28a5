"""Frozen tables: Parquet bytes that are those the scenario names, as columns."""

import hashlib
from collections.abc import Mapping
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
from pyarrow import parquet

from provenlab.core.errors import BlobMissing, DigestMismatch, UnreadableContent
from provenlab.core.evaluation.kind import Inputs

Columns = Mapping[str, list[Any]]
_TYPES: Mapping[str, pa.DataType] = {
    "text": pa.string(),
    "time": pa.timestamp("us"),
    "number": pa.float64(),
    "count": pa.int64(),
}


def input_bytes(inputs: Inputs, role: str, digest: str) -> bytes:
    """The input of a role; BlobMissing without it, DigestMismatch when its bytes are others."""
    if role not in inputs:
        raise BlobMissing(f"inputs.{role} was not given", {"role": role, "sha256": digest})
    found = hashlib.sha256(inputs[role]).hexdigest()
    if found != digest:
        raise DigestMismatch(
            f"inputs.{role} has other bytes than the scenario names",
            {"role": role, "sha256": digest, "found": found},
        )
    return inputs[role]


def table_of(content: bytes, role: str) -> pa.Table:
    """The whole table; UnreadableContent when it is no Parquet."""
    try:
        return parquet.read_table(pa.BufferReader(content), use_threads=False)
    except (pa.ArrowException, OSError) as error:
        raise UnreadableContent(f"inputs.{role} is not a Parquet table", {"role": role}) from error


def column_of(table: pa.Table, role: str, name: str, type_name: str) -> pa.ChunkedArray:
    """A column as `text`, `time` (UTC microseconds; without an offset it is UTC), `number` or `count`.

    UnreadableContent when it is missing, of another type, or would lose digits.
    """
    if table.column_names.count(name) != 1:
        raise UnreadableContent(f"inputs.{role} needs a column {name!r}", {"role": role, "column": name})
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


def _of_other_type(role: str, name: str, wanted: str) -> UnreadableContent:
    return UnreadableContent(
        f"column {name!r} of inputs.{role} must hold {wanted}", {"role": role, "column": name}
    )
