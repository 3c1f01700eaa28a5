"""What a strategy may react to: alerts, and those of them that make no sense."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from provenlab.core.evaluation.backtest.tables import column_of, table_of


@dataclass(frozen=True, slots=True)
class Alert:
    """A sound one: `at` is in microseconds since 1970 UTC."""

    alert_id: str
    instrument: str
    at: int


@dataclass(frozen=True, slots=True)
class BadAlert:
    """`key` tells it from all others, whatever the order of the rows; `at` is None when it has no time."""

    key: str
    at: int | None
    reason: str


@lru_cache(maxsize=4)
def alerts_of(content: bytes) -> tuple[tuple[Alert, ...], tuple[BadAlert, ...]]:
    """From Parquet with alert_id, instrument and at, in the order of time, then of ids."""
    table = table_of(content, "alerts")
    wanted = {"alert_id": "text", "instrument": "text", "at": "time"}
    columns = {name: column_of(table, "alerts", name, kind) for name, kind in wanted.items()}
    columns["at"] = columns["at"].cast("int64")
    rows = list(zip(*(column.to_pylist() for column in columns.values()), strict=True))
    ids = Counter(row[0] for row in rows)
    reasons = [_fault(row, ids) for row in rows]
    sound = [Alert(*row) for row, reason in zip(rows, reasons, strict=True) if reason is None]
    bad = ((row, reason) for row, reason in zip(rows, reasons, strict=True) if reason is not None)
    return tuple(sorted(sound, key=lambda alert: (alert.at, alert.alert_id))), tuple(_numbered(bad))


def _fault(row: tuple[Any, ...], ids: Mapping[Any, int]) -> str | None:
    alert_id, instrument, at = row
    if not alert_id:
        return "without_id"
    if ids[alert_id] > 1:
        return "double_id"
    if not instrument:
        return "without_instrument"
    return "without_time" if at is None else None


def _numbered(bad: Iterable[tuple[tuple[Any, ...], str]]) -> Iterable[BadAlert]:
    """Rows that are the same in all columns are interchangeable, so numbering them tells nothing apart."""
    seen: Counter[str] = Counter()
    for (alert_id, instrument, at), reason in bad:
        key = f"{alert_id or ''}/{instrument or ''}/{'' if at is None else at}"
        seen[key] += 1
        yield BadAlert(f"{key}#{seen[key]}", at, reason)
