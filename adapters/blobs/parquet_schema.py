"""The schema a Parquet file states, where DuckDB would read it with less than it says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from provenlab.core.errors import UnreadableContent

SCHEMA_QUERY = "SELECT name, type, num_children, precision, repetition_type FROM parquet_schema(?)"
_WIDEST_DECIMAL = 38
_MOST_LEVELS = 64
_MOST_WORK = 2**14
"""Of a column: twice as much for each list or map around a value, as with DuckDB, summed over its values."""


@dataclass
class SchemaNode:
    """A column, or a part of a nested one."""

    name: str
    physical_type: str | None
    precision: int | None
    is_repeated: bool = False
    children: list[Self] = field(default_factory=list)

    @classmethod
    def of_rows(cls, rows: Sequence[tuple[Any, ...]]) -> Self:
        """The root; rows of SCHEMA_QUERY come parents first."""
        return cls._next(iter(rows))

    @classmethod
    def _next(cls, rows: Iterator[tuple[Any, ...]], level: int = 0) -> Self:
        name, physical_type, n_children, precision, repetition = next(rows)
        if level > _MOST_LEVELS:
            raise _inexact(name, f"fields stand more than {_MOST_LEVELS} deep")
        node = cls(name, physical_type, precision, repetition == "REPEATED")
        node.children = [cls._next(rows, level + 1) for _ in range(n_children or 0)]
        return node


def column_names(root: SchemaNode) -> list[str]:
    """Names as written; UnreadableContent for what would be renamed, rounded or endless when it is read."""
    for column in root.children:
        _require_exact(column, column.name)
        if _work(column) > _MOST_WORK:
            raise _inexact(column.name, "lists stand too deep in each other; publish the file as bytes")
    return [column.name for column in root.children]


def _work(node: SchemaNode, lists: int = 0) -> int:
    lists += node.is_repeated
    return sum(_work(child, lists) for child in node.children) if node.children else 2**lists


def _require_exact(node: SchemaNode, path: str) -> None:
    if node.physical_type == "INT96":
        raise _inexact(path, "INT96 timestamps have no exact reader; write them as INT64")
    if node.precision is not None and node.precision > _WIDEST_DECIMAL:
        raise _inexact(path, f"decimals of more than {_WIDEST_DECIMAL} digits have no exact reader")
    if len({child.name.casefold() for child in node.children}) < len(node.children):
        raise _inexact(path, "two fields differ in case only, or not at all")
    for child in node.children:
        _require_exact(child, f"{path}.{child.name}")


def _inexact(path: str, reason: str) -> UnreadableContent:
    return UnreadableContent(f"Parquet column {path:.200}: {reason}", {"column": path[:200]})
