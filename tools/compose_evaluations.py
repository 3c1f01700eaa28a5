"""The parts of a lab that are about evaluations; scenario kinds are looked for when one is needed."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, cast

from provenlab.tools.later import Later

if TYPE_CHECKING:
    from provenlab.adapters._sql.store import SqlStore
    from provenlab.adapters.compute.scenario_kinds import InstalledKinds
    from provenlab.core.evaluation.kind import ScenarioKinds
    from provenlab.core.ports.artifact_catalog import ArtifactCatalogPort
    from provenlab.core.ports.clock import Clock
    from provenlab.core.ports.evaluation_store import EvaluationStorePort
    from provenlab.core.ports.evaluation_subjects import EvaluationSubjectsPort
    from provenlab.core.services.evaluation_subjects import EvaluationSubjects
    from provenlab.core.services.evaluations import EvaluationService
    from provenlab.core.services.jobs import JobService
    from provenlab.core.services.run_datasets import RunDatasetsService
    from provenlab.tools.compose import Backend, LabParts


def sql_evaluation_ports(
    store: "SqlStore", clock: "Clock"
) -> "tuple[Callable[[], EvaluationSubjectsPort], Callable[[], EvaluationStorePort]]":
    """What evaluations are about, and evaluations, over any database of named queries."""

    def subjects() -> "EvaluationSubjectsPort":
        from provenlab.adapters._sql.evaluation_subjects import SqlEvaluationSubjects

        return SqlEvaluationSubjects(store, clock)

    def evaluations() -> "EvaluationStorePort":
        from provenlab.adapters._sql.evaluation_store import SqlEvaluationStore

        return SqlEvaluationStore(store, clock)

    return subjects, evaluations


def subjects_service(lab: "LabParts") -> "EvaluationSubjects":
    """Candidates, scenarios and cohorts of a lab."""
    from provenlab.core.services.evaluation_subjects import EvaluationSubjects

    catalog = cast("ArtifactCatalogPort", Later(lambda: lab.catalog))
    return EvaluationSubjects(
        lab.evaluation_subjects, _kinds(), catalog, lab.run_registry, lab.store, lab.clock
    )


def evaluation_service(lab: "LabParts") -> "EvaluationService":
    """Evaluations of a lab."""
    from provenlab import __version__
    from provenlab.core.services.evaluations import EvaluationService

    catalog = cast("ArtifactCatalogPort", Later(lambda: lab.catalog))
    jobs = cast("JobService", Later(lambda: lab.jobs))
    return EvaluationService(
        lab.evaluation_store, lab.subjects, _kinds(), jobs, catalog, lab.store, lab.clock, __version__
    )


def run_datasets_service(lab: "LabParts", backend: "Backend") -> "RunDatasetsService":
    """From runs of a lab to their data."""
    from provenlab.core.services.run_datasets import RunDatasetsService

    return RunDatasetsService(
        lab.run_registry, lab.evaluation_store, backend.experiments, lab.catalog, lab.store
    )


def _kinds() -> "ScenarioKinds":
    return cast("ScenarioKinds", Later(_installed_kinds))


@cache
def _installed_kinds() -> "InstalledKinds":
    from provenlab.adapters.compute.scenario_kinds import InstalledKinds

    return InstalledKinds()
