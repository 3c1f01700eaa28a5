"""Operations that read runs."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Strict

from provenlab.core.errors import (
    NotFound,
    ValidationFailed,
)
from provenlab.core.models.metric import MetricKey, MetricOrder, MetricPoint
from provenlab.core.models.number import Whole
from provenlab.core.models.page import DEFAULT_LIMIT, Limit
from provenlab.core.models.run import (
    ProgressEvent,
    Run,
    RunFilter,
)
from provenlab.core.models.text import RecordId
from provenlab.core.models.value import Value
from provenlab.core.operations.lab import Lab
from provenlab.core.operations.registry import Continuation, Effect, operation

_BY_SEQ = Continuation("afterSeq", "seq")


class GetRun(Value):
    """Which run."""

    run_id: RecordId


@operation(effect=Effect.READ, errors=(NotFound,))
def get_run(lab: Lab, request: GetRun) -> Run:
    """Returns one run with its definition, status, metrics and error."""
    return lab.run_registry.get_run(request.run_id)


class RunListFilter(RunFilter):
    """Criteria, order, and which part of the list: at most `limit`, after the run `cursor`."""

    order: MetricOrder | None = None
    limit: Limit = DEFAULT_LIMIT
    cursor: RecordId | None = None

    def criteria(self) -> RunFilter:
        fields = {name: value for name, value in self if name in RunFilter.model_fields}
        return RunFilter.model_construct(**fields)


class ListRuns(Value):
    """Without a filter, the newest 100."""

    filter: RunListFilter = RunListFilter.model_construct(order=None, limit=DEFAULT_LIMIT, cursor=None)


class RunPage(Value):
    """`nextCursor` is there when more may follow; send it as `filter.cursor`."""

    items: tuple[Run, ...]
    next_cursor: RecordId | None = None


@operation(effect=Effect.READ, errors=(NotFound,))
def list_runs(lab: Lab, request: ListRuns) -> RunPage:
    """Lists runs, newest first or by a final metric.

    By a metric, runs whose metric is missing or NaN come last. Every criterion must hold; a run must
    have all the tags.
    """
    chosen = request.filter
    page = lab.run_registry.list_runs(chosen.criteria(), chosen.order, chosen.limit, chosen.cursor)
    return RunPage.model_construct(items=page.items, next_cursor=page.next_cursor)


class GetMetricSeries(Value):
    """All series, or that of one key."""

    run_id: RecordId
    key: MetricKey | None = None
    after_seq: Whole = -1
    limit: Limit = 10_000


@operation(effect=Effect.READ, errors=(NotFound,), continuation=_BY_SEQ)
def get_metric_series(lab: Lab, request: GetMetricSeries) -> list[MetricPoint]:
    """Lists the points of a run by ascending `seq`; go on with the last one as `afterSeq`."""
    found = lab.run_registry.metric_series(request.run_id, request.key, request.after_seq, request.limit)
    return list(found)


class GetProgress(Value):
    """Events after a number; go on with the last `seq` you have."""

    run_id: RecordId
    after_seq: Whole = 0
    limit: Limit = DEFAULT_LIMIT


@operation(effect=Effect.READ, errors=(NotFound,), continuation=_BY_SEQ)
def get_progress(lab: Lab, request: GetProgress) -> list[ProgressEvent]:
    """Lists the timeline of a run after a sequence number, oldest first."""
    return list(lab.run_registry.get_progress(request.run_id, request.after_seq, request.limit))


class CompareRuns(Value):
    """2 to 20 different runs."""

    run_ids: Annotated[tuple[RecordId, ...], Strict(False)]


class DifferenceView(Value):
    """A path, and the value of each run that has one there."""

    path: str
    values: dict[str, Any]


class ComparisonView(Value):
    """Only what differs, by path."""

    run_ids: tuple[str, ...]
    config: tuple[DifferenceView, ...]
    metrics: tuple[DifferenceView, ...]


@operation(effect=Effect.READ, errors=(NotFound, ValidationFailed))
def compare_runs(lab: Lab, request: CompareRuns) -> ComparisonView:
    """Returns what differs between runs in config and final metrics, as data."""
    from provenlab.core.models.metric import number_on_the_wire

    found = lab.runs.compare(request.run_ids)

    def shown(values: Mapping[str, Any], numbers: bool) -> dict[str, Any]:
        return {run_id: number_on_the_wire(value) if numbers else value for run_id, value in values.items()}

    return ComparisonView(
        run_ids=found.run_ids,
        config=tuple(
            DifferenceView(path=each.path, values=shown(each.values, False)) for each in found.config
        ),
        metrics=tuple(
            DifferenceView(path=each.path, values=shown(each.values, True)) for each in found.metrics
        ),
    )
