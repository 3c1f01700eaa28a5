"""provenlab records what a lab tried, from which frozen inputs, and what came out.

The code lives in the top-level folders core, adapters, tools and sql of a checkout and is imported as
`provenlab.core`, `provenlab.adapters` and `provenlab.tools`. Importing `provenlab` loads no engine.
"""

import os

# Type checkers know the name; importing `typing` for it would be most of what importing this costs.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from provenlab.core.rules.job_errors import JobError
    from provenlab.tools.evaluations.lab_evaluations import Evaluations
    from provenlab.tools.jobs import Jobs
    from provenlab.tools.journal import ExperimentJournal, ExperimentRecord
    from provenlab.tools.lab import ArtifactCatalog, ExperimentTracker, Lab, open_lab
    from provenlab.tools.model_registry import ModelRegistry
    from provenlab.tools.models import Models
    from provenlab.tools.run_registry import RunRegistry
    from provenlab.tools.runs import Runs
    from provenlab.tools.worker.context import JobContext
    from provenlab.tools.worker.handlers import JobResult, job_handler

__version__ = "0.1.0"

# A checkout without symbolic links (some Windows clones) still imports: the folders stand two levels up.
_here = os.path.dirname(os.path.realpath(__file__))
if not os.path.isdir(os.path.join(_here, "core")):
    __path__.append(os.path.dirname(os.path.dirname(_here)))

__all__ = [
    "ArtifactCatalog",
    "Evaluations",
    "ExperimentJournal",
    "ExperimentRecord",
    "ExperimentTracker",
    "JobContext",
    "JobError",
    "JobResult",
    "Jobs",
    "Lab",
    "ModelRegistry",
    "Models",
    "RunRegistry",
    "Runs",
    "job_handler",
    "open_lab",
]

_PUBLIC = {
    "ArtifactCatalog": "provenlab.tools.lab",
    "Evaluations": "provenlab.tools.evaluations.lab_evaluations",
    "ExperimentJournal": "provenlab.tools.journal",
    "ExperimentRecord": "provenlab.tools.journal",
    "ExperimentTracker": "provenlab.tools.lab",
    "JobContext": "provenlab.tools.worker.context",
    "JobError": "provenlab.core.rules.job_errors",
    "JobResult": "provenlab.tools.worker.handlers",
    "Jobs": "provenlab.tools.jobs",
    "Lab": "provenlab.tools.lab",
    "ModelRegistry": "provenlab.tools.model_registry",
    "Models": "provenlab.tools.models",
    "RunRegistry": "provenlab.tools.run_registry",
    "Runs": "provenlab.tools.runs",
    "job_handler": "provenlab.tools.worker.handlers",
    "open_lab": "provenlab.tools.lab",
}


def __getattr__(name: str) -> object:
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_PUBLIC[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_PUBLIC])
