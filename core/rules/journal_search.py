"""How entries are found by words, numbers and dates: the same in every store."""

import math
from collections.abc import Mapping
from typing import Any

from provenlab.core.models.journal import (
    JournalEntry,
    JournalFilter,
    ResultOrder,
    earliest_instant,
    latest_instant,
)

_INFINITIES = {"Infinity": math.inf, "-Infinity": -math.inf}


def folded(text: str) -> str:
    """Text without its case, for comparing."""
    return text.casefold()


def result_numbers(results: Mapping[str, Any]) -> dict[str, float]:
    """The numbers at the top level of results that can be searched by range: infinities too, NaN not."""
    found: dict[str, float] = {}
    for key, value in results.items():
        if isinstance(value, bool) or "\0" in key:
            continue
        if isinstance(value, (int, float)):
            found[key] = float(value)
        elif isinstance(value, str) and value in _INFINITIES:
            found[key] = _INFINITIES[value]
    return found


def rank(entry: JournalEntry, order: ResultOrder) -> tuple[bool, float]:
    """Where an entry stands by a number of its results; the higher the earlier."""
    value = result_numbers(entry.results).get(order.key)
    if value is None:
        return False, 0.0
    return True, value if order.descending else -value


def meets(entry: JournalEntry, criteria: JournalFilter) -> bool:
    """Whether an entry passes all filters."""
    created_at = earliest_instant(entry.created_at)
    same = ("mutation_type", "disposition", "run_id", "experiment_id")
    return (
        all(getattr(criteria, field) in (None, getattr(entry, field)) for field in same)
        and criteria.outcome in (None, entry.promotion_decision)
        and set(criteria.tags) <= set(entry.tags)
        and (criteria.date_from is None or created_at >= earliest_instant(criteria.date_from))
        and (criteria.date_to is None or created_at <= latest_instant(criteria.date_to))
        and (criteria.text is None or folded(criteria.text) in folded(entry.hypothesis))
        and _within(entry, criteria)
    )


def _within(entry: JournalEntry, criteria: JournalFilter) -> bool:
    bounds = criteria.result
    if bounds is None:
        return True
    value = result_numbers(entry.results).get(bounds.key)
    if value is None:
        return False
    return (bounds.at_least is None or value >= bounds.at_least) and (
        bounds.at_most is None or value <= bounds.at_most
    )
