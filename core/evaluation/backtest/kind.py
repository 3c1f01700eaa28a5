"""The plug-in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from provenlab.core.evaluation.backtest.finding import METRICS, finding_of
from provenlab.core.evaluation.backtest.ledger import merged, tally, zero_tally
from provenlab.core.evaluation.backtest.spec import BacktestSpec, Strategy
from provenlab.core.evaluation.backtest.spec_reading import read_spec, read_strategy
from provenlab.core.evaluation.kind import Finding, Inputs, MetricSpec, Partial, UnitPlan
from provenlab.core.evaluation.streams import Stream

_DAYS_TO_MONDAY = 3  # 1970-01-01 was a Thursday


@dataclass(frozen=True, slots=True)
class Backtest:
    """Unit = one UTC day of alerts; the days of a week are not independent of each other."""

    @property
    def kind(self) -> str:
        return "backtest"

    @property
    def version(self) -> str:
        return "1"

    @property
    def metrics(self) -> tuple[MetricSpec, ...]:
        return METRICS

    @property
    def draws(self) -> Mapping[str, int]:
        # The seed draws the resamples of the errors; how many days there are is said by the window.
        return {"seed": 0}

    def normalise_spec(self, document: Any) -> BacktestSpec:
        """The document names window, costs, seed, and `inputs`: SHA-256 of alerts, ohlcv and strategies."""
        return read_spec(document)

    def normalise_candidate(self, spec: BacktestSpec, document: Any) -> Strategy:
        return read_strategy(document)

    def world(self, spec: BacktestSpec) -> Any:
        return spec.world()

    def identity(self, payload: Strategy) -> Any:
        return payload.identity()

    @property
    def input_roles(self) -> tuple[str, ...]:
        return ("alerts", "ohlcv", "strategies")

    def named_inputs(self, spec: BacktestSpec) -> Mapping[str, str]:
        return spec.inputs

    def plan(self, spec: BacktestSpec) -> UnitPlan:
        first = spec.first_day + _DAYS_TO_MONDAY
        return UnitPlan(spec.n_days, spec.seed, cluster=lambda unit: (first + unit) // 7 - first // 7)

    def evaluate(
        self,
        spec: BacktestSpec,
        inputs: Inputs,
        candidates: Mapping[str, Strategy],
        lo: int,
        hi: int,
        stream: Stream,
    ) -> Partial:
        return tally(spec, inputs, candidates, lo, hi)

    def zero(self, spec: BacktestSpec, candidates: Mapping[str, Strategy]) -> Partial:
        return zero_tally(candidates)

    def merge(self, one: Partial, other: Partial) -> Partial:
        return merged(one, other)

    def finalise(self, spec: BacktestSpec, candidates: Mapping[str, Strategy], partial: Partial) -> Finding:
        return finding_of(spec, candidates, partial)
