"""Rows as a program can use them: dictionaries with their JSON read."""

import json
from collections.abc import Sequence
from typing import Any

DOCUMENTS = ("inputs", "config", "required_outputs", "environment", "outputs")

Rows = list[dict[str, Any]]


def read_documents(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Rows:
    """One dictionary a row, its five JSON columns parsed."""
    found = [dict(zip(names, row, strict=True)) for row in rows]
    for each in found:
        for column in DOCUMENTS:
            each[column] = json.loads(each[column])
    return found


def columns_of(rows: Rows) -> list[tuple[str, type, list[Any]]]:
    """Name, type and values of each column that has any value."""
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    kinds = {name: {type(each) for each in found} - {type(None)} for name, found in columns.items()}
    return [(name, kinds[name].pop(), found) for name, found in columns.items() if kinds[name]]
