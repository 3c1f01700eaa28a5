"""The parts of a lab that are about experiments; most calls look at no artifact and walk no graph."""

from typing import TYPE_CHECKING, cast

from provenlab.tools.later import Later

if TYPE_CHECKING:
    from provenlab.adapters._sql.store import SqlStore
    from provenlab.core.ports.artifact_catalog import ArtifactCatalogPort
    from provenlab.core.ports.clock import Clock
    from provenlab.core.ports.experiment_tracker import ExperimentTrackerPort
    from provenlab.core.services.experiment_metrics import ExperimentMetrics
    from provenlab.core.services.experiments import ExperimentService
    from provenlab.core.services.lineage import LineageService
    from provenlab.tools.compose import LabParts


def sql_experiments(store: "SqlStore", clock: "Clock") -> "ExperimentTrackerPort":
    """Experiments over any database of named queries."""

    def tracker() -> "ExperimentTrackerPort":
        from provenlab.adapters._sql.experiment_tracker import SqlExperimentTracker

        return SqlExperimentTracker(store, clock)

    return cast("ExperimentTrackerPort", Later(tracker))


def experiment_service(lab: "LabParts", tracker: "ExperimentTrackerPort") -> "ExperimentService":
    """Experiments of a lab."""
    from provenlab.core.services.experiments import ExperimentService

    catalog = cast("ArtifactCatalogPort", Later(lambda: lab.catalog))
    lineage = cast("LineageService", Later(lambda: lab.lineage))
    metrics = cast("ExperimentMetrics", Later(lambda: experiment_metrics(lab)))
    return ExperimentService(tracker, catalog, lineage, metrics, lab.store, lab.tell_progress)


def experiment_metrics(lab: "LabParts") -> "ExperimentMetrics":
    """What metrics artifacts of a lab hold."""
    from provenlab.core.services.experiment_metrics import ExperimentMetrics

    return ExperimentMetrics(lab.catalog, lab.blobs, lab.content)
