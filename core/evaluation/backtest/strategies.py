"""Strategies that come as a frozen table beside alerts and prices."""

from typing import Any

from provenlab.core.errors import ValidationFailed
from provenlab.core.evaluation.backtest.tables import column_of, table_of

_COLUMNS = {
    "side": "text",
    "delay_seconds": "number",
    "max_wait_seconds": "number",
    "stop": "number",
    "target": "number",
    "hold_bars": "count",
    "weight": "number",
}


def strategies_of(content: bytes) -> dict[str, dict[str, Any]]:
    """Candidate documents by name, from Parquet with strategy and any of a strategy's fields.

    An empty cell is a field that was not given. ValidationFailed for a name that is empty or comes twice.
    """
    table = table_of(content, "strategies")
    names = column_of(table, "strategies", "strategy", "text").to_pylist()
    fields = {
        name: column_of(table, "strategies", name, kind).to_pylist()
        for name, kind in _COLUMNS.items()
        if name in table.column_names
    }
    found: dict[str, dict[str, Any]] = {}
    for at, name in enumerate(names):
        if not name or name in found:
            raise ValidationFailed.at(f"inputs.strategies[{at}].strategy", "must be a name of its own")
        found[name] = {key: cells[at] for key, cells in fields.items() if cells[at] is not None}
    return found
