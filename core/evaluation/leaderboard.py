"""Candidates over a cohort, ordered by the primary metric."""

import math
import statistics
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scipy.special import stdtrit

from provenlab.core.errors import ValidationFailed
from provenlab.core.evaluation.kind import NOT_DEFINED, Finding, MetricSpec, MetricValue
from provenlab.core.models.evaluation import Direction

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class LeaderboardRow:
    """One candidate that has a value in every scenario.

    `value` is the mean over scenarios. `se_mc` is the error of its draws and shrinks with more of them;
    `se_scenario` is the error between scenarios and shrinks only with more of these. None where it cannot be
    told: a scenario without an error of draws, fewer than two scenarios.

    `behind` is the mean paired difference from the leader over scenarios, never negative: so much less where
    the metric is maximised, so much more where it is minimised, so much further from 0 `towards_zero`;
    `se_behind` is its error between scenarios. `not_distinguishable` is true where its 95 % interval
    (Student's t) holds 0: always with fewer than two scenarios, where nothing is known of the spread
    between them. Equal candidates share the better `place`.
    """

    place: int
    candidate_id: str
    value: float
    se_mc: float | None
    se_scenario: float | None
    scenarios: int
    behind: float
    se_behind: float | None
    not_distinguishable: bool


def leaderboard(metric: MetricSpec, findings: Sequence[Finding]) -> list[LeaderboardRow]:
    """The candidates that can be ordered, best first, equal ones by candidate id.

    Others are `unranked`: a mean over fewer scenarios would be of another thing. `towards_zero` compares
    distances from 0 in each scenario, so that faults of opposite signs do not cancel.
    ValidationFailed unless all findings have the same candidates.
    """
    lacking = unranked(metric, findings)
    estimates = {
        name: _estimates(metric.key, name, findings) for name in findings[0].metrics if name not in lacking
    }
    costs = {name: [cost(metric.direction, x) for x in _values(row)] for name, row in estimates.items()}
    means = {name: statistics.fmean(each) for name, each in costs.items()}
    order = sorted(costs, key=lambda name: (means[name], name))
    ranks = sorted(means.values())
    return [
        _row(1 + bisect_left(ranks, means[name]), name, estimates[name], costs[name], costs[order[0]])
        for name in order
    ]


def unranked(metric: MetricSpec, findings: Sequence[Finding]) -> dict[str, list[int]]:
    """The candidates for which the metric has no value somewhere, by id; with the places of the findings."""
    if not findings:
        raise ValidationFailed.at("findings", "needs at least one scenario")
    lacking = {
        name: [at for at, each in enumerate(_estimates(metric.key, name, findings)) if each.value is None]
        for name in sorted(_candidates(findings))
    }
    return {name: places for name, places in lacking.items() if places}


def cost(direction: Direction, value: float) -> float:
    """What is to be small: the value, its negative, or its distance from 0."""
    if direction == "towards_zero":
        return abs(value)
    return -value if direction == "maximise" else value


def _row(
    place: int, name: str, estimates: Sequence[MetricValue], costs: Sequence[float], leader: Sequence[float]
) -> LeaderboardRow:
    values = _values(estimates)
    behind = [mine - best for mine, best in zip(costs, leader, strict=True)]
    gap, error = max(0.0, statistics.fmean(behind)), _error_between(behind)
    return LeaderboardRow(
        place, name, statistics.fmean(values), _error_of_draws(estimates), _error_between(values),
        len(values), gap, error, _holds_zero(gap, error, len(values)),
    )  # fmt: skip


def _holds_zero(gap: float, error: float | None, scenarios: int) -> bool:
    if error is None:
        return True
    return abs(gap) <= error * float(stdtrit(scenarios - 1, (1 + CONFIDENCE) / 2))


def _error_between(values: Sequence[float]) -> float | None:
    return statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else None


def _error_of_draws(estimates: Sequence[MetricValue]) -> float | None:
    errors = [each.standard_error for each in estimates if each.standard_error is not None]
    if len(errors) < len(estimates):
        return None
    return math.sqrt(math.fsum(error * error for error in errors)) / len(errors)


def _values(estimates: Sequence[MetricValue]) -> list[float]:
    return [each.value for each in estimates if each.value is not None]


def _estimates(key: str, name: str, findings: Sequence[Finding]) -> list[MetricValue]:
    return [finding.metrics[name].get(key, NOT_DEFINED) for finding in findings]


def _candidates(findings: Sequence[Finding]) -> Mapping[str, object]:
    for at, finding in enumerate(findings):
        if set(finding.metrics) != set(findings[0].metrics):
            raise ValidationFailed.at(f"findings[{at}]", "has other candidates than the first scenario")
    return findings[0].metrics
