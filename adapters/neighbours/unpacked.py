"""Near configs by reading all of them."""

from collections.abc import Mapping
from typing import Any

from provenlab.core.ports.experiment_journal import ExperimentJournalPort
from provenlab.core.rules.similarity import Near, nearest


class UnpackedNearestConfigs:
    """Implements `NearestConfigsPort`: needs no arrays and keeps nothing."""

    def __init__(self, journal: ExperimentJournalPort) -> None:
        self._journal = journal

    def nearest(self, config: Mapping[str, Any], k: int) -> list[Near]:
        return nearest(config, self._journal.configs(), k)
