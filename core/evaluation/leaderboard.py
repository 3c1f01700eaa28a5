"""Candidates over a cohort, ordered by the primary metric."""

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scipy.special import stdtrit

from provenlab.core.errors import ValidationFailed
from provenlab.core.evaluation.kind import Finding, MetricSpec, MetricValue

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class LeaderboardRow:
    """One candidate. `se_mc` shrinks with more draws, `se_scenario` only with more scenarios.

    `behind` is the mean paired difference from the leader over scenarios, positive when worse, with its
    error between scenarios. `not_distinguishable` is true where its 95 % interval (Student's t) holds 0:
    always with fewer than two scenarios, where nothing is known of the spread between them.
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
    """Best first, equal values by candidate id; ValidationFailed unless all have the same candidates."""
    if not findings:
        raise ValidationFailed.at("findings", "needs at least one scenario")
    estimates = {name: _estimates(metric.key, name, findings) for name in _candidates(findings)}
    values = {name: _values(row) for name, row in estimates.items()}
    sign = -1 if metric.direction == "maximise" else 1
    order = sorted(values, key=lambda name: (sign * statistics.fmean(values[name]), name))
    leader = values[order[0]]
    behind = {name: [sign * (x - y) for x, y in zip(values[name], leader, strict=True)] for name in order}
    return [_row(place, name, estimates[name], behind[name]) for place, name in enumerate(order, 1)]


def _row(place: int, name: str, estimates: Sequence[MetricValue], behind: Sequence[float]) -> LeaderboardRow:
    values = _values(estimates)
    gap, error = statistics.fmean(behind), _error_between(behind)
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
    row = [finding.metrics[name][key] for finding in findings]
    for at, each in enumerate(row):
        if each.value is None:
            raise ValidationFailed.at(f"findings[{at}].{name}.{key}", "has no value, so there is no order")
    return row


def _candidates(findings: Sequence[Finding]) -> Mapping[str, object]:
    for at, finding in enumerate(findings):
        if set(finding.metrics) != set(findings[0].metrics):
            raise ValidationFailed.at(f"findings[{at}]", "has other candidates than the first scenario")
    return findings[0].metrics
