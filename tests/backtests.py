"""Small worlds of bars and alerts, and real ones."""

import csv
import gzip
import hashlib
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

START = datetime(2024, 1, 1, tzinfo=UTC)
BAR = ("instrument", "open_time", "open", "high", "low", "close", "volume")
Rows = Sequence[tuple[Any, ...]]


def day(number: float) -> datetime:
    """So many days after the first of January 2024, a Monday."""
    return START + timedelta(days=number)


def parquet(names: Sequence[str], rows: Rows, types: Mapping[str, Any] | None = None) -> bytes:
    columns = {name: [row[at] for row in rows] for at, name in enumerate(names)}
    arrays = {name: pa.array(cells, (types or {}).get(name)) for name, cells in columns.items()}
    sink = io.BytesIO()
    pq.write_table(pa.table(arrays), sink)
    return sink.getvalue()


def ohlcv(rows: Rows) -> bytes:
    return parquet(BAR, rows, {"open_time": pa.timestamp("us", "UTC"), "instrument": pa.string()})


def alerts(rows: Rows) -> bytes:
    types = {"alert_id": pa.string(), "instrument": pa.string(), "at": pa.timestamp("us", "UTC")}
    return parquet(("alert_id", "instrument", "at"), rows, types)


def bars(prices: Sequence[tuple[float, float, float, float]], name: str = "A", first: int = 1) -> Rows:
    """Daily bars of (open, high, low, close)."""
    return [(name, day(first + at), *each, 1000.0) for at, each in enumerate(prices)]


def world(bar_rows: Rows, alert_rows: Rows, **changes: Any) -> tuple[dict[str, Any], dict[str, bytes]]:
    """(scenario, inputs) of ten days from the first of January 2024 without costs."""
    inputs = {"ohlcv": ohlcv(bar_rows), "alerts": alerts(alert_rows)}
    return scenario_of(inputs, **({"from": "2024-01-01", "to": "2024-01-10"} | changes)), inputs


def scenario_of(inputs: Mapping[str, bytes], **changes: Any) -> dict[str, Any]:
    digests = {role: hashlib.sha256(content).hexdigest() for role, content in inputs.items()}
    return {"inputs": digests, "seed": 1, **changes}


def real_bars() -> list[tuple[Any, ...]]:
    """Daily bars of five stocks, 2000 to 2013, as the package bokeh_sampledata carries them."""
    found = find_spec("bokeh_sampledata")
    assert found is not None
    assert found.origin is not None
    path = Path(found.origin).parent / "_data" / "stocks.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [
            (row["Ticker"], datetime.fromisoformat(row["Date"]).replace(tzinfo=UTC),
             *(float(row[name]) for name in ("Open", "High", "Low", "Close", "Volume")))
            for row in csv.DictReader(lines)
        ]  # fmt: skip


def crossings(bar_rows: Rows, window: int = 20) -> list[tuple[str, str, datetime]]:
    """An alert at midnight after each close that is the first above all of the `window` closes before."""
    found, closes, above = [], dict[str, list[float]](), dict[str, bool]()
    for name, opened, *_, close, _volume in bar_rows:
        before = closes.setdefault(name, [])[-window:]
        high = len(before) == window and close > max(before)
        if high and not above.get(name):
            found.append((f"{name}-{opened:%Y%m%d}", name, opened + timedelta(days=1) - timedelta(seconds=1)))
        above[name] = high
        closes[name].append(close)
    return found
