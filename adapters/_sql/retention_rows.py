"""Rows of retention: facts, pins, collections and expiries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from provenlab.adapters._sql.database import Row
from provenlab.core.models.instant import from_microseconds, to_microseconds
from provenlab.core.models.journal import Comparison
from provenlab.core.models.retention import Collection, Expiry, PinEvent, RetentionPolicy
from provenlab.core.models.retention_facts import ArtifactFact, ProducerFact, ProducerKey, TrialFact
from provenlab.core.models.value import restored
from provenlab.core.rules.canonical_json import canonical_json, parse_canonical_json


def artifact_facts(
    rows: Iterable[Row], parent_rows: Iterable[Row], output_rows: Iterable[Row]
) -> Iterator[ArtifactFact]:
    """One for each row of `retention.artifacts`."""
    parents = _grouped((row["child_id"], row["parent_id"]) for row in parent_rows)
    outputs = _grouped((row["artifact_id"], row["experiment_id"]) for row in output_rows)
    for row in rows:
        artifact_id = row["artifact_id"]
        makers: dict[ProducerKey, None] = {}
        if row["producer_kind"] is not None:
            makers[(row["producer_kind"], row["producer_id"])] = None
        makers |= {("experiment", each): None for each in outputs[artifact_id]}
        yield ArtifactFact(
            artifact_id,
            row["kind"],
            row["size_bytes"],
            row["storage_uri"],
            from_microseconds(row["recorded_at"]),
            tuple(makers),
            tuple(parents[artifact_id]),
            bool(row["is_tombstoned"]),
            bool(row["is_expired"]),
            bool(row["is_pinned"]),
        )


def run_facts(rows: Iterable[Row], input_rows: Iterable[Row]) -> Iterator[ProducerFact]:
    """One for each row of `retention.runs`."""
    inputs = _grouped((row["k"], row["artifact_id"]) for row in input_rows)
    return (_producer_fact(("run", row["id"]), row, inputs[row["k"]]) for row in rows)


def experiment_facts(rows: Iterable[Row], input_rows: Iterable[Row]) -> Iterator[ProducerFact]:
    """One for each row of `retention.experiments`."""
    inputs = _grouped((row["k"], row["artifact_id"]) for row in input_rows)
    return (_producer_fact(("experiment", row["id"]), row, inputs[row["k"]]) for row in rows)


def _producer_fact(key: ProducerKey, row: Row, inputs: list[str]) -> ProducerFact:
    return ProducerFact(
        key,
        row["kind_of_run"],
        row["name"],
        row["status"],
        from_microseconds(row["created_at"]),
        bool(row["may_go_on"]),
        row["experiment_id"],
        tuple(inputs),
    )


def trial_facts(rows: Iterable[Row], comparison_rows: Iterable[Row]) -> Iterator[TrialFact]:
    """What entries name themselves, and what decisions on them compared."""
    for row in rows:
        is_rejected = row["promotion_decision"] == "rejected"
        if row["run_id"] is not None:
            yield TrialFact(row["id"], ("run", row["run_id"]), is_rejected)
        if row["experiment_id"] is not None:
            yield TrialFact(row["id"], ("experiment", row["experiment_id"]), is_rejected)
    for row in comparison_rows:
        for each in Comparison.model_validate(parse_canonical_json(row["comparison"])).runs():
            yield TrialFact(row["id"], ("run", each.run_id), row["promotion_decision"] == "rejected")


def _grouped(pairs: Iterable[tuple[object, str]]) -> defaultdict[object, list[str]]:
    found: defaultdict[object, list[str]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


def collection_row(collection: Collection) -> Row:
    """All columns of a collection."""
    return {
        "collection_id": collection.collection_id,
        "at": to_microseconds(collection.at),
        "policy": canonical_json(collection.policy.model_dump(mode="json", by_alias=False)).decode(),
        "actor": collection.actor,
        "reason": collection.reason,
    }


def expiry_of(row: Row) -> Expiry:
    """The expiry of a row of `retention.expiry`."""
    collection = {
        "collection_id": row["collection_id"],
        "at": from_microseconds(row["at"]),
        "policy": RetentionPolicy.model_validate(parse_canonical_json(row["policy"])),
        "actor": row["actor"],
        "reason": row["reason"],
    }
    fields = {
        "artifact_id": row["artifact_id"],
        "because": row["because"],
        "collection": restored(Collection, collection),
    }
    return restored(Expiry, fields)


def pin_of(row: Row) -> PinEvent:
    """The pin event a row holds."""
    return restored(PinEvent, {**row, "at": from_microseconds(row["at"]), "pinned": bool(row["pinned"])})


def pin_row(event: PinEvent) -> Row:
    """All columns of a pin event."""
    return {**event.__dict__, "at": to_microseconds(event.at)}
