"""The summary.json that a run leaves in its results directory."""

import json
import os
import stat
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

_FILE = "summary.json"
_MAX_BYTES = 4 * 1024 * 1024
_MAX_METRICS = 5_000
# File systems keep times less finely than the clock.
_TOLERANCE_S = 2.0


class Summary(NamedTuple):
    """Where it is, and its numbers by dotted path."""

    path: Path
    metrics: dict[str, Any]


def read_summary(given: Any, results_dir: str | None, began: float) -> Summary | None:
    """The summary of a run that began at `began` (seconds since the epoch), or None.

    Without a given path, a summary in the results directory counts only when it was written since
    then: an earlier run may have left it there. At most 5,000 numbers of a file of at most 4 MiB.
    """
    if given is None and not results_dir:
        return None
    try:
        path = Path(given) if given is not None else Path(str(results_dir)) / _FILE
        found = os.stat(path)
        # A pipe would be waited for.
        if not stat.S_ISREG(found.st_mode) or found.st_size > _MAX_BYTES:
            return None
        if given is None and found.st_mtime < began - _TOLERANCE_S:
            return None
        content = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(content, dict):
            return None
        return Summary(path.absolute(), dict(islice(_numbers_in(content, ""), _MAX_METRICS)))
    except (OSError, ValueError, TypeError, RecursionError):
        return None


def _numbers_in(content: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, float]]:
    for key, value in content.items():
        if isinstance(value, dict):
            yield from _numbers_in(value, f"{prefix}{key}.")
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            yield f"{prefix}{key}", value
