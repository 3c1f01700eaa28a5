"""What the recorded results of an evaluation say: results of findings, places, leaderboards."""

from collections.abc import Mapping, Sequence

from provenlab.core.errors import ValidationFailed
from provenlab.core.evaluation.engine import Evaluation as Computed
from provenlab.core.evaluation.kind import Finding, MetricSpec, MetricValue
from provenlab.core.evaluation.leaderboard import LeaderboardRow, leaderboard
from provenlab.core.models.evaluation import (
    Evaluation,
    EvaluationResult,
    MetricDeclaration,
    ResultSet,
)
from provenlab.core.rules.evaluation_records import result_set

_NOTHING = MetricValue(None, None, 0)


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
        each: computed.finding.metrics[each].get(metric.key, _NOTHING) for each in evaluation.candidate_ids
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
    if metric.direction == "maximise":
        return 1 + sum(other > value for other in all_values)
    return 1 + sum(other < value for other in all_values)


def chosen_metric(evaluation: Evaluation, key: str | None) -> MetricDeclaration:
    """The metric of that key, else the primary one; ValidationFailed lists what there is."""
    for each in evaluation.metrics:
        if each.primary if key is None else each.key == key:
            return each
    known = ", ".join(each.key for each in evaluation.metrics)
    raise ValidationFailed.at("metric", f"is none of this evaluation; it has {known}")


def leaderboard_of(metric: MetricDeclaration, results: Sequence[EvaluationResult]) -> list[LeaderboardRow]:
    """The candidates over all scenarios of recorded results of one metric, best first."""
    findings: dict[str, dict[str, dict[str, MetricValue]]] = {}
    for each in results:
        value = MetricValue(each.value, each.standard_error, each.n, each.low, each.high)
        findings.setdefault(each.scenario_id, {})[each.candidate_id] = {metric.key: value}
    spec = MetricSpec(metric.key, metric.direction, metric.unit, metric.primary)
    return leaderboard(spec, [Finding(each) for each in findings.values()])
