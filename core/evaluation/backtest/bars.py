"""Prices: bars of each instrument, in the order of their opening."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
from numpy.typing import NDArray

from provenlab.core.errors import ValidationFailed
from provenlab.core.evaluation.backtest.tables import column_of, table_of

Floats = NDArray[np.float64]
Times = NDArray[np.int64]
PRICES = ("open", "high", "low", "close")


@dataclass(frozen=True, slots=True)
class Bars:
    """Columns over all instruments; the bars of one are the rows [lo, hi) that `spans` gives.

    `opened` is in microseconds since 1970 UTC and ascends within an instrument.
    """

    spans: Mapping[str, tuple[int, int]]
    opened: Times
    open: Floats
    high: Floats
    low: Floats
    close: Floats


@lru_cache(maxsize=4)
def bars_of(content: bytes) -> Bars:
    """From Parquet with instrument, open_time, open, high, low, close and volume.

    ValidationFailed names the first row that is out of order, double, or has an impossible price.
    """
    table = table_of(content, "ohlcv")
    instruments = column_of(table, "ohlcv", "instrument", "text")
    opened = _plain(column_of(table, "ohlcv", "open_time", "time"), "open_time").astype(np.int64)
    prices = {name: _plain(column_of(table, "ohlcv", name, "number"), name) for name in PRICES}
    volume = _plain(column_of(table, "ohlcv", "volume", "number"), "volume")
    if instruments.null_count:
        raise ValidationFailed.at("inputs.ohlcv.instrument", "must not be empty in any row")
    _refuse_impossible(prices, volume)
    encoded = instruments.combine_chunks().dictionary_encode()
    codes = np.asarray(encoded.indices)
    order = np.argsort(codes, kind="stable")
    _refuse_unordered(codes[order], opened[order], order)
    names = encoded.dictionary.to_pylist()
    bounds = np.searchsorted(codes[order], np.arange(len(names) + 1)).tolist()
    spans = {name: (bounds[at], bounds[at + 1]) for at, name in enumerate(names)}
    return Bars(spans, opened[order], **{name: column[order] for name, column in prices.items()})


def _plain(column: pa.ChunkedArray, name: str) -> NDArray[Any]:
    if column.null_count:
        raise ValidationFailed.at(f"inputs.ohlcv.{name}", "must not be empty in any row")
    return np.asarray(column.combine_chunks())


def _refuse_impossible(prices: Mapping[str, Floats], volume: Floats) -> None:
    for name, column in prices.items():
        _refuse_first(~(np.isfinite(column) & (column > 0)), name, "must be a price above 0")
    body = np.minimum(prices["open"], prices["close"]), np.maximum(prices["open"], prices["close"])
    _refuse_first(prices["low"] > body[0], "low", "must not be above open or close")
    _refuse_first(prices["high"] < body[1], "high", "must not be below open or close")
    _refuse_first(~(np.isfinite(volume) & (volume >= 0)), "volume", "must be a number of at least 0")


def _refuse_unordered(codes: Times, opened: Times, order: Times) -> None:
    wrong = (np.diff(opened) <= 0) & (np.diff(codes) == 0)
    for at in order[1:][wrong][:1]:
        raise ValidationFailed.at(
            f"inputs.ohlcv[{at}].open_time", "must be later than that of the bar before of its instrument"
        )


def _refuse_first(wrong: NDArray[np.bool_], name: str, message: str) -> None:
    for at in np.flatnonzero(wrong)[:1]:
        raise ValidationFailed.at(f"inputs.ohlcv[{at}].{name}", message)
