"""An evaluation takes memory by the shard, whatever the number of its units."""

import tracemalloc
from pathlib import Path

import pytest

from provenlab.adapters.compute.in_process import InProcessExecutor
from provenlab.adapters.tables import outcome_file
from provenlab.core.evaluation.calcutta.kind import Calcutta
from provenlab.core.evaluation.engine import assigned
from provenlab.tools.evaluations.execution import executed
from tests.calcuttas import bids, calcutta, entry

SHARD = 1000
CANDIDATES = {"few": entry(0, 34, 33, 33), "many": entry(1, *[14] * 7)}
FIELD = {f"opponent {at}": bids(at % 4, 40, 30, 20, 10) for at in range(6)}


@pytest.fixture(autouse=True)
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    # As large as a shard here: otherwise all rows of the test would wait for the first group.
    monkeypatch.setattr(outcome_file, "ROWS_PER_GROUP", 2 * SHARD)


def peak_of(n_sims: int, folder: Path) -> int:
    """The most bytes that were held at once, rows of every unit written to a file."""
    task = assigned(Calcutta(), calcutta(n_sims=n_sims, field=FIELD), CANDIDATES)
    tracemalloc.start()
    try:
        executed("cohort", {"scenario": task}, InProcessExecutor(), folder, shard_units=SHARD)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_eight_times_as_many_units_take_no_more_memory(tmp_path: Path) -> None:
    peak_of(2 * SHARD, tmp_path)
    few, many = peak_of(5 * SHARD, tmp_path), peak_of(40 * SHARD, tmp_path)
    assert many < 1.25 * few
    # What a unit leaves in the file is far more than that difference.
    assert (tmp_path / "0.parquet").stat().st_size > 0.25 * few
