"""The plug-in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from provenlab.core.evaluation.calcutta.beliefs import (
    MARKET_SHARES,
    WIN_PROBABILITIES,
    believed_market,
    believed_spec,
)
from provenlab.core.evaluation.calcutta.bid_reading import read_bids
from provenlab.core.evaluation.calcutta.metrics import METRICS, finding_of
from provenlab.core.evaluation.calcutta.outcomes import OUTCOME_COLUMNS, outcomes_of
from provenlab.core.evaluation.calcutta.spec import CalcuttaSpec, Entry
from provenlab.core.evaluation.calcutta.spec_reading import read_spec
from provenlab.core.evaluation.calcutta.strategies import STRATEGIES
from provenlab.core.evaluation.calcutta.tally import tally, zero_tally
from provenlab.core.evaluation.faults import Faults
from provenlab.core.evaluation.integer_trees import tree_sum
from provenlab.core.evaluation.kind import Finding, Inputs, MetricSpec, Outcomes, Partial, UnitPlan
from provenlab.core.evaluation.streams import Stream


def _pair(unit: int) -> int:
    return unit // 2


@dataclass(frozen=True, slots=True)
class Calcutta:
    """Unit = one simulated tournament; antithetic ones come in pairs."""

    @property
    def kind(self) -> str:
        return "calcutta"

    @property
    def version(self) -> str:
        return "1"

    @property
    def metrics(self) -> tuple[MetricSpec, ...]:
        return METRICS

    @property
    def draws(self) -> Mapping[str, int]:
        # Antithetic simulations come in pairs.
        return {"n_sims": 2, "seed": 0}

    def normalise_spec(self, document: Any) -> CalcuttaSpec:
        return read_spec(document)

    def normalise_candidate(self, spec: CalcuttaSpec, document: Any) -> Entry:
        """The document is {"bids": {team id: integer}}."""
        faults = Faults()
        bids = faults.mapping(document, "", frozenset({"bids"})).get("bids")
        entry = Entry(read_bids(bids, "bids", spec.bracket.teams, spec.constraints, faults))
        faults.raise_if_any()
        return entry

    def world(self, spec: CalcuttaSpec) -> Any:
        return spec.world()

    def identity(self, payload: Entry) -> Any:
        return {"bids": dict(payload.bids)}

    @property
    def input_roles(self) -> tuple[str, ...]:
        return ()

    def named_inputs(self, spec: CalcuttaSpec) -> Mapping[str, str]:
        return {}

    def plan(self, spec: CalcuttaSpec) -> UnitPlan:
        games = float(spec.bracket.n_games)
        if spec.antithetic:
            return UnitPlan(spec.n_sims, spec.seed, alignment=2, cost_hint=games, cluster=_pair)
        return UnitPlan(spec.n_sims, spec.seed, cost_hint=games)

    def evaluate(
        self,
        spec: CalcuttaSpec,
        inputs: Inputs,
        candidates: Mapping[str, Entry],
        lo: int,
        hi: int,
        stream: Stream,
    ) -> Partial:
        return tally(spec, candidates, lo, hi, stream)

    def zero(self, spec: CalcuttaSpec, candidates: Mapping[str, Entry]) -> Partial:
        return zero_tally(spec, candidates)

    def merge(self, one: Partial, other: Partial) -> Partial:
        merged: Partial = tree_sum(one, other)
        return merged

    def finalise(self, spec: CalcuttaSpec, candidates: Mapping[str, Entry], partial: Partial) -> Finding:
        return finding_of(spec, candidates, partial)

    @property
    def outcome_columns(self) -> Mapping[str, str]:
        return OUTCOME_COLUMNS

    def outcomes(
        self,
        spec: CalcuttaSpec,
        inputs: Inputs,
        candidates: Mapping[str, Entry],
        lo: int,
        hi: int,
        stream: Stream,
    ) -> Outcomes:
        return outcomes_of(spec, candidates, lo, hi, stream)

    @property
    def strategies(self) -> tuple[str, ...]:
        return tuple(STRATEGIES)

    @property
    def strategy_inputs(self) -> tuple[str, ...]:
        return WIN_PROBABILITIES, MARKET_SHARES

    def generated(self, strategy: str, spec: CalcuttaSpec, inputs: Inputs) -> Any:
        believed = believed_spec(spec, inputs[WIN_PROBABILITIES])
        market = believed_market(believed, inputs[MARKET_SHARES])
        return {"bids": STRATEGIES[strategy](believed, market)}
