"""How entries are found by words, numbers and dates: the same in every store."""

from collections.abc import Mapping
from typing import Any

from provenlab.core.models.journal import JournalEntry, JournalFilter, earliest_instant, latest_instant


def folded(text: str) -> str:
    """Text without its case, for comparing."""
    return text.casefold()


def result_numbers(results: Mapping[str, Any]) -> dict[str, float]:
    """The numbers at the top level of results that can be searched by range."""
    return {
        key: float(value)
        for key, value in results.items()
        if isinstance(value, (int, float)) and not isinstance(value, bool) and "\0" not in key
    }


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
