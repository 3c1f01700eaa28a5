"""Machines that wear out: a made-up data set for remaining useful life, the same bytes from each seed."""

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from provenlab.core.evaluation.ml_eval.dataset import MACHINE, OBSERVED, TARGET
from provenlab.core.evaluation.streams import DATASET_DRAWS, WORDS_PER_BLOCK, Stream, stream_of
from provenlab.core.rules.number_table import csv_bytes

SENSORS = 6
# Remaining life is told no higher: a machine that is as good as new does not show how old it will get.
LONGEST_TOLD = 125
_SHORTEST, _SPAN = 60, 140
_DIGITS = 6
_TERMS = 12

Floats = NDArray[np.float64]


def run_to_failure(machines: int = 40, seed: int = 0) -> tuple[bytes, dict[str, Any]]:
    """The data set, and the scenario over it without folds, repeats and seed.

    A row is a cycle of a machine: load, sensors that drift ever faster towards the failure, with noise, and
    cycles left as target. `observed` marks the cycles before a random time: what is known when asked.
    """
    stream = stream_of(seed, (DATASET_DRAWS,))
    blocks = -(-((_SHORTEST + _SPAN) * (SENSORS + 1) * _TERMS + 3 + SENSORS) // WORDS_PER_BLOCK)
    parts = [_machine(stream, at, blocks) for at in range(machines)]
    columns = {name: np.concatenate([part[name] for part in parts]).tolist() for name in parts[0]}
    content = csv_bytes(columns)
    scenario = {
        "inputs": {"dataset": hashlib.sha256(content).hexdigest()},
        "task": "remaining_life",
        "features": [name for name in columns if name not in (TARGET, MACHINE, OBSERVED)],
    }
    return content, scenario


def _machine(stream: Stream, number: int, blocks: int) -> dict[str, Floats]:
    uniform = (stream.words(number, 1, blocks)[0] >> np.uint64(11)).astype(np.float64) * 2.0**-53
    life = _SHORTEST + int(uniform[0] * _SPAN)
    seen = int(life * (0.5 + uniform[1] / 2))
    normal = _normal(uniform[3 + SENSORS :], life)
    cycle = np.arange(1, life + 1, dtype=np.float64)
    wear = np.expm1(4 * cycle / life) / np.expm1(4.0)
    load = np.round(1 + 0.2 * normal[0], _DIGITS)
    sensors = {
        f"sensor_{at + 1}": np.round(_sensor(at, wear, load, uniform[3 + at]) + 0.1 * normal[1 + at], _DIGITS)
        for at in range(SENSORS)
    }
    return {
        MACHINE: np.full(life, float(number)),
        "cycle": cycle,
        "load": load,
        **sensors,
        OBSERVED: (cycle <= seen).astype(np.float64),
        TARGET: np.minimum(life - cycle, LONGEST_TOLD),
    }


def _sensor(at: int, wear: Floats, load: Floats, own: float) -> Floats:
    """Each drifts in its own direction and strength, from a level of the machine, and feels the load."""
    return (at - 2.5) * 0.4 * wear + 0.3 * (own - 0.5) + 0.05 * at * load


def _normal(uniform: Floats, life: int) -> Floats:
    """Nearly normal numbers, shape (sensors + 1, life): sums of twelve uniform ones, exact everywhere."""
    count = (SENSORS + 1) * life
    summed: Floats = uniform[: count * _TERMS].reshape(count, _TERMS).sum(axis=1) - _TERMS / 2
    return summed.reshape(SENSORS + 1, life)
