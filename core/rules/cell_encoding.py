"""Bytes of single values: typed, length-prefixed, so that no two values share them.

The first byte says what follows; lengths and counts are eight bytes, numbers big-endian.

    n null       b boolean, one byte      i integer of 64 bits, two's complement
    I longer integer: length, two's complement       f float: IEEE 754 binary64
    D decimal: length, ASCII `-123E-2`    s text: length, UTF-8      x binary: length, bytes
    d date: days since 1970-01-01         t time: nanoseconds since midnight
    T timestamp, Z instant: nanoseconds since 1970-01-01T00:00 as an integer (i or I)
    u UUID, 16 bytes                      L list: count, items
    S struct: count, values by name of the field     M map: count, entries by encoded key

Numbers that are equal within a type have one form: -0.0 is 0.0, every NaN is the same, a decimal has no
trailing zeros. Text is taken as it is, without Unicode normalisation.
"""

import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from provenlab.core.models.instant import to_microseconds
from provenlab.core.models.table import ListOf, LogicalType, MapOf, StructOf

CellEncoder = Callable[[Any], bytes]

_INTEGER = struct.Struct(">cq").pack
_LENGTH = struct.Struct(">cQ").pack
_FLOAT = struct.Struct(">cd").pack
_NAN = b"f\x7f\xf8\0\0\0\0\0\0"
_UNIX_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_INT64 = 2**63


def cell_encoder(logical_type: LogicalType) -> CellEncoder:
    """A function from values of that type, or None, to their bytes.

    It raises TypeError, ValueError or OverflowError for anything else: values are never coerced but
    for whole numbers in float and decimal columns.
    """
    match logical_type:
        case ListOf(item):
            return _list_encoder(cell_encoder(item))
        case MapOf(key, value):
            return _map_encoder(cell_encoder(key), cell_encoder(value))
        case StructOf(fields):
            return _struct_encoder(fields)
        case str(scalar):
            return _by_class(_SCALARS[scalar])


def encode_text(value: str) -> bytes:
    data = value.encode()
    return _LENGTH(b"s", len(data)) + data


def encode_list(items: Sequence[bytes]) -> bytes:
    """Of items that are encoded already."""
    return _LENGTH(b"L", len(items)) + b"".join(items)


def field_order(names: Sequence[str]) -> list[int]:
    """The positions of names in ascending order of their UTF-8 bytes; ValueError when two are equal."""
    if len(set(names)) != len(names):
        repeated = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"two columns are named {repeated!r:.80}")
    return sorted(range(len(names)), key=lambda position: names[position].encode())


def _by_class(encoders: Mapping[type, CellEncoder]) -> CellEncoder:
    with_null: dict[type, CellEncoder] = {**encoders, type(None): _null}
    expected = " or ".join(sorted(known.__name__ for known in encoders)) or "null"

    def encode(value: Any) -> bytes:
        try:
            encoder = with_null[type(value)]
        except KeyError:
            raise TypeError(f"expected {expected}, found {type(value).__name__}") from None
        return encoder(value)

    return encode


def _null(_: None) -> bytes:
    return b"n"


def _boolean(value: bool) -> bytes:
    return b"b\1" if value else b"b\0"


def _integer(value: int) -> bytes:
    if -_INT64 <= value < _INT64:
        return _INTEGER(b"i", value)
    data = value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True)
    return _LENGTH(b"I", len(data)) + data


def _float(value: float) -> bytes:
    # Adding 0.0 turns -0.0 into 0.0 and changes nothing else.
    return _FLOAT(b"f", value + 0.0) if value == value else _NAN


def _float_of_integer(value: int) -> bytes:
    if int(float(value)) != value:
        raise ValueError("the whole number has no exact float")
    return _float(float(value))


def _decimal(value: Decimal) -> bytes:
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise ValueError("decimals are finite")
    written = "".join(map(str, digits)).lstrip("0")
    significant = written.rstrip("0")
    exponent += len(written) - len(significant)
    text = f"{'-' * sign}{significant}E{exponent}" if significant else "0"
    return _LENGTH(b"D", len(text)) + text.encode()


def _binary(value: bytes) -> bytes:
    return _LENGTH(b"x", len(value)) + value


def _date(value: date) -> bytes:
    return _INTEGER(b"d", value.toordinal() - _UNIX_EPOCH_ORDINAL)


def _time(value: time) -> bytes:
    if value.tzinfo is not None:
        raise ValueError("times of day have no zone")
    seconds = (value.hour * 60 + value.minute) * 60 + value.second
    return _INTEGER(b"t", (seconds * 1_000_000 + value.microsecond) * 1000)


def _timestamp(value: datetime) -> bytes:
    if value.tzinfo is not None:
        raise ValueError("a timestamp has no zone; a moment is an instant")
    return b"T" + _integer(to_microseconds(value.replace(tzinfo=UTC)) * 1000)


def _instant(value: datetime) -> bytes:
    if value.tzinfo is None:
        raise ValueError("an instant has a zone")
    return b"Z" + _integer(to_microseconds(value) * 1000)


def _uuid(value: str) -> bytes:
    data = bytes.fromhex(value.replace("-", ""))
    if len(data) != 16:
        raise ValueError("a UUID has 32 hex digits")
    return b"u" + data


_SCALARS: dict[str, dict[type, CellEncoder]] = {
    "boolean": {bool: _boolean},
    "integer": {int: _integer},
    "float": {float: _float, int: _float_of_integer},
    "decimal": {Decimal: _decimal, int: lambda value: _decimal(Decimal(value))},
    "text": {str: encode_text},
    "binary": {bytes: _binary},
    "date": {date: _date, int: lambda days: _INTEGER(b"d", days)},
    "time": {time: _time, int: lambda nanoseconds: _INTEGER(b"t", nanoseconds)},
    "timestamp": {datetime: _timestamp, int: lambda nanoseconds: b"T" + _integer(nanoseconds)},
    "instant": {datetime: _instant, int: lambda nanoseconds: b"Z" + _integer(nanoseconds)},
    "uuid": {str: _uuid},
    "null": {},
}


def _list_encoder(encode_item: CellEncoder) -> CellEncoder:
    def encode(items: Sequence[Any]) -> bytes:
        return encode_list([encode_item(item) for item in items])

    return _by_class({list: encode, tuple: encode})


def _map_encoder(encode_key: CellEncoder, encode_value: CellEncoder) -> CellEncoder:
    def encode(entries: Iterable[tuple[Any, Any]]) -> bytes:
        encoded = sorted((encode_key(key), encode_value(value)) for key, value in entries)
        return _LENGTH(b"M", len(encoded)) + b"".join(key + value for key, value in encoded)

    return _by_class({dict: lambda value: encode(value.items()), list: encode})


def _struct_encoder(fields: tuple[tuple[str, LogicalType], ...]) -> CellEncoder:
    names = [name for name, _ in fields]
    encoders = [(position, cell_encoder(fields[position][1])) for position in field_order(names)]
    header = _LENGTH(b"S", len(fields))

    def encode(values: Sequence[Any]) -> bytes:
        if len(values) != len(fields):
            raise ValueError(f"expected {len(fields)} fields, found {len(values)}")
        return header + b"".join([encoder(values[position]) for position, encoder in encoders])

    def encode_dict(value: Mapping[str, Any]) -> bytes:
        if value.keys() != set(names):
            raise ValueError("the fields are not those of the struct")
        return encode([value[name] for name in names])

    return _by_class({tuple: encode, list: encode, dict: encode_dict})
