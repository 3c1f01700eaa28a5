"""Counter-based random words: what a unit draws depends on its number, never on who computes it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from provenlab.core.errors import ValidationFailed

MAX_SEED = 2**53 - 1
WORDS_PER_BLOCK = 4
SCENARIO_DRAWS = 1
FIELD_DRAWS = 2
SEARCH_DRAWS = 3
RESAMPLING_DRAWS = 4
DATASET_DRAWS = 5


@dataclass(frozen=True, slots=True)
class Stream:
    """Philox4x64-10 under one key (Salmon, Moraes, Dror and Shaw 2011)."""

    key: tuple[int, int]

    def words(self, first: int, units: int, blocks_per_unit: int) -> NDArray[np.uint64]:
        """Raw 64-bit words, shape (units, 4 * blocks_per_unit): unit i owns blocks [i*b, (i+1)*b)."""
        source = np.random.Philox(key=np.array(self.key, dtype=np.uint64), counter=first * blocks_per_unit)
        width = blocks_per_unit * WORDS_PER_BLOCK
        return source.random_raw(units * width).reshape(units, width)


def stream_of(seed: int, path: tuple[int, ...]) -> Stream:
    """The stream of a seed under a path of 32-bit words; ValidationFailed for a seed outside [0, 2^53)."""
    if isinstance(seed, bool) or not 0 <= seed <= MAX_SEED:
        raise ValidationFailed.at("seed", "must be an integer from 0 to 2^53-1")
    first, second = np.random.SeedSequence(seed, spawn_key=path).generate_state(2, np.uint64)
    return Stream((int(first), int(second)))


def scenario_path(scenario_hash: str) -> tuple[int, ...]:
    """The path of a scenario's draws: 1, then its digest as eight 32-bit big-endian words."""
    digest = bytes.fromhex(scenario_hash)
    words = (int.from_bytes(digest[at : at + 4], "big") for at in range(0, len(digest), 4))
    return (SCENARIO_DRAWS, *words)
