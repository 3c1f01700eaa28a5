"""The ports of a store in memory."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from provenlab.core.ports.clock import Clock
    from provenlab.tools.compose import Backend


def memory_backend(clock: "Clock") -> "Backend":
    """The ports over tables of this process."""
    from provenlab.adapters.memory.artifact_catalog import MemoryArtifactCatalog
    from provenlab.adapters.memory.evaluation_store import MemoryEvaluationStore
    from provenlab.adapters.memory.evaluation_subjects import MemoryEvaluationSubjects
    from provenlab.adapters.memory.experiment_journal import MemoryExperimentJournal
    from provenlab.adapters.memory.experiment_tracker import MemoryExperimentTracker
    from provenlab.adapters.memory.job_queue import MemoryJobQueue
    from provenlab.adapters.memory.lineage import MemoryLineage
    from provenlab.adapters.memory.model_history import MemoryModelHistory
    from provenlab.adapters.memory.model_registry import MemoryModelRegistry
    from provenlab.adapters.memory.retention import MemoryRetention
    from provenlab.adapters.memory.run_registry import MemoryRunRegistry
    from provenlab.adapters.memory.store import MemoryStore
    from provenlab.tools.compose import Backend

    def backend(store: MemoryStore) -> "Backend":
        return Backend(
            store,
            MemoryExperimentTracker(store, clock),
            lambda: MemoryArtifactCatalog(store, clock),
            lambda: MemoryLineage(store),
            lambda: MemoryRunRegistry(store, clock),
            lambda: MemoryJobQueue(store, clock),
            lambda: MemoryEvaluationSubjects(store),
            lambda: MemoryEvaluationStore(store),
            lambda: MemoryExperimentJournal(store, clock),
            lambda open_blobs: MemoryModelRegistry(
                store, lambda: MemoryArtifactCatalog(store, clock), open_blobs, clock
            ),
            lambda: MemoryModelHistory(store, clock),
            lambda: MemoryRetention(store, clock),
            lambda: backend(store.read_only_view()),
        )

    return backend(MemoryStore())
