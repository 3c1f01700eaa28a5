"""Retention in memory."""

from collections.abc import Iterator, Mapping

from provenlab.adapters.memory.store import MemoryStore
from provenlab.core.errors import NotFound
from provenlab.core.models.artifact import Artifact, Producer
from provenlab.core.models.remark import NO_REMARK, Remark
from provenlab.core.models.retention import Collection, Expiry, PinEvent
from provenlab.core.models.retention_facts import (
    ArtifactFact,
    ProducerFact,
    ProducerKey,
    ReferenceFact,
    RetentionFacts,
    TrialFact,
)
from provenlab.core.ports.clock import Clock
from provenlab.core.rules.expiries import expired_error, pin_event, require_expirable, tombstone_event

_LIVING = ("pending", "running")


class MemoryRetention:
    """Implements `RetentionPort`; an artifact tells itself when it expired."""

    def __init__(self, store: MemoryStore, clock: Clock) -> None:
        self._store = store
        self._tables = store.tables
        self._clock = clock

    def hold(self) -> None:
        with self._store.atomic():
            # The store has one lock, and whoever is inside holds it.
            return

    def facts(self) -> RetentionFacts:
        with self._store.snapshot():
            return RetentionFacts(
                artifacts=tuple(self._artifact_fact(each) for each in self._tables.artifacts.values()),
                producers=(*self._runs(), *self._experiments()),
                trials=tuple(self._trials()),
                references=tuple(self._references()),
            )

    def _artifact_fact(self, artifact: Artifact) -> ArtifactFact:
        makers: list[ProducerKey] = []
        if artifact.producer is not None:
            makers.append((artifact.producer.kind, artifact.producer.id))
        writers = sorted(self._tables.writers.get(artifact.artifact_id, ()))
        return ArtifactFact(
            artifact.artifact_id,
            artifact.kind,
            artifact.size_bytes,
            artifact.storage_uri,
            artifact.recorded_at,
            tuple(dict.fromkeys([*makers, *(("experiment", each) for each in writers)])),
            tuple(each.artifact_id for each in artifact.parents),
            artifact.status == "tombstoned",
            artifact.expired_at is not None,
            self._is_pinned(artifact.artifact_id),
        )

    def _references(self) -> Iterator[ReferenceFact]:
        for scenario in self._tables.scenarios.values():
            for artifact_id in scenario.inputs.values():
                yield ReferenceFact(f"scenario {scenario.scenario_id}", artifact_id)
        for candidate in self._tables.candidates.values():
            for source in candidate.sources:
                if source.artifact_id is not None:
                    yield ReferenceFact(f"candidate {candidate.candidate_id}", source.artifact_id)

    def _upstreams(self) -> dict[str, list[str]]:
        """Run -> artifacts that its evaluation stands on."""
        found: dict[str, list[str]] = {}
        for evaluation_id, evaluation in self._tables.evaluations.items():
            for upstream in evaluation.upstreams:
                ids = [upstream.id] if upstream.kind == "artifact" else self._made_by(upstream.id)
                for run_id in {evaluation.run_id, self._tables.jobs[evaluation_id].run_id}:
                    found.setdefault(run_id, []).extend(ids)
        return found

    def _made_by(self, run_id: str) -> list[str]:
        by_run = Producer(kind="run", id=run_id)
        return [each.artifact_id for each in self._tables.artifacts.values() if each.producer == by_run]

    def _runs(self) -> Iterator[ProducerFact]:
        upstreams = self._upstreams()
        dead = {each.run_id for each in self._tables.jobs.values() if each.status == "dead"}
        for each in self._tables.runs.values():
            yield ProducerFact(
                ("run", each.run_id),
                each.kind,
                each.name,
                each.status,
                each.origin.created_at,
                each.status in _LIVING or each.run_id in dead,
                each.experiment_id,
                (
                    *(read.artifact_id for read in each.datasets if read.artifact_id is not None),
                    *upstreams.get(each.run_id, ()),
                ),
            )

    def _experiments(self) -> Iterator[ProducerFact]:
        for each in self._tables.experiments.values():
            yield ProducerFact(
                ("experiment", each.experiment_id),
                "",
                each.name,
                each.status,
                each.provenance.created_at,
                each.status in _LIVING,
                None,
                tuple(artifact_id for ids in each.inputs.values() for artifact_id in ids),
            )

    def _trials(self) -> Iterator[TrialFact]:
        for entry in self._tables.journal.values():
            is_rejected = entry.promotion_decision == "rejected"
            named: list[ProducerKey] = []
            if entry.run_id is not None:
                named.append(("run", entry.run_id))
            if entry.experiment_id is not None:
                named.append(("experiment", entry.experiment_id))
            for decision in self._tables.journal_decisions.get(entry.entry_id, ()):
                if decision.comparison is not None:
                    named.extend(("run", each.run_id) for each in decision.comparison.runs())
            yield from (TrialFact(entry.entry_id, each, is_rejected) for each in named)

    def expire(self, collection: Collection, outlived: Mapping[str, str]) -> None:
        with self._store.atomic():
            for artifact_id in sorted(outlived):
                artifact = self._required(artifact_id)
                is_pinned, is_expired = self._is_pinned(artifact_id), artifact.expired_at is not None
                require_expirable(artifact_id, is_pinned, is_expired)
                history = self._tables.artifact_events.get(artifact_id, [])
                event = tombstone_event(history, collection)
                if event is not None:
                    self._store.append(self._tables.artifact_events, artifact_id, event)
                gone = artifact.model_copy(update={"status": "tombstoned", "expired_at": collection.at})
                self._store.put(self._tables.artifacts, artifact_id, gone)
                expiry = Expiry(artifact_id=artifact_id, because=outlived[artifact_id], collection=collection)
                self._store.put(self._tables.expiries, artifact_id, expiry)

    def expiry(self, artifact_id: str) -> Expiry | None:
        with self._store.snapshot():
            self._required(artifact_id)
            return self._tables.expiries.get(artifact_id)

    def expiry_of_blob(self, storage_uri: str) -> Expiry | None:
        with self._store.snapshot():
            named = [each for each in self._tables.artifacts.values() if each.storage_uri == storage_uri]
            if any(each.expired_at is None for each in named):
                return None
            found = [self._tables.expiries[each.artifact_id] for each in named]
        return max(found, key=lambda each: (each.collection.at, each.artifact_id), default=None)

    def set_pin(
        self, artifact_id: str, pinned: bool, remark: Remark = NO_REMARK
    ) -> tuple[PinEvent | None, bool]:
        with self._store.atomic():
            expiry = self.expiry(artifact_id)
            if expiry is not None:
                raise expired_error(expiry)
            events = self._tables.pins.get(artifact_id, [])
            event = pin_event(artifact_id, events, pinned, self._clock.now(), remark)
            if event is None:
                return (events[-1] if events else None), False
            self._store.append(self._tables.pins, artifact_id, event)
            return event, True

    def pins(self) -> tuple[PinEvent, ...]:
        with self._store.snapshot():
            newest = (events[-1] for _, events in sorted(self._tables.pins.items()))
            return tuple(each for each in newest if each.pinned)

    def _is_pinned(self, artifact_id: str) -> bool:
        events = self._tables.pins.get(artifact_id)
        return events[-1].pinned if events else False

    def _required(self, artifact_id: str) -> Artifact:
        artifact = self._tables.artifacts.get(artifact_id)
        if artifact is None:
            raise NotFound(f"no artifact {artifact_id}", {"artifactId": artifact_id})
        return artifact
