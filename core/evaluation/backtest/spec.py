"""A backtest as checked, frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from provenlab.core.models.instant import format_instant, from_microseconds

DAY = 86_400_000_000  # microseconds
Side = Literal["long", "short"]


@dataclass(frozen=True, slots=True)
class WalkForward:
    """Lengths in days: learn on `train`, leave out `embargo`, judge on `test`, go on by `step`."""

    train: int
    embargo: int
    test: int
    step: int


@dataclass(frozen=True, slots=True)
class BacktestSpec:
    """A window [start, end) in microseconds since 1970, the digests of what is read, and what it costs.

    `fee` (each side) and `slippage` (entry) are shares of the price, `periods` the periods in a year that
    annualise daily figures, `max_error_share` the share of bad alerts above which the run fails.
    """

    start: int
    end: int
    inputs: Mapping[str, str]
    seed: int
    fee: float = 0.0
    slippage: float = 0.0
    periods: float = 365.0
    max_error_share: float = 0.05
    walk_forward: WalkForward | None = None

    @property
    def first_day(self) -> int:
        """Days since 1970 of the first unit."""
        return self.start // DAY

    @property
    def n_days(self) -> int:
        """UTC days that the window touches."""
        return -(-self.end // DAY) - self.first_day

    def world(self) -> dict[str, Any]:
        """The canonical JSON document without the seed; the window gives the number of units."""
        walk = self.walk_forward
        return {
            "from": format_instant(from_microseconds(self.start)),
            "to": format_instant(from_microseconds(self.end)),
            "inputs": dict(self.inputs),
            "fee": self.fee,
            "slippage": self.slippage,
            "periodsPerYear": self.periods,
            "maxErrorShare": self.max_error_share,
            "walkForward": walk
            and {"train": walk.train, "embargo": walk.embargo, "test": walk.test, "step": walk.step},
        }


@dataclass(frozen=True, slots=True)
class Strategy:
    """What is done about an alert; times in microseconds, stop and target as shares of the entry price.

    `hold` counts bars, that of the entry included; None is no limit. `weight` is the share of the equity
    that a trade moves.
    """

    side: Side = "long"
    delay: int = 0
    max_wait: int = 5 * DAY
    stop: float | None = None
    target: float | None = None
    hold: int | None = None
    weight: float = 1.0

    @property
    def sign(self) -> int:
        return 1 if self.side == "long" else -1

    def identity(self) -> dict[str, Any]:
        return {
            "side": self.side,
            "delaySeconds": self.delay / 1_000_000,
            "maxWaitSeconds": self.max_wait / 1_000_000,
            "stop": self.stop,
            "target": self.target,
            "holdBars": self.hold,
            "weight": self.weight,
        }
