"""Near configs by what is installed."""

from importlib.util import find_spec

from provenlab.core.ports.experiment_journal import ExperimentJournalPort
from provenlab.core.ports.nearest_configs import NearestConfigsPort
from provenlab.core.ports.store import StorePort


def nearest_configs(journal: ExperimentJournalPort, store: StorePort) -> NearestConfigsPort:
    """Over packed columns with numpy, which comes with the extras; without it each question reads all."""
    if find_spec("numpy") is None:
        from provenlab.adapters.neighbours.unpacked import UnpackedNearestConfigs

        return UnpackedNearestConfigs(journal)
    from provenlab.adapters.neighbours.packed import PackedNearestConfigs

    return PackedNearestConfigs(journal, store)
