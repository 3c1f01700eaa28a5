"""Over which data a run went, however far upstream."""

from provenlab.core.models.number import Count
from provenlab.core.models.run import DatasetRef
from provenlab.core.models.text import RecordId
from provenlab.core.models.value import Value


class ReachedDataset(DatasetRef):
    """A dataset that a run upstream read, or an artifact that nobody here produced.

    `through` is the shortest way to it: `run:<id>`, `artifact:<id>` and `experiment:<id>`, from the run
    that was asked about to the one that names the dataset.
    """

    through: tuple[str, ...]


class RunDatasets(Value):
    """Nearest first; `truncated` when a limit cut the walk off.

    `artifact_ids` are all artifacts on the way, `run_ids` all runs, the one that was asked about first.
    """

    run_id: RecordId
    datasets: tuple[ReachedDataset, ...]
    artifact_ids: tuple[RecordId, ...]
    run_ids: tuple[RecordId, ...]
    visited: Count
    truncated: bool
