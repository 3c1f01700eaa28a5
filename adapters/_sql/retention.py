"""Retention over named queries."""

from collections import defaultdict
from collections.abc import Mapping

from provenlab.adapters._sql.artifact_rows import event_of, event_row
from provenlab.adapters._sql.database import Session
from provenlab.adapters._sql.retention_rows import (
    artifact_facts,
    collection_row,
    experiment_facts,
    expiry_of,
    pin_of,
    pin_row,
    run_facts,
    trial_facts,
)
from provenlab.adapters._sql.store import SqlStore
from provenlab.core.errors import NotFound
from provenlab.core.models.artifact import ArtifactEvent
from provenlab.core.models.remark import NO_REMARK, Remark
from provenlab.core.models.retention import Collection, Expiry, PinEvent
from provenlab.core.models.retention_facts import ReferenceFact, RetentionFacts
from provenlab.core.ports.clock import Clock
from provenlab.core.rules.expiries import expired_error, pin_event, require_expirable, tombstone_event
from provenlab.core.rules.storage_uris import blob_file_hash, parse_storage_uri

_IDS_A_STATEMENT = 500


class SqlRetention:
    """Implements `RetentionPort`."""

    def __init__(self, store: SqlStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def hold(self) -> None:
        with self._store.writing() as session:
            session.run("retention.hold")

    def facts(self) -> RetentionFacts:
        with self._store.reading() as session:
            rows = session.rows
            parents, outputs = rows("retention.parents"), rows("retention.outputs_of_experiments")
            read = [*rows("retention.inputs_of_runs"), *rows("retention.upstreams_of_runs")]
            runs = run_facts(rows("retention.runs"), read)
            experiments = experiment_facts(
                rows("retention.experiments"), rows("retention.inputs_of_experiments")
            )
            return RetentionFacts(
                artifacts=tuple(artifact_facts(rows("retention.artifacts"), parents, outputs)),
                producers=(*runs, *experiments),
                trials=tuple(trial_facts(rows("retention.trials"), rows("retention.comparisons"))),
                references=tuple(ReferenceFact(**row) for row in rows("retention.references")),
            )

    def expire(self, collection: Collection, outlived: Mapping[str, str]) -> None:
        ids = sorted(outlived)
        with self._store.writing() as session:
            session.run("retention.insert_collection", **collection_row(collection))
            for start in range(0, len(ids), _IDS_A_STATEMENT):
                chunk = ids[start : start + _IDS_A_STATEMENT]
                _require_expirable(session, chunk)
                _tombstone(session, chunk, collection)
                session.run_many(
                    "retention.insert_expiry",
                    [
                        {
                            "artifact_id": each,
                            "collection_id": collection.collection_id,
                            "because": outlived[each],
                        }
                        for each in chunk
                    ],
                )

    def expiry(self, artifact_id: str) -> Expiry | None:
        with self._store.reading() as session:
            row = session.row("retention.expiry", artifact_id=artifact_id)
            if row is None:
                _require_known(session, artifact_id)
        return None if row is None else expiry_of(row)

    def expiry_of_blob(self, storage_uri: str) -> Expiry | None:
        file_hash = blob_file_hash(parse_storage_uri(storage_uri))
        if file_hash is None:
            return None
        with self._store.reading() as session:
            row = session.row("retention.expiry_of_blob", file_hash=file_hash, storage_uri=storage_uri)
        return None if row is None else expiry_of(row)

    def set_pin(
        self, artifact_id: str, pinned: bool, remark: Remark = NO_REMARK
    ) -> tuple[PinEvent | None, bool]:
        with self._store.writing() as session:
            session.row("artifacts.lock", artifact_id=artifact_id)
            expiry = self.expiry(artifact_id)
            if expiry is not None:
                raise expired_error(expiry)
            rows = session.rows("retention.pin_events", artifact_id=artifact_id)
            events = [pin_of(row) for row in rows]
            event = pin_event(artifact_id, events, pinned, self._clock.now(), remark)
            if event is None:
                return (events[-1] if events else None), False
            session.run("retention.insert_pin", **pin_row(event))
            return event, True

    def pins(self) -> tuple[PinEvent, ...]:
        with self._store.reading() as session:
            return tuple(pin_of(row) for row in session.rows("retention.pins"))


def _require_known(session: Session, artifact_id: str) -> None:
    if not session.rows("artifacts.by_ids", artifact_ids=[artifact_id]):
        raise NotFound(f"no artifact {artifact_id}", {"artifactId": artifact_id})


def _require_expirable(session: Session, artifact_ids: list[str]) -> None:
    states = {row["artifact_id"]: row for row in session.rows("retention.states", artifact_ids=artifact_ids)}
    for each in artifact_ids:
        state = states.get(each)
        if state is None:
            raise NotFound(f"no artifact {each}", {"artifactId": each})
        require_expirable(each, bool(state["is_pinned"]), bool(state["is_expired"]))


def _tombstone(session: Session, artifact_ids: list[str], collection: Collection) -> None:
    histories: defaultdict[str, list[ArtifactEvent]] = defaultdict(list)
    for row in session.rows("retention.histories", artifact_ids=artifact_ids):
        histories[row.pop("artifact_id")].append(event_of(row))
    events = ((each, tombstone_event(histories[each], collection)) for each in artifact_ids)
    session.run_many(
        "retention.insert_tombstone",
        [event_row(event, artifact_id) for artifact_id, event in events if event is not None],
    )
