"""What the recorded results of an evaluation say: results of findings, places, leaderboards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from provenlab.core.errors import ValidationFailed
from provenlab.core.evaluation.engine import Evaluation as Computed
from provenlab.core.evaluation.kind import NOT_DEFINED, Finding, MetricSpec, MetricValue
from provenlab.core.evaluation.leaderboard import LeaderboardRow, cost, leaderboard, unranked
from provenlab.core.models.evaluation import (
    Evaluation,
    EvaluationResult,
    MetricDeclaration,
    ResultSet,
)
from provenlab.core.rules.evaluation_records import result_set


@dataclass(frozen=True, slots=True)
class Ranking:
    """The candidates that can be ordered, best first; of the others the scenarios without a value, by id."""

    rows: Sequence[LeaderboardRow]
    unranked: Mapping[str, Sequence[str]]


def results_of(
    evaluation: Evaluation, scenario_ids: Sequence[str], computed: Mapping[str, Computed]
) -> ResultSet:
    """The rows of what the engine computed for each scenario id, the candidates named by their ids.

    A metric that the kind leaves out for a candidate has no value.
    """
    rows: list[EvaluationResult] = []
    for scenario_id in scenario_ids:
        for metric in evaluation.metrics:
            rows += _rows(evaluation, metric, scenario_id, computed[scenario_id])
    return result_set(rows, scenario_ids)


def _rows(
    evaluation: Evaluation, metric: MetricDeclaration, scenario_id: str, computed: Computed
) -> list[EvaluationResult]:
    values = {
        each: computed.finding.metrics[each].get(metric.key, NOT_DEFINED) for each in evaluation.candidate_ids
    }
    ordered = [each.value for each in values.values() if each.value is not None]
    return [
        EvaluationResult(
            scenario_id=scenario_id,
            candidate_id=candidate_id,
            metric=metric.key,
            value=each.value,
            standard_error=each.standard_error,
            low=each.low,
            high=each.high,
            n=each.n,
            place=None if each.value is None else _place(metric, each.value, ordered),
            digest=computed.digests[candidate_id],
        )
        for candidate_id, each in values.items()
    ]


def _place(metric: MetricDeclaration, value: float, all_values: Sequence[float]) -> int:
    mine = cost(metric.direction, value)
    return 1 + sum(cost(metric.direction, other) < mine for other in all_values)


def chosen_metric(evaluation: Evaluation, key: str | None) -> MetricDeclaration:
    """The metric of that key, else the primary one; ValidationFailed lists what there is."""
    for each in evaluation.metrics:
        if each.primary if key is None else each.key == key:
            return each
    known = ", ".join(each.key for each in evaluation.metrics)
    raise ValidationFailed.at("metric", f"is none of this evaluation; it has {known}")


def ranking_of(metric: MetricDeclaration, results: Sequence[EvaluationResult]) -> Ranking:
    """The candidates over all scenarios of recorded results of one metric."""
    by_scenario: dict[str, dict[str, dict[str, MetricValue]]] = {}
    for each in results:
        value = MetricValue(each.value, each.standard_error, each.n, each.low, each.high)
        by_scenario.setdefault(each.scenario_id, {})[each.candidate_id] = {metric.key: value}
    spec = MetricSpec(metric.key, metric.direction, metric.unit, metric.primary)
    findings, scenario_ids = [Finding(each) for each in by_scenario.values()], list(by_scenario)
    lacking = {name: [scenario_ids[at] for at in places] for name, places in unranked(spec, findings).items()}
    return Ranking(leaderboard(spec, findings), lacking)
