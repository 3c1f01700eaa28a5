"""Columns of a table and their logical types: what a value means, not how many bits a file spends on it."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Scalar = Literal[
    "boolean",
    "integer",
    "float",
    "decimal",
    "text",
    "binary",
    "date",
    "time",
    "timestamp",
    "instant",
    "uuid",
    "null",
]


@dataclass(frozen=True, slots=True)
class ListOf:
    """Values are lists or tuples of `item`."""

    item: "LogicalType"


@dataclass(frozen=True, slots=True)
class MapOf:
    """Values are dicts, or lists of (key, value); their order means nothing."""

    key: "LogicalType"
    value: "LogicalType"


@dataclass(frozen=True, slots=True)
class StructOf:
    """Values are tuples with one value for each field in turn, or dicts by field name."""

    fields: tuple[tuple[str, "LogicalType"], ...]


LogicalType: TypeAlias = Scalar | ListOf | MapOf | StructOf


@dataclass(frozen=True, slots=True)
class Column:
    """`instant` is a moment, `timestamp` a date and time of no known zone."""

    name: str
    type: LogicalType


def type_name(logical_type: LogicalType) -> str:
    """For people: `list<integer>`, `map<text, float>`, `struct<a: integer>`."""
    match logical_type:
        case ListOf(item):
            return f"list<{type_name(item)}>"
        case MapOf(key, value):
            return f"map<{type_name(key)}, {type_name(value)}>"
        case StructOf(fields):
            return f"struct<{', '.join(f'{name}: {type_name(field)}' for name, field in fields)}>"
        case str(scalar):
            return scalar
