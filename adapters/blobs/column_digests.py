"""Digests of rows from whole columns: the same bytes as `core.rules.cell_encoding`, made by arrays.

Every row of a batch is written into one buffer: a column says how many bytes each of its cells has, and
puts them where the columns before it end.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
from numpy.typing import NDArray

from provenlab.core.models.table import Column, LogicalType
from provenlab.core.rules.cell_encoding import cell_encoder
from provenlab.core.rules.content_hashes import ROW, column_order

if TYPE_CHECKING:
    from pyarrow import Array, RecordBatch

_Bytes = NDArray[np.uint8]
_Places = NDArray[np.int64]
_TAG = np.frombuffer(ROW.encode() + b"\0", dtype=np.uint8)
_NULL = ord("n")
_NAN = np.frombuffer(b"\x7f\xf8\0\0\0\0\0\0", dtype=np.uint8)
_NANOSECONDS = 1_000
_MOST_MICROSECONDS = (2**63 - 1) // _NANOSECONDS


@dataclass(frozen=True, slots=True)
class _Cells:
    """The encoded cells of a column: their sizes in bytes, and how to write them to their places."""

    sizes: _Places
    write: Callable[[_Bytes, _Places], None]


def column_digests(columns: Sequence[Column], batches: "Iterable[RecordBatch]") -> Iterator[list[bytes]]:
    """32 bytes for each row, batch by batch, as `row_digests` of the same values.

    Columns are of the logical types in `ENCODINGS`; moments come in microseconds. Errors as `row_digests`.
    """
    order = column_order(columns)
    for batch in batches:
        cells = [
            _constant(_TAG, batch.num_rows),
            *(ENCODINGS[columns[at].type](batch.column(at)) for at in order),
        ]
        yield _digests(cells)


def _digests(cells: Sequence[_Cells]) -> list[bytes]:
    sizes = sum((each.sizes for each in cells[1:]), start=cells[0].sizes)
    ends = np.cumsum(sizes)
    places = ends - sizes
    starts = places.tolist()
    rows = np.empty(int(sizes.sum()), np.uint8)
    for each in cells:
        each.write(rows, places)
        places = places + each.sizes
    data, sha256 = rows.tobytes(), hashlib.sha256
    return [sha256(data[start:end]).digest() for start, end in zip(starts, ends.tolist(), strict=True)]


def _constant(data: _Bytes, n_rows: int) -> _Cells:
    def write(rows: _Bytes, places: _Places) -> None:
        rows[places[:, None] + np.arange(len(data))] = data

    return _Cells(np.full(n_rows, len(data), np.int64), write)


def _of_one_size(tag: str, encoded: _Bytes, present: NDArray[np.bool_] | None) -> _Cells:
    """`encoded` has the bytes of a cell in each line; `present` is None where all of them are."""
    tagged = np.concatenate((np.full((len(encoded), 1), ord(tag), np.uint8), encoded), axis=1)
    within = np.arange(tagged.shape[1])

    def write(rows: _Bytes, places: _Places) -> None:
        if present is None:
            rows[places[:, None] + within] = tagged
        else:
            rows[places[present][:, None] + within] = tagged[present]
            rows[places[~present]] = _NULL

    size = tagged.shape[1]
    return _Cells(
        np.full(len(encoded), size, np.int64) if present is None else np.where(present, size, 1), write
    )


def _of_any_size(encoded: Sequence[bytes]) -> _Cells:
    sizes = np.fromiter(map(len, encoded), np.int64, len(encoded))
    return _Cells(sizes, _scatter(np.frombuffer(b"".join(encoded), np.uint8), sizes))


def _scatter(data: _Bytes, sizes: _Places) -> Callable[[_Bytes, _Places], None]:
    """Writes pieces that lie one behind another in `data`."""

    def write(rows: _Bytes, places: _Places) -> None:
        before = np.cumsum(sizes) - sizes
        rows[np.repeat(places - before, sizes) + np.arange(len(data))] = data

    return write


def _present(cells: "Array") -> NDArray[np.bool_] | None:
    return None if not cells.null_count else np.asarray(cells.is_valid().to_numpy(zero_copy_only=False))


def _numbers(cells: "Array", missing: Any, kind: str) -> NDArray[Any]:
    filled = cells.fill_null(missing) if cells.null_count else cells
    return np.asarray(filled.to_numpy(zero_copy_only=False)).astype(kind)


def _big_endian(numbers: NDArray[Any]) -> _Bytes:
    return np.ascontiguousarray(numbers).view(np.uint8).reshape(len(numbers), numbers.itemsize)


def _integers(tag: str) -> "Callable[[Array], _Cells]":
    return lambda cells: _of_one_size(tag, _big_endian(_numbers(cells, 0, ">i8")), _present(cells))


def _booleans(cells: "Array") -> _Cells:
    return _of_one_size("b", _big_endian(_numbers(cells, False, "u1")), _present(cells))


def _floats(cells: "Array") -> _Cells:
    # Adding 0.0 turns -0.0 into 0.0 and changes nothing else. A signalling NaN is a NaN.
    with np.errstate(invalid="ignore"):
        numbers = _numbers(cells, 0.0, "f8") + 0.0
    encoded = _big_endian(numbers.astype(">f8"))
    encoded[np.isnan(numbers)] = _NAN
    return _of_one_size("f", encoded, _present(cells))


def _moments(tag: str, logical_type: LogicalType) -> "Callable[[Array], _Cells]":
    encode = cell_encoder(logical_type)

    def cells_of(cells: "Array") -> _Cells:
        microseconds = _numbers(cells, 0, "i8")
        if np.any((microseconds > _MOST_MICROSECONDS) | (microseconds < -_MOST_MICROSECONDS)):
            # Beyond 64 bits a number has as many bytes as it needs.
            return _of_any_size(
                [encode(None if each is None else each * _NANOSECONDS) for each in cells.to_pylist()]
            )
        nanoseconds = _big_endian((microseconds * _NANOSECONDS).astype(">i8"))
        integer = np.full((len(nanoseconds), 1), ord("i"), np.uint8)
        return _of_one_size(tag, np.concatenate((integer, nanoseconds), axis=1), _present(cells))

    return cells_of


def _texts(cells: "Array") -> _Cells:
    texts = (cells.fill_null("") if cells.null_count else cells).cast(pa.large_string())
    _, ends, content = texts.buffers()
    limits = np.frombuffer(ends, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    lengths = np.diff(limits)
    data = np.frombuffer(content or b"", np.uint8)[limits[0] : limits[-1]]
    heads = _of_one_size("s", _big_endian(lengths.astype(">i8")), _present(cells))
    write_content = _scatter(data, lengths)

    def write(rows: _Bytes, places: _Places) -> None:
        heads.write(rows, places)
        write_content(rows, places + heads.sizes)

    return _Cells(heads.sizes + lengths, write)


ENCODINGS: "dict[LogicalType, Callable[[Array], _Cells]]" = {
    "integer": _integers("i"),
    "date": _integers("d"),
    "boolean": _booleans,
    "float": _floats,
    "timestamp": _moments("T", "timestamp"),
    "instant": _moments("Z", "instant"),
    "text": _texts,
}
