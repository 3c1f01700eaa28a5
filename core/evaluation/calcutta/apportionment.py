"""Whole bids in proportion to weights."""

import math
from collections.abc import Mapping

from provenlab.core.evaluation.calcutta.spec import Constraints

_HALVINGS = 200


def apportioned(weights: Mapping[str, float], limits: Constraints) -> dict[str, int]:
    """The budget by the largest remainder (Hamilton), every bid within its limits.

    Quotas are one multiple of the weights, brought within the limits where they are beyond; equal
    remainders go to the smaller id. What the limits let nobody take stays unspent. Weights are
    positive, and `min_bid` on every team is within the budget.
    """
    scale = _scale(weights, limits)
    quotas = {team: _within(scale * weights[team], limits) for team in sorted(weights)}
    bids = {team: math.floor(quota) for team, quota in quotas.items()}
    spare = min(limits.budget, limits.max_bid * len(bids)) - sum(bids.values())
    order = sorted((bids[team] - quotas[team], team) for team in bids if bids[team] < limits.max_bid)
    for _, team in order[:spare]:
        bids[team] += 1
    return bids


def _scale(weights: Mapping[str, float], limits: Constraints) -> float:
    """The multiple whose quotas spend the budget, by bisection: what is spent never falls with it."""
    low, high = 0.0, limits.max_bid / min(weights.values())
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        spent = math.fsum(_within(middle * weight, limits) for weight in weights.values())
        low, high = (middle, high) if spent <= limits.budget else (low, middle)
    return low


def _within(quota: float, limits: Constraints) -> float:
    return min(max(quota, limits.min_bid), limits.max_bid)
