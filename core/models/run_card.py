"""What a run card shows: a run with all that the store holds about it."""

from typing import NamedTuple

from provenlab.core.models.artifact import Artifact
from provenlab.core.models.metric import MetricPoint
from provenlab.core.models.run import ProgressEvent, Run


class MetricSeries(NamedTuple):
    """The points of one metric in order; `total` may exceed them, since a card shows so many at most."""

    key: str
    points: tuple[MetricPoint, ...]
    total: int


class RunCard(NamedTuple):
    """`events` and `artifacts` are the oldest ones; the totals tell when there are more."""

    run: Run
    events: tuple[ProgressEvent, ...]
    series: tuple[MetricSeries, ...]
    artifacts: tuple[Artifact, ...]
    more_events: bool
    more_artifacts: bool
