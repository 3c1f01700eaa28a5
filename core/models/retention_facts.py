"""What a store knows that a retention policy is asked about."""

from datetime import datetime
from typing import NamedTuple

from provenlab.core.models.artifact import ProducerKind
from provenlab.core.models.model_version import ModelState

ProducerKey = tuple[ProducerKind, str]


class ArtifactFact(NamedTuple):
    """One artifact; `recorded_at` by the store's clock. `makers` have it among their outputs."""

    artifact_id: str
    kind: str
    size_bytes: int
    storage_uri: str
    recorded_at: datetime
    makers: tuple[ProducerKey, ...] = ()
    parents: tuple[str, ...] = ()
    is_tombstoned: bool = False
    is_expired: bool = False
    is_pinned: bool = False


class ProducerFact(NamedTuple):
    """A run or an experiment. `group` is the kind of a run; `may_go_on` while it can still read inputs."""

    key: ProducerKey
    group: str
    name: str
    status: str
    created_at: datetime
    may_go_on: bool
    experiment_id: str | None = None
    inputs: tuple[str, ...] = ()


class ModelFact(NamedTuple):
    """A version of a model, the artifact of its file and those it was made from."""

    model_name: str
    version: int
    state: ModelState
    file_id: str
    inputs: tuple[str, ...] = ()


class TrialFact(NamedTuple):
    """A journal entry that names a run or an experiment."""

    entry_id: int
    producer: ProducerKey
    is_rejected: bool


class ReferenceFact(NamedTuple):
    """An artifact that a lasting record reads or came from, a scenario or a candidate."""

    holder: str
    artifact_id: str


class RetentionFacts(NamedTuple):
    """One state of a store; each tuple in any order."""

    artifacts: tuple[ArtifactFact, ...] = ()
    producers: tuple[ProducerFact, ...] = ()
    models: tuple[ModelFact, ...] = ()
    trials: tuple[TrialFact, ...] = ()
    references: tuple[ReferenceFact, ...] = ()
