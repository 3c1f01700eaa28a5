"""The words and numbers of a run card, the same in every format."""

import math
from collections.abc import Iterator
from typing import Any

from provenlab.core.models.instant import format_instant
from provenlab.core.models.metric import MetricPoint
from provenlab.core.models.run import ProgressEvent, Run
from provenlab.core.models.run_card import MetricSeries, RunCard
from provenlab.core.rules.canonical_json import canonical_json
from provenlab.core.rules.run_comparison import flattened
from provenlab.core.rules.short_forms import blocks, duration

_SPARK_WIDTH = 40


def facts(run: Run) -> list[tuple[str, str]]:
    """The head of a card: what is known of a run in one word or two."""
    origin = run.origin
    commit = origin.git_commit and f"{origin.git_commit}{' (with changes)' if origin.git_dirty else ''}"
    seed = None if run.seed is None else str(run.seed)
    machine = " · ".join(part for part in (origin.host, origin.platform) if part)
    found = [
        ("Run", run.run_id),
        ("Kind", run.kind),
        ("Status", run.status),
        ("Began", format_instant(run.started_at) if run.started_at else None),
        ("Ended", format_instant(run.ended_at) if run.ended_at else None),
        ("Duration", None if run.duration is None else duration(run.duration)),
        ("Datasets", ", ".join(_dataset(run)) or None),
        ("Tags", ", ".join(run.tags) or None),
        ("Seed", seed),
        ("Experiment", run.experiment_id),
        ("Parent run", run.parent_run_id),
        ("Commit", commit),
        ("Remote", origin.git_remote),
        ("Machine", machine or None),
        ("Python", origin.python_version),
        ("Results", run.results_dir),
        ("Summary", run.summary_path),
    ]
    return [(name, text) for name, text in found if text is not None]


def _dataset(run: Run) -> Iterator[str]:
    for each in run.datasets:
        version = f" {each.version}" if each.version else ""
        yield f"{each.dataset}{version}" + (f" ({each.artifact_id})" if each.artifact_id else "")


def number(value: float) -> str:
    """Six significant digits; NaN and the infinities by name."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    return f"{value:.6g}"


def config_rows(run: Run) -> list[tuple[str, str]]:
    """Every setting by its dotted path."""
    return [(path, _setting(value)) for path, value in sorted(flattened(run.config).items()) if path]


def _setting(value: Any) -> str:
    return value if isinstance(value, str) else canonical_json(value, "config").decode()


def timeline(card: RunCard) -> list[tuple[str, str]]:
    """When, and what: status, phase, percent and message of each event."""
    return [(format_instant(event.at), _happening(event)) for event in card.events]


def _happening(event: ProgressEvent) -> str:
    parts = [
        event.status,
        event.phase,
        None if event.percent is None else f"{event.percent:g} %",
        event.message,
    ]
    return " · ".join(part for part in parts if part) or event.kind


def command(run: Run) -> str | None:
    """How to run it again, as far as that is known."""
    if not run.origin.argv:
        return None
    words = " ".join(_quoted(word) for word in run.origin.argv)
    return f"python {words}" if run.origin.argv[0].endswith(".py") else words


def _quoted(word: str) -> str:
    plain = word and all(letter.isalnum() or letter in "-_./=:,+@%" for letter in word)
    return word if plain else "'" + word.replace("'", "'\"'\"'") + "'"


def range_of(series: MetricSeries) -> tuple[str, str, str]:
    """The lowest, the highest and the last value of a series."""
    finite = finite_values(series.points)
    last = number(series.points[-1].value) if series.points else "-"
    if not finite:
        return "-", "-", last
    return number(min(finite)), number(max(finite)), last


def finite_values(points: tuple[MetricPoint, ...]) -> list[float]:
    return [point.value for point in points if math.isfinite(point.value)]


def sparkline(series: MetricSeries) -> str:
    """A series as a line of blocks; a gap is a value that is no number."""
    return blocks([point.value for point in series.points], _SPARK_WIDTH)
