"""Logical types of what DuckDB reads, and SQL that hands their values over without loss.

Python's dates end with the year 9999 and its datetimes with microseconds, so times come as integers; dicts
would fold fields of one name, so structs and map entries come as tuples.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from provenlab.core.models.table import ListOf, LogicalType, MapOf, Scalar, StructOf

if TYPE_CHECKING:
    from _duckdb._sqltypes import DuckDBPyType

_FAR = 2**63 - 1

# DuckDB's name of a type -> ours, and SQL for the value where the plain one would lose something
_SCALARS: dict[str, tuple[Scalar, str]] = {
    "boolean": ("boolean", "{}"),
    **dict.fromkeys(("tinyint", "smallint", "integer", "bigint", "hugeint"), ("integer", "{}")),
    **dict.fromkeys(("utinyint", "usmallint", "uinteger", "ubigint", "uhugeint"), ("integer", "{}")),
    "float": ("float", "{}"),
    "double": ("float", "{}"),
    "decimal": ("decimal", "{}"),
    "varchar": ("text", "{}"),
    "blob": ("binary", "{}"),
    "date": ("date", "({} - DATE '1970-01-01')"),
    **dict.fromkeys(("time", "time_ns", "time with time zone"), ("time", "epoch_ns({})")),
    "uuid": ("uuid", "CAST({} AS VARCHAR)"),
    "null": ("null", "{}"),
}
# Of a width that arrays have; the values of others are made one by one.
_PLAIN = frozenset(
    {"boolean", "float", "double", "date", "varchar"}
    | {"tinyint", "smallint", "integer", "bigint", "utinyint", "usmallint", "uinteger"}
)
_MOMENTS: dict[str, tuple[Scalar, str]] = {
    "timestamp": ("timestamp", "us"),
    "timestamp_s": ("timestamp", "us"),
    "timestamp_ms": ("timestamp", "us"),
    "timestamp_ns": ("timestamp", "ns"),
    "timestamp with time zone": ("instant", "us"),
    "timestamptz_ns": ("instant", "ns"),
}


def logical_type(duckdb_type: "DuckDBPyType") -> LogicalType:
    """KeyError with DuckDB's name for a type without canonical content (interval, geometry, variant)."""
    match duckdb_type.id:
        case "list":
            return ListOf(logical_type(_parts(duckdb_type)[0][1]))
        case "map":
            key, value = _parts(duckdb_type)
            return MapOf(logical_type(key[1]), logical_type(value[1]))
        case "struct":
            return StructOf(tuple((name, logical_type(part)) for name, part in _parts(duckdb_type)))
        case name:
            return (_SCALARS.get(name) or _MOMENTS[name])[0]


def exact_value(sql: str, duckdb_type: "DuckDBPyType", depth: int = 0) -> str:
    """SQL for the value of `sql` in the form `cell_encoder` takes."""
    item = f"e{depth}"
    match duckdb_type.id:
        case "list":
            inner = exact_value(item, _parts(duckdb_type)[0][1], depth + 1)
            return sql if inner == item else f"list_transform({sql}, lambda {item}: {inner})"
        case "map":
            fields = ("key", "value")
            entry = _tuple_of(
                [
                    (f"{item}.{field}", part)
                    for field, (_, part) in zip(fields, _parts(duckdb_type), strict=True)
                ],
                depth + 1,
            )
            return f"list_transform(map_entries({sql}), lambda {item}: {entry})"
        case "struct":
            parts = [
                (f"struct_extract_at({sql}, {position})", part)
                for position, (_, part) in enumerate(_parts(duckdb_type), 1)
            ]
            return f"CASE WHEN {sql} IS NOT NULL THEN {_tuple_of(parts, depth + 1)} END"
        case name if name in _MOMENTS:
            return _nanoseconds(sql, name)
        case name:
            return _SCALARS[name][1].format(sql)


def plain_value(sql: str, duckdb_type: "DuckDBPyType") -> str | None:
    """SQL for the value of `sql` in the form `column_digests` takes; None for a type it does not know."""
    name = duckdb_type.id
    if name in _MOMENTS and _MOMENTS[name][1] == "us":
        return _count(sql, name)
    return _SCALARS[name][1].format(sql) if name in _PLAIN else None


def _tuple_of(parts: "Sequence[tuple[str, DuckDBPyType]]", depth: int) -> str:
    return f"row({', '.join(exact_value(sql, part, depth) for sql, part in parts)})"


def _nanoseconds(sql: str, name: str) -> str:
    count = _count(sql, name)
    return count if _MOMENTS[name][1] == "ns" else f"CAST({count} AS HUGEINT) * 1000"


def _count(sql: str, name: str) -> str:
    """`epoch_us` and `epoch_ns` give NULL for the infinities, which a NULL must not be taken for."""
    return (
        f"coalesce(epoch_{_MOMENTS[name][1]}({sql}), CASE WHEN {sql} > CAST('1970-01-01' AS {name})"
        f" THEN {_FAR} WHEN {sql} IS NOT NULL THEN -{_FAR} END)"
    )


def _parts(duckdb_type: "DuckDBPyType") -> "list[tuple[str, DuckDBPyType]]":
    return [(name, part) for name, part in duckdb_type.children if not isinstance(part, int | list)]
