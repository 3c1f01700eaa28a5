"""Evaluations: candidates over a cohort, what was asked and what came out."""

from typing import Annotated, Any, Literal

from pydantic import Field, Strict

from provenlab.core.models.instant import Instant
from provenlab.core.models.number import Count
from provenlab.core.models.run import RunStatus
from provenlab.core.models.text import Hash, Label, RecordId, Role
from provenlab.core.models.value import Value

MOST_CANDIDATES = 1_000
Direction = Literal["maximise", "minimise", "towards_zero"]
Seed = Annotated[int, Field(ge=0, le=2**53 - 1)]
Sims = Annotated[int, Field(ge=1, le=2**40)]
CandidateIds = Annotated[tuple[Hash, ...], Strict(False), Field(min_length=1, max_length=MOST_CANDIDATES)]
Figure = Annotated[float, Field(allow_inf_nan=False)]


class MetricDeclaration(Value):
    """A metric of the kind as it was when the evaluation was submitted; one is `primary`.

    `direction` says who leads: the largest value, the smallest, or the one nearest to 0.
    """

    key: Label
    direction: Direction
    unit: Label
    primary: bool = False


class Upstream(Value):
    """A run or an artifact that the evaluation stands on, and as what."""

    kind: Literal["run", "artifact"]
    id: RecordId
    role: Role


class EvaluationPlan(Value):
    """What determines the results, beside the code of the engine: the same plan gives the same digits.

    `n_sims` and `seed` are there where the kind draws; `overrides` are further keys outside the worlds.
    """

    kind: Label
    kind_version: Label
    cohort_id: Hash
    candidate_ids: CandidateIds
    n_sims: Sims | None = None
    seed: Seed | None = None
    overrides: dict[str, Any]


class Evaluation(EvaluationPlan):
    """One submission, frozen. It has a job of the same id; `run_id` is the run that was queued with it.

    `focus_candidate_id` is whom the reader asks about; it changes no figure. `plan_hash` is the digest
    of the plan. `upstreams` were resolved from pinned ids at submission.
    """

    evaluation_id: RecordId
    run_id: RecordId
    engine_version: Label
    focus_candidate_id: Hash | None = None
    metrics: Annotated[tuple[MetricDeclaration, ...], Strict(False)]
    upstreams: Annotated[tuple[Upstream, ...], Strict(False)] = ()
    plan_hash: Hash
    created_at: Instant
    recorded_at: Instant


class EvaluationState(Evaluation):
    """With what became of it: `run_id` and `status` of the run that its job has now.

    `result_hash` is there once results were recorded.
    """

    status: RunStatus
    result_hash: Hash | None = None


class EvaluationResult(Value):
    """One metric of one candidate in one scenario.

    `value` is as the kind defines it, with its sign; it is missing where the metric is not defined, and so
    is `place`, which orders the candidates of the scenario, 1 for the best, equal ones sharing the better
    one. `standard_error` is that of the `n` draws or units, `low` and `high` bound the value at 95 % where
    the error alone would mislead. `digest` is of the merged integers of the candidate in the scenario.
    """

    scenario_id: Hash
    candidate_id: Hash
    metric: Label
    value: Figure | None = None
    standard_error: Figure | None = None
    low: Figure | None = None
    high: Figure | None = None
    n: Count
    place: Count | None = None
    digest: Hash


class CandidateResult(EvaluationResult):
    """A result with the evaluation it belongs to."""

    evaluation_id: RecordId


class ResultSet(Value):
    """All results of an evaluation, ordered by scenario, metric and candidate; `result_hash` covers them."""

    results: Annotated[tuple[EvaluationResult, ...], Strict(False)]
    result_hash: Hash


class EvaluationFilter(Value):
    """All given fields hold together; `upstream_id` is a run or an artifact that it stands on."""

    kind: Label | None = None
    status: RunStatus | None = None
    cohort_id: Hash | None = None
    scenario_id: Hash | None = None
    candidate_id: Hash | None = None
    focus_candidate_id: Hash | None = None
    upstream_id: RecordId | None = None
    plan_hash: Hash | None = None


class ResultFilter(Value):
    """Which results of a candidate; all given fields hold together."""

    metric: Label | None = None
    scenario_id: Hash | None = None
    cohort_id: Hash | None = None
