"""A deterministic population of experiments and artifacts, as the rows that the library would write.

Experiment `i` reads five artifacts: two price slices with about ten readers each, a set of alerts or the
metrics of the experiment before it, a strategy, and a universe that at least 100,000 others read. Every
other block of seven is a chain, each member reading what the one before it produced: six hops.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from provenlab.adapters._sql.artifact_rows import new_row as artifact_row
from provenlab.adapters._sql.artifact_rows import parent_rows
from provenlab.adapters._sql.experiment_rows import event_row, input_edges, new_row
from provenlab.core.models.artifact import Artifact, Parent, Producer
from provenlab.core.models.experiment import Execution, Experiment, ExperimentEvent, ExperimentStatus
from provenlab.core.models.provenance import Provenance
from provenlab.core.rules.canonical_json import canonical_json
from provenlab.core.rules.digests import CONFIG, artifact_digest, definition_digest, tagged_digest
from provenlab.core.rules.experiment_changes import Declaration

CHAIN = 7
POPULAR_READERS = 100_000
_BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
_STATUSES: tuple[ExperimentStatus, ...] = ("completed", "pending", "running", "failed", "cancelled")
_STEPS: dict[ExperimentStatus, tuple[ExperimentStatus, ...]] = {
    "pending": (),
    "running": ("running",),
    "completed": ("running", "completed"),
    "failed": ("running", "failed"),
    "cancelled": ("cancelled",),
}

Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Population:
    """`size` experiments, and the artifacts they read and produce."""

    size: int

    @property
    def slices(self) -> int:
        return max(self.size // 5, 10)

    @property
    def universes(self) -> int:
        return max(self.size // POPULAR_READERS, 1)

    @property
    def popular(self) -> str:
        """An artifact that 100,000 experiments read, or all of them where there are fewer."""
        return "universe-0"

    def experiment_id(self, i: int) -> str:
        """Grows with time as a UUID of version 7 does, and ends at random as one does."""
        tail = (i * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFF
        return f"0195{i >> 16:04x}-{i & 0xFFFF:04x}-7000-8000-{tail:012x}"

    def metrics_id(self, i: int) -> str:
        return f"metrics-{self.experiment_id(i)}"

    def slice_ids(self, i: int) -> tuple[str, str]:
        """Scattered, so that the readers of a slice do not lie side by side."""
        first = (i * 7_919) % self.slices
        return f"ohlcv-{first:07}", f"ohlcv-{(first + self.slices // 2) % self.slices:07}"

    def status(self, i: int) -> ExperimentStatus:
        is_link = (i // CHAIN) % 2 == 0 and i % CHAIN != CHAIN - 1 and i + 1 < self.size
        return "completed" if is_link else _STATUSES[i % len(_STATUSES)]

    def chain_end(self, n: int) -> int:
        """The last member of the n-th chain: six experiments lie behind it."""
        chains = max(self.size // (2 * CHAIN), 1)
        return min((n % chains) * 2 * CHAIN + CHAIN - 1, self.size - 1)

    def inputs(self, i: int) -> dict[str, tuple[str, ...]]:
        is_follower = (i // CHAIN) % 2 == 0 and i % CHAIN != 0
        first = {"previous": (self.metrics_id(i - 1),)} if is_follower else {"alerts": (_alerts(self, i),)}
        return {
            **first,
            "ohlcv": self.slice_ids(i),
            "strategies": (f"strategy-{(i * 31) % 1_000:04}",),
            "universe": (f"universe-{i % self.universes}",),
        }

    def rows(self, first: int, last: int) -> Rows:
        """The rows of experiments `first` to `last`, the last left out, and of what they produced."""
        rows: Rows = {
            "experiments": [],
            "experiment_inputs": [],
            "experiment_outputs": [],
            "experiment_events": [],
            "artifacts": [],
        }
        for i in range(first, last):
            self._add(rows, i)
        return rows

    def _add(self, rows: Rows, i: int) -> None:
        k = i + 1
        declaration, events = self._experiment(i)
        experiment = declaration.experiment
        rows["experiments"].append({"k": k, **new_row(declaration)})
        rows["experiment_inputs"] += input_edges(experiment, k)
        rows["experiment_events"] += [event_row(event, k) for event in events]
        for slot, artifact_id in experiment.outputs.items():
            rows["experiment_outputs"].append({"k": k, "slot": slot, "artifact_id": artifact_id})
            producer = Producer.model_construct(kind="experiment", id=experiment.experiment_id)
            artifact = _artifact(artifact_id, "metrics", i, producer=producer)
            rows["artifacts"].append(artifact_row(artifact))

    def _experiment(self, i: int) -> tuple[Declaration, list[ExperimentEvent]]:
        status, at = self.status(i), _BEGIN + timedelta(seconds=i)
        steps = _STEPS[status]
        definition: dict[str, Any] = {
            "experiment_id": self.experiment_id(i),
            "name": f"momentum sweep {i // 1_000}, trial {i % 1_000}",
            "description": None,
            "inputs": self.inputs(i),
            "config": _config(i),
            "provenance": _provenance(i, at),
            "required_outputs": ("metrics",),
        }
        config = canonical_json(definition["config"])
        config_hash = tagged_digest(CONFIG, config)
        experiment = Experiment.model_construct(
            **definition,
            status=status,
            outputs={"metrics": self.metrics_id(i)} if status == "completed" else {},
            execution=_execution(steps, at),
            recorded_at=at + timedelta(milliseconds=3),
            revision=len(steps),
            config_hash=config_hash,
            definition_hash="",
        )
        digest = definition_digest(experiment, config_hash)
        experiment = experiment.model_copy(update={"definition_hash": digest})
        return Declaration(experiment, config), _events(steps, at)

    def shared_artifacts(self) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
        """The artifacts that experiments read but none produced, each with its lineage edges."""
        names = [
            *((f"feed-{n:02}", "feed") for n in range(50)),
            *((f"universe-{n}", "universe") for n in range(self.universes)),
            *((f"strategy-{n:04}", "strategies") for n in range(1_000)),
            *((f"alerts-{n:07}", "alerts") for n in range(self.slices)),
        ]
        for name, kind in names:
            yield artifact_row(_artifact(name, kind, -1)), []
        for n in range(self.slices):
            parents = (Parent.model_construct(artifact_id=f"feed-{n % 50:02}", role="source"),)
            made = _artifact(f"ohlcv-{n:07}", "ohlcv", -1, parents=parents)
            yield artifact_row(made), parent_rows(made)


def _alerts(population: Population, i: int) -> str:
    return f"alerts-{(i * 104_729) % population.slices:07}"


def _config(i: int) -> dict[str, Any]:
    dice = random.Random(i)
    return {
        "strategy": {"name": "momentum", "version": 3},
        "params": {
            f"p{n:02}": dice.choice((n, round(dice.uniform(0, 100), 3), f"v{dice.randrange(100)}"))
            for n in range(16)
        },
        "risk": {
            "stop": round(dice.uniform(0.5, 5), 2),
            "target": round(dice.uniform(1, 9), 2),
            "trail": False,
        },
        "seed": i,
    }


def _provenance(i: int, at: datetime) -> Provenance:
    return Provenance.model_construct(
        git_commit=f"{i // 5_000:040x}",
        git_dirty=False,
        engine_version="4.2.0",
        created_at=at,
        host=None,
        platform=None,
        python_version=None,
        packages=None,
        argv=None,
    )


def _execution(steps: tuple[ExperimentStatus, ...], at: datetime) -> Execution | None:
    if not steps:
        return None
    is_started = steps[0] == "running"
    is_ended = steps[-1] != "running"
    return Execution.model_construct(
        started_at=at + timedelta(seconds=1) if is_started else None,
        completed_at=at + timedelta(seconds=9) if is_ended else None,
        duration=8_000 if is_started and is_ended else None,
        error="the data feed ended early" if steps[-1] == "failed" else None,
    )


def _events(steps: tuple[ExperimentStatus, ...], at: datetime) -> list[ExperimentEvent]:
    return [
        ExperimentEvent.model_construct(
            seq=seq,
            at=at + timedelta(seconds=seq * 4 - 3),
            kind="status",
            status=status,
            actor=None,
            reason=None,
        )
        for seq, status in enumerate(steps, 1)
    ]


def _artifact(
    artifact_id: str, kind: str, i: int, *, producer: Producer | None = None, parents: tuple[Parent, ...] = ()
) -> Artifact:
    content = sha256(artifact_id.encode()).hexdigest()
    at = _BEGIN + timedelta(seconds=i + 10)
    artifact = Artifact.model_construct(
        artifact_id=artifact_id,
        kind=kind,
        name=f"{kind} {artifact_id}",
        schema_version=1,
        format="json",
        logical_key=None,
        supersedes=None,
        producer=producer,
        parents=parents,
        created_at=at,
        file_hash=content,
        content_hash=content,
        size_bytes=512,
        storage_uri=f"sha256/{content[:2]}/{content}",
        summary={},
        recorded_at=at,
        record_hash="",
        status="active",
        successor_id=None,
    )
    return artifact.model_copy(update={"record_hash": artifact_digest(artifact)})
