"""The documents of a backtest and of its strategies, checked and made canonical."""

import re
from datetime import timedelta
from typing import Any

from provenlab.core.evaluation.backtest.spec import DAY, BacktestSpec, Side, Strategy, WalkForward
from provenlab.core.evaluation.faults import Faults
from provenlab.core.evaluation.streams import MAX_SEED
from provenlab.core.models.instant import parse_instant, to_microseconds

MOST_DAYS = 36_525
MOST_SECONDS = 366 * 86_400
SMALLEST = 1e-6
REQUIRED_INPUTS = ("ohlcv", "alerts")
_INPUTS = frozenset((*REQUIRED_INPUTS, "strategies"))
_SPEC = frozenset(
    ("from", "to", "inputs", "seed", "fee", "slippage", "periodsPerYear", "maxErrorShare", "walkForward")
)
_STRATEGY = frozenset(("side", "delaySeconds", "maxWaitSeconds", "stop", "target", "holdBars", "weight"))
_FOLDS = frozenset(("train", "embargo", "test", "step"))
_DIGEST = re.compile(r"[0-9a-f]{64}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_spec(document: Any) -> BacktestSpec:
    """The canonical spec; ValidationFailed lists the faults with their paths."""
    faults = Faults()
    given = faults.record(document, "", _SPEC)
    start, end = _instant(given.get("from"), "from", faults), _end(given.get("to"), faults)
    if not faults and start >= end:
        faults.add("to", "must be later than from")
    if not faults and end - start > MOST_DAYS * DAY:
        faults.add("to", f"must be at most {MOST_DAYS} days after from")
    spec = BacktestSpec(
        start=start,
        end=end,
        inputs=_inputs(given.get("inputs"), faults),
        seed=faults.integer(given.get("seed"), "seed", 0, MAX_SEED) or 0,
        fee=faults.number(given.get("fee", 0), "fee", 0, 0.5) or 0.0,
        slippage=faults.number(given.get("slippage", 0), "slippage", 0, 0.5) or 0.0,
        periods=faults.number(given.get("periodsPerYear", 365), "periodsPerYear", 1, 366) or 1.0,
        max_error_share=faults.number(given.get("maxErrorShare", 0.05), "maxErrorShare", 0, 1) or 0.0,
        walk_forward=_walk_forward(given.get("walkForward"), faults),
    )
    walk = spec.walk_forward
    if not faults and walk and walk.train + walk.embargo + walk.test > spec.n_days:
        faults.add("walkForward", f"train, embargo and test must fit into the {spec.n_days} days")
    faults.raise_if_any()
    return spec


def read_strategy(document: Any) -> Strategy:
    """The canonical strategy; ValidationFailed lists the faults with their paths."""
    faults = Faults()
    given = faults.record(document, "", _STRATEGY)
    strategy = Strategy(
        side=_side(given.get("side", "long"), faults),
        delay=_span(given.get("delaySeconds", 0), "delaySeconds", faults),
        max_wait=_span(given.get("maxWaitSeconds", 5 * 86_400), "maxWaitSeconds", faults),
        stop=_optional(given.get("stop"), "stop", 1 - SMALLEST, faults),
        target=_optional(given.get("target"), "target", 1000, faults),
        hold=_hold(given.get("holdBars"), faults),
        weight=faults.number(given.get("weight", 1), "weight", SMALLEST, 1) or 1.0,
    )
    if strategy.side == "short" and strategy.target is not None and strategy.target >= 1:
        faults.add("target", "must be below 1 for a short position: no price falls by more")
    faults.raise_if_any()
    return strategy


def _instant(given: Any, path: str, faults: Faults) -> int:
    try:
        return to_microseconds(parse_instant(given))
    except ValueError as fault:
        faults.add(path, str(fault))
        return 0


def _end(given: Any, faults: Faults) -> int:
    """A date alone is the end of that day."""
    end = _instant(given, "to", faults)
    if isinstance(given, str) and _DATE.fullmatch(given):
        return end + timedelta(days=1) // timedelta(microseconds=1)
    return end


def _inputs(given: Any, faults: Faults) -> dict[str, str]:
    inputs = faults.mapping(given, "inputs", _INPUTS)
    for role in REQUIRED_INPUTS:
        if role not in inputs and isinstance(given, dict):
            faults.add(f"inputs.{role}", "is missing")
    for role, digest in inputs.items():
        if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
            faults.add(f"inputs.{role}", "must be the SHA-256 of the bytes, 64 digits in lower case")
    return dict(sorted(inputs.items()))


def _walk_forward(given: Any, faults: Faults) -> WalkForward | None:
    if given is None:
        return None
    lengths = faults.mapping(given, "walkForward", _FOLDS)
    least = {"train": 1, "embargo": 0, "test": 1, "step": 1}
    read = {
        name: faults.integer(lengths.get(name), f"walkForward.{name}", least[name], MOST_DAYS)
        for name in sorted(_FOLDS)
    }
    return WalkForward(**{name: value or 0 for name, value in read.items()})


def _side(given: Any, faults: Faults) -> Side:
    if given == "short":
        return "short"
    if given != "long":
        faults.add("side", "must be 'long' or 'short'")
    return "long"


def _span(given: Any, path: str, faults: Faults) -> int:
    """Seconds, to the microsecond."""
    return round((faults.number(given, path, 0, MOST_SECONDS) or 0.0) * 1_000_000)


def _optional(given: Any, path: str, most: float, faults: Faults) -> float | None:
    return None if given is None else faults.number(given, path, SMALLEST, most)


def _hold(given: Any, faults: Faults) -> int | None:
    return None if given is None else faults.integer(given, "holdBars", 1, 1_000_000)
