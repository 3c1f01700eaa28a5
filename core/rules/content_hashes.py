"""Content hashes: of what a table or document says, however its file was written.

A table is its columns (name and logical type) and its multiset of rows: neither the order of columns nor
that of rows counts, repeated rows do. In bytes, with the encodings of `cell_encoding`:

    row      sha256("content/row/v1" 00 || cells in the order of the column names)
    header   list of [name, type] lists of text, in the same order
    table    sha256("content/table/v1" 00 || header || digests of the rows in ascending order)
    JSON     sha256("content/json/v1" 00 || RFC 8785 form)

Two tables share a hash only if SHA-256 collides. docs/decisions/0020_content_hashes.md says why so.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, repeat
from typing import Any

from provenlab.core.errors import ValidationFailed
from provenlab.core.models.table import Column, ListOf, LogicalType, MapOf, StructOf
from provenlab.core.rules.canonical_json import canonical_json
from provenlab.core.rules.cell_encoding import (
    CellEncoder,
    cell_encoder,
    encode_list,
    encode_text,
    field_order,
)
from provenlab.core.rules.digests import JSON_CONTENT, tagged_digest

TABLE = "content/table/v1"
ROW = "content/row/v1"

_BATCH_ROWS = 8_192

Row = Sequence[Any]


def json_content_hash(value: Any) -> str:
    """64 hex digits; errors as `canonical_json`."""
    return tagged_digest(JSON_CONTENT, canonical_json(value))


def table_content_hash(columns: Sequence[Column], rows: Iterable[Row]) -> str:
    """64 hex digits; keeps 32 bytes a row and more in memory. Errors as `row_digests`."""
    remaining = iter(rows)
    batches = iter(lambda: list(islice(remaining, _BATCH_ROWS)), [])
    return table_hash(columns, sorted(row_digests(columns, batches)))


def row_digests(columns: Sequence[Column], batches: Iterable[Sequence[Row]]) -> Iterator[bytes]:
    """32 bytes for each row, in the order given.

    ValidationFailed when two columns share a name, a row has another number of cells than there are
    columns, or a cell is not of its column's type; details name the row (from 0) and the column.
    """
    order = column_order(columns)
    encoders = [cell_encoder(columns[position].type) for position in order]
    tag = ROW.encode() + b"\0"
    n_before = 0
    for batch in batches:
        if set(map(len, batch)) - {len(columns)}:
            raise _ragged_row(columns, batch, n_before)
        by_column = list(zip(*batch, strict=True))
        encoded = [
            _encoded(encoder, by_column[position], columns[position], n_before)
            for encoder, position in zip(encoders, order, strict=True)
        ]
        for cells in zip(repeat(tag), *encoded, strict=False):
            yield hashlib.sha256(b"".join(cells)).digest()
        n_before += len(batch)


def table_hash(columns: Sequence[Column], sorted_digests: Iterable[bytes]) -> str:
    """64 hex digits; the digests of all rows come in ascending order, one or several to a piece."""
    hasher = hashlib.sha256(TABLE.encode() + b"\0" + _header(columns))
    for piece in sorted_digests:
        hasher.update(piece)
    return hasher.hexdigest()


def column_order(columns: Sequence[Column]) -> list[int]:
    """The positions of columns in the order of their names; ValidationFailed for none, or a name twice."""
    if not columns:
        raise ValidationFailed.at("columns", "a table has at least one")
    try:
        return field_order([column.name for column in columns])
    except ValueError as error:
        raise ValidationFailed.at("columns", str(error)) from None


def _header(columns: Sequence[Column]) -> bytes:
    return encode_list(
        [
            encode_list([encode_text(columns[position].name), _type_bytes(columns[position].type)])
            for position in column_order(columns)
        ]
    )


def _type_bytes(logical_type: LogicalType) -> bytes:
    match logical_type:
        case ListOf(item):
            return encode_list([encode_text("list"), _type_bytes(item)])
        case MapOf(key, value):
            return encode_list([encode_text("map"), _type_bytes(key), _type_bytes(value)])
        case StructOf(fields):
            ordered = (fields[position] for position in field_order([name for name, _ in fields]))
            named = [encode_list([encode_text(name), _type_bytes(field)]) for name, field in ordered]
            return encode_list([encode_text("struct"), *named])
        case str(scalar):
            return encode_text(scalar)


def _encoded(encoder: CellEncoder, cells: Sequence[Any], column: Column, n_before: int) -> list[bytes]:
    try:
        return [encoder(cell) for cell in cells]
    except (TypeError, ValueError, OverflowError) as error:
        raise _first_fault(encoder, cells, column, n_before) from error


def _first_fault(
    encoder: CellEncoder, cells: Sequence[Any], column: Column, n_before: int
) -> ValidationFailed:
    for row, cell in enumerate(cells, n_before):
        try:
            encoder(cell)
        except (TypeError, ValueError, OverflowError) as error:
            reason = "a lone surrogate is not text" if isinstance(error, UnicodeError) else str(error)
            return ValidationFailed.at(f"rows[{row}].{column.name:.80}", reason)
    return ValidationFailed.at("rows", "cells change while they are read")


def _ragged_row(columns: Sequence[Column], batch: Sequence[Row], n_before: int) -> ValidationFailed:
    row, cells = next((row, cells) for row, cells in enumerate(batch, n_before) if len(cells) != len(columns))
    return ValidationFailed.at(
        f"rows[{row}]", f"has {len(cells)} cells where there are {len(columns)} columns"
    )
