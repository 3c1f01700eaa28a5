"""Near configs over packed columns that follow the journal."""

import threading
from collections.abc import Mapping
from typing import Any

from provenlab.adapters.neighbours.packed_configs import PackedConfigs
from provenlab.core.ports.experiment_journal import ExperimentJournalPort
from provenlab.core.ports.store import StorePort
from provenlab.core.rules.similarity import Near


class PackedNearestConfigs:
    """Implements `NearestConfigsPort`: reads each config once, then only what was logged since."""

    def __init__(self, journal: ExperimentJournalPort, store: StorePort) -> None:
        self._journal = journal
        self._store = store
        self._lock = threading.Lock()
        self._packed = PackedConfigs()
        self._last = 0

    def nearest(self, config: Mapping[str, Any], k: int) -> list[Near]:
        with self._lock:
            self._follow()
            return self._packed.nearest(config, k)

    def _follow(self) -> None:
        with self._store.snapshot():
            if not (self._read_on() and self._is_whole()):
                # A store that was put back, a write that was undone, or one that was numbered
                # earlier and committed later.
                self._packed, self._last = PackedConfigs(), 0
                self._read_on()

    def _read_on(self) -> bool:
        """Whether the last config that was read is still there, with what follows it read as well."""
        known = self._packed.hashes[-1] if self._packed.hashes else None
        for number, config_hash, config in self._journal.configs(max(0, self._last - 1)):
            if known is not None:
                if (number, config_hash) != (self._last, known):
                    return False
                known = None
                continue
            self._packed.add(config_hash, config)
            self._last = number
        return known is None

    def _is_whole(self) -> bool:
        return len(self._packed.hashes) == self._journal.count_configs()
