"""Gathers what a run card shows, from one snapshot of the store."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from provenlab.core.models.artifact import ArtifactFilter
from provenlab.core.models.metric import MetricPoint
from provenlab.core.models.run_card import MetricSeries, RunCard
from provenlab.core.ports.artifact_catalog import ArtifactCatalogPort
from provenlab.core.ports.run_registry import RunRegistryPort
from provenlab.core.ports.store import StorePort

MAX_EVENTS = 200
MAX_ARTIFACTS = 200
MAX_POINTS_READ = 100_000
MAX_POINTS_SHOWN = 120


class RunCardService:
    """Reads; the same stored state gives the same card."""

    def __init__(self, registry: RunRegistryPort, catalog: ArtifactCatalogPort, store: StorePort) -> None:
        self._registry = registry
        self._catalog = catalog
        self._store = store

    def card(self, run_id: str) -> RunCard:
        """NotFound for an unknown run."""
        with self._store.snapshot():
            run = self._registry.get_run(run_id)
            events = self._registry.get_progress(run_id, limit=MAX_EVENTS + 1)
            points = self._registry.metric_series(run_id, limit=MAX_POINTS_READ)
            made = self._catalog.list_artifacts(ArtifactFilter(producer_id=run_id), MAX_ARTIFACTS)
        return RunCard(
            run=run,
            events=events[:MAX_EVENTS],
            series=tuple(_series(points)),
            artifacts=tuple(reversed(made.items)),
            more_events=len(events) > MAX_EVENTS,
            more_artifacts=made.next_cursor is not None,
        )


def _series(points: Iterable[MetricPoint]) -> Iterator[MetricSeries]:
    by_key: dict[str, list[MetricPoint]] = {}
    for point in points:
        by_key.setdefault(point.key, []).append(point)
    for key in sorted(by_key):
        yield MetricSeries(key, tuple(_thinned(by_key[key])), len(by_key[key]))


def _thinned(points: list[MetricPoint]) -> list[MetricPoint]:
    """At most about `MAX_POINTS_SHOWN`: the lowest and the highest of each stretch, so that spikes stay."""
    if len(points) <= MAX_POINTS_SHOWN:
        return points
    stretches = MAX_POINTS_SHOWN // 2 - 1
    borders = [round(index * len(points) / stretches) for index in range(stretches + 1)]
    kept = {points[0].seq: points[0], points[-1].seq: points[-1]}
    for begin, end in pairwise(borders):
        stretch = points[begin:end]
        finite = [point for point in stretch if point.value - point.value == 0]
        for point in (min(finite, key=_value), max(finite, key=_value)) if finite else stretch[:1]:
            kept[point.seq] = point
    return [kept[seq] for seq in sorted(kept)]


def _value(point: MetricPoint) -> float:
    return point.value
