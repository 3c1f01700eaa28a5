"""A lab that lets bytes go, kept in dictionaries; what a policy means is asked of the oracle."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from provenlab.core.models.evaluation import Upstream
from provenlab.core.models.retention import RetentionPolicy
from provenlab.core.models.retention_facts import (
    ArtifactFact,
    ModelFact,
    ProducerFact,
    ProducerKey,
    ReferenceFact,
    RetentionFacts,
    TrialFact,
)
from provenlab.core.rules.storage_uris import blob_uri
from tests.retention_oracle import OWN, Oracle


@dataclass
class RetentionModel:
    """`present` tells of each blob whether it was put, or put again, within the last hour."""

    artifacts: dict[str, ArtifactFact] = field(default_factory=dict)
    producers: dict[ProducerKey, ProducerFact] = field(default_factory=dict)
    models: list[ModelFact] = field(default_factory=list)
    trials: list[TrialFact] = field(default_factory=list)
    references: list[ReferenceFact] = field(default_factory=list)
    upstreams: dict[ProducerKey, Upstream] = field(default_factory=dict)
    present: dict[str, bool] = field(default_factory=dict)

    def put(self, text: str) -> str:
        uri = blob_uri(hashlib.sha256(text.encode()).hexdigest())
        self.present[uri] = True
        return uri

    def add_artifact(self, artifact_id: str, kind: str, text: str, at: datetime, **fields: Any) -> None:
        size = len(text.encode())
        self.artifacts[artifact_id] = ArtifactFact(artifact_id, kind, size, self.put(text), at, **fields)

    def add_metrics(self, run_id: str, at: datetime) -> None:
        """What the store makes of a run that ended, in its own rows."""
        name = f"{run_id}:metrics"
        uri = f"runs/run={run_id}.metrics.json"
        self.artifacts[name] = ArtifactFact(name, "metrics", 0, uri, at, (("run", run_id),))

    def change(self, artifact_id: str, **fields: Any) -> None:
        self.artifacts[artifact_id] = self.artifacts[artifact_id]._replace(**fields)

    def add_producer(self, key: ProducerKey, name: str, at: datetime, **fields: Any) -> None:
        about = {"group": "", "status": "running", "may_go_on": True, **fields}
        self.producers[key] = ProducerFact(key=key, name=name, created_at=at, **about)

    def end(self, key: ProducerKey, status: str, may_go_on: bool = False) -> None:
        self.producers[key] = self.producers[key]._replace(status=status, may_go_on=may_go_on)

    def add_outputs(self, key: ProducerKey, artifact_ids: Iterable[str]) -> None:
        for each in artifact_ids:
            makers = self.artifacts[each].makers
            self.change(each, makers=tuple(dict.fromkeys((*makers, key))))

    def goes(self, policy: RetentionPolicy, now: datetime) -> set[str]:
        facts = RetentionFacts(
            tuple(self.artifacts.values()),
            tuple(each._replace(inputs=self.inputs(each)) for each in self.producers.values()),
            tuple(self.models),
            tuple(self.trials),
            tuple(self.references),
        )
        return Oracle(facts, policy, now).goes()

    def inputs(self, producer: ProducerFact) -> tuple[str, ...]:
        """What it reads; of an evaluation over a run, all that the run made up to now."""
        upstream = self.upstreams.get(producer.key)
        if upstream is None:
            return producer.inputs
        if upstream.kind == "artifact":
            return (upstream.id,)
        return tuple(
            key for key, each in self.artifacts.items() if each.makers[:1] == (("run", upstream.id),)
        )

    def untouchable(self) -> set[str]:
        """What no policy may take: held by a record that lasts, or upstream of what is, by any way."""
        journaled = {each.producer for each in self.trials if not each.is_rejected}
        holders = [each for each in self.producers.values() if each.may_go_on or each.key in journaled]
        held = {each for holder in holders for each in self.inputs(holder)}
        for artifact in self.artifacts.values():
            if artifact.is_pinned or any(holder.key in artifact.makers for holder in holders):
                held.add(artifact.artifact_id)
        for model in self.models:
            held |= {model.file_id, *model.inputs}
        held |= {each.artifact_id for each in self.references}
        waiting = [name for name in held if name in self.artifacts]
        while waiting:
            for each in self.made_from(self.artifacts[waiting.pop()]) - held:
                held.add(each)
                waiting += [each] if each in self.artifacts else []
        return held

    def made_from(self, artifact: ArtifactFact) -> set[str]:
        makers = [self.producers[key] for key in artifact.makers if key in self.producers]
        return {*artifact.parents, *(each for maker in makers for each in self.inputs(maker))}

    def expire(self, artifact_ids: Iterable[str]) -> None:
        for each in artifact_ids:
            self.change(each, is_expired=True, is_tombstoned=True)

    def needed(self) -> set[str]:
        return {each.storage_uri for each in self.artifacts.values() if not each.is_expired}

    def freed(self, going: set[str]) -> list[str]:
        """Blobs that are there and belong to expired artifacts alone, once those go; in order."""
        known = {each.storage_uri for each in self.artifacts.values()}
        stay = {
            each.storage_uri
            for each in self.artifacts.values()
            if not (each.is_expired or each.artifact_id in going)
        }
        return sorted(uri for uri in self.present if uri in known - stay and uri.startswith(OWN))

    def orphans(self, even_young: bool) -> list[str]:
        old = (uri for uri, is_young in self.present.items() if even_young or not is_young)
        return sorted(set(old) - self.needed())

    def remove(self, uris: Sequence[str], even_young: bool) -> list[str]:
        """Those that are old enough are removed, and told."""
        removed = [uri for uri in uris if even_young or not self.present[uri]]
        for uri in removed:
            del self.present[uri]
        return removed
