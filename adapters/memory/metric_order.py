"""Records by a final metric, in memory."""

import math
from collections.abc import Mapping

from provenlab.core.models.metric import MetricBounds, MetricOrder


def place_of(
    metrics: Mapping[str, float], order: MetricOrder | None, newest: tuple[object, ...]
) -> tuple[object, ...]:
    """Where a record stands, the greatest first; `newest` is its place among the newest.

    Those without the metric, or with NaN, stand last.
    """
    if order is None:
        return newest
    value = metrics.get(order.metric, math.nan)
    if math.isnan(value):
        return (0, 0.0, *newest)
    return (1, value if order.descending else -value, *newest)


def lies_within(metrics: Mapping[str, float], bounds: MetricBounds | None) -> bool:
    """Whether the metric is there and in the range; NaN is in none that has an end."""
    if bounds is None:
        return True
    if bounds.key not in metrics:
        return False
    value = metrics[bounds.key]
    return (bounds.at_least is None or value >= bounds.at_least) and (
        bounds.at_most is None or value <= bounds.at_most
    )
