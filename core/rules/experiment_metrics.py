"""The metrics of an experiment: the numbers in the document that it left in its slot `metrics`."""

from collections.abc import Iterator
from typing import Any

from provenlab.core.models.metric import parse_number
from provenlab.core.models.text import storable_text

MAX_METRICS_BYTES = 1024 * 1024
MAX_METRICS = 1_000
_LONGEST_KEY = 256


def document_metrics(document: Any) -> dict[str, float]:
    """The numbers of a JSON object by path (`test.auc`), NaN and the infinities by their tags.

    At most 1,000, those nearest to the root first, then by path. What stands in lists is left out, for
    curves and tables are no metrics, and so are paths that are no key of a metric.
    """
    found = dict(_numbers(document, "")) if isinstance(document, dict) else {}
    first = sorted(found, key=lambda path: (path.count("."), path))[:MAX_METRICS]
    return {path: found[path] for path in sorted(first)}


def _numbers(document: dict[str, Any], root: str) -> Iterator[tuple[str, float]]:
    for key, value in document.items():
        path = f"{root}.{key}" if root else key
        if isinstance(value, dict):
            yield from _numbers(value, path)
        elif _is_key(path):
            try:
                yield path, parse_number(value)
            except ValueError:
                continue


def _is_key(path: str) -> bool:
    try:
        return 1 <= len(storable_text(path)) <= _LONGEST_KEY
    except ValueError:
        return False
