"""Which experiments meet criteria, and in which order: rows for the tracker."""

from typing import Any

from provenlab.adapters._sql.database import Row, Session
from provenlab.core.errors import NotFound
from provenlab.core.models.experiment import ExperimentFilter
from provenlab.core.models.instant import to_microseconds
from provenlab.core.models.metric import MetricOrder

# A range that more experiments meet is tried on each on the way; of fewer, the search begins there.
_FEW = 500
_OF_THE_ROW = ("status", "git_commit")


def required(session: Session, query: str, experiment_id: str) -> Row:
    """The row of an experiment; NotFound when there is none."""
    row = session.row(query, experiment_id=experiment_id)
    if row is None:
        raise not_found(experiment_id)
    return row


def not_found(experiment_id: str) -> NotFound:
    """No experiment of that id."""
    return NotFound(f"no experiment {experiment_id}", {"experimentId": experiment_id})


def criteria_params(criteria: ExperimentFilter) -> dict[str, Any]:
    """Criteria as parameters; None leaves a line of a query out."""
    low, high, bounds = criteria.min_created_at, criteria.max_created_at, criteria.metric
    return {
        "status": criteria.status,
        "artifact_type": criteria.artifact_type,
        "git_commit": criteria.git_commit,
        "metric_key": bounds.key if bounds else None,
        "metric_at_least": bounds.at_least if bounds else None,
        "metric_at_most": bounds.at_most if bounds else None,
        "min_created_at": None if low is None else to_microseconds(low),
        "max_created_at": None if high is None else to_microseconds(high),
    }


def position(session: Session, cursor: str | None) -> dict[str, Any]:
    """Where the last experiment already seen stands among the newest; NotFound when there is none."""
    if cursor is None:
        return {"cursor_created_at": None, "cursor_id": None}
    row = required(session, "experiments.by_id", cursor)
    return {"cursor_created_at": row["created_at"], "cursor_id": cursor}


def listed_rows(
    session: Session,
    criteria: ExperimentFilter,
    order: MetricOrder | None,
    limit: int | None,
    cursor: str | None,
) -> list[Row]:
    """The rows of a list, newest first or by a metric."""
    params = {**criteria_params(criteria), **_rarity(session, criteria)}
    after = position(session, cursor)
    if order is None:
        by_keys = True if criteria.artifact_type or criteria.metric else None
        return session.rows("experiments.page", **params, **after, by_keys=by_keys, limit=limit)
    return _by_metric(session, order, params, after, limit)


def _rarity(session: Session, criteria: ExperimentFilter) -> dict[str, Any]:
    if criteria.metric is None:
        return {"rare_metric": None, "common_metric": None}
    is_rare = _count(session, "experiments.count_metric", criteria_params(criteria)) <= _FEW
    return {"rare_metric": is_rare or None, "common_metric": not is_rare or None}


def _count(session: Session, query: str, params: dict[str, Any]) -> int:
    row = session.row(query, **params, limit=_FEW + 1)
    return 0 if row is None else int(row["n"])


def _by_metric(
    session: Session, order: MetricOrder, params: dict[str, Any], after: dict[str, Any], limit: int | None
) -> list[Row]:
    """First the experiments that have the metric, in its order, then the others, newest first."""
    cursor = after["cursor_id"]
    value = None if cursor is None else _value_of(session, cursor, order.metric)
    rows: list[Row] = []
    if cursor is None or value is not None:
        query = "experiments.page_by_highest" if order.descending else "experiments.page_by_lowest"
        place = {**after, "cursor_value": value, "rare_row": _is_rare_row(session, params)}
        ordered = {**params, **place, **_order_bounds(order, params)}
        rows = session.rows(query, **ordered, order_metric=order.metric, limit=limit)
        after = {"cursor_created_at": None, "cursor_id": None}
    if limit is None or len(rows) < limit:
        rest = None if limit is None else limit - len(rows)
        others = {**params, **after, "without_metric": order.metric, "by_keys": True}
        rows += session.rows("experiments.page", **others, limit=rest)
    return rows


def _order_bounds(order: MetricOrder, params: dict[str, Any]) -> dict[str, Any]:
    """A range of the very metric that orders is a range of its index; that of another is tried on the way."""
    if params["metric_key"] != order.metric:
        return {"order_at_least": None, "order_at_most": None}
    return {
        "order_at_least": params["metric_at_least"],
        "order_at_most": params["metric_at_most"],
        "rare_metric": None,
        "common_metric": None,
    }


def _is_rare_row(session: Session, params: dict[str, Any]) -> bool | None:
    """True when few experiments meet the criteria of the row, None when many do or there are none."""
    if all(params[name] is None for name in _OF_THE_ROW):
        return None
    return True if _count(session, "experiments.count_row", params) <= _FEW else None


def _value_of(session: Session, experiment_id: str, key: str) -> float | None:
    row = session.row("experiments.metric_of", experiment_id=experiment_id, key=key)
    return None if row is None else row["value"]
