"""The plug-in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from provenlab.core.evaluation.kind import Finding, Inputs, MetricSpec, Model, Partial, UnitPlan
from provenlab.core.evaluation.ml_eval.finding import METRICS, finding_of
from provenlab.core.evaluation.ml_eval.learner_reading import read_learner
from provenlab.core.evaluation.ml_eval.spec import Learner, LearningSpec
from provenlab.core.evaluation.ml_eval.spec_reading import read_spec
from provenlab.core.evaluation.ml_eval.tally import merged, tally
from provenlab.core.evaluation.ml_eval.training import SAMPLE, fitted, library_version
from provenlab.core.evaluation.streams import Stream

# Fitting a model takes tens of milliseconds, as long as this many games of a simulated tournament.
_COST = 1_000_000.0


@dataclass(frozen=True, slots=True)
class MlEval:
    """Unit = one fold of one repeat; the folds of a repeat are not independent of each other."""

    @property
    def kind(self) -> str:
        return "ml_eval"

    @property
    def version(self) -> str:
        """Its own and LightGBM's: both decide the trees."""
        return f"1+lightgbm-{library_version()}"

    @property
    def metrics(self) -> tuple[MetricSpec, ...]:
        return METRICS

    @property
    def draws(self) -> Mapping[str, int]:
        # The seed divides the rows; how often is part of the world, as the data set is.
        return {"seed": 0}

    def normalise_spec(self, document: Any) -> LearningSpec:
        """The document names task, features, folds, repeats, seed, and `inputs.dataset` by SHA-256."""
        return read_spec(document)

    def normalise_candidate(self, spec: LearningSpec, document: Any) -> Learner:
        """The document is {"params": of LightGBM, "rounds": trees, "features": columns or null}."""
        return read_learner(spec, document)

    def world(self, spec: LearningSpec) -> Any:
        return spec.world()

    def identity(self, payload: Learner) -> Any:
        return payload.identity()

    @property
    def input_roles(self) -> tuple[str, ...]:
        return ("dataset",)

    def named_inputs(self, spec: LearningSpec) -> Mapping[str, str]:
        return {"dataset": spec.dataset}

    def plan(self, spec: LearningSpec) -> UnitPlan:
        folds = spec.folds
        return UnitPlan(folds * spec.repeats, spec.seed, cost_hint=_COST, cluster=lambda unit: unit // folds)

    def evaluate(
        self,
        spec: LearningSpec,
        inputs: Inputs,
        candidates: Mapping[str, Learner],
        lo: int,
        hi: int,
        stream: Stream,
    ) -> Partial:
        return tally(spec, inputs, candidates, lo, hi, stream)

    def zero(self, spec: LearningSpec, candidates: Mapping[str, Learner]) -> Partial:
        return {name: {} for name in candidates}

    def merge(self, one: Partial, other: Partial) -> Partial:
        return merged(one, other)

    def finalise(self, spec: LearningSpec, candidates: Mapping[str, Learner], partial: Partial) -> Finding:
        return finding_of(spec, list(candidates), partial)

    def model(self, spec: LearningSpec, inputs: Inputs, payload: Learner) -> Model:
        """The trees grown on all rows, as LightGBM's text."""
        kept = fitted(spec, inputs, payload)
        return Model(kept.text, {"trees": kept.trees, "predictions": kept.predictions, "sampleRows": SAMPLE})
