"""What came of every unit, as one file: the same bytes however the work was divided."""

import io
import random
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest

from provenlab.adapters.compute.in_process import InProcessExecutor
from provenlab.adapters.compute.processes import ProcessExecutor
from provenlab.adapters.tables import outcome_file
from provenlab.adapters.tables.outcome_file import OutcomeFile
from provenlab.core.evaluation.calcutta.kind import Calcutta
from provenlab.core.evaluation.engine import Assignment, Evaluation, assigned, evaluated
from provenlab.core.ports.executor import ExecutorPort
from tests.calcuttas import bids, calcutta, entry

FIELD = {f"opponent {at}": bids(at % 4, 40, 30, 20, 10) for at in range(6)}
CANDIDATES = {"few": entry(0, 34, 33, 33), "many": entry(1, *[14] * 7), "twin": entry(0, 34, 33, 33)}


class Backwards:
    """An executor that ends the shards in another order."""

    def outcomes(self, work: Any, shared: Any, tasks: Sequence[Any]) -> Iterator[tuple[int, Any]]:
        order = list(range(len(tasks)))
        random.Random(3).shuffle(order)
        for index in order:
            yield index, work(shared, tasks[index])

    def close(self) -> None:
        """Nothing to end."""


def assignment(**changes: Any) -> Assignment:
    return assigned(Calcutta(), calcutta(n_sims=3000, field=FIELD, **changes), CANDIDATES)


def written(task: Assignment, executor: ExecutorPort, shard_units: int) -> tuple[Evaluation, bytes]:
    file = io.BytesIO()
    with OutcomeFile(file, Calcutta().outcome_columns) as outcomes:
        found = evaluated(task, executor, shard_units, sink=outcomes.take)
    assert outcomes.rows == 3000 * len(CANDIDATES)
    return found, file.getvalue()


@pytest.fixture(autouse=True)
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcome_file, "ROWS_PER_GROUP", 1000)


def test_the_file_has_the_same_bytes_from_any_shards_in_any_order_and_from_processes() -> None:
    task = assignment()
    whole, expected = written(task, InProcessExecutor(), 10_000)
    for units in (1, 333, 334, 1500):
        if units > 1:
            assert written(task, InProcessExecutor(), units)[1] == expected
        found, content = written(task, Backwards(), max(units, 50))
        assert (found.digest, content) == (whole.digest, expected)
    with ProcessExecutor(2) as executor:
        assert written(task, executor, 200)[1] == expected
    assert pq.ParquetFile(io.BytesIO(expected)).metadata.num_row_groups == 9


@pytest.mark.parametrize("changes", [{}, {"insertion": "joint"}, {"antithetic": True}])
def test_the_rows_add_up_to_what_the_evaluation_says(changes: dict[str, Any]) -> None:
    found, content = written(assignment(**changes), InProcessExecutor(), 700)
    rows = {name: column.to_numpy() for name, column in _columns(content).items()}
    assert (rows["unit"] == np.repeat(np.arange(3000), 3)).all()
    for place, name in enumerate(sorted(CANDIDATES)):
        own, sums = rows["candidate"] == place, found.partial[name]
        assert rows["points"][own].sum() == sums["points"]
        assert rows["payout"][own].sum() == sums["payout"]
        assert np.bincount(rows["rank"][own])[1:].tolist() == _trimmed(sums["rank_histogram"])
        first = own & (rows["rank"] == 1)
        assert (int(first.sum()), int((first & (rows["tied"] == 1)).sum())) == (
            sums["top1"],
            sums["top1_outright"],
        )


def test_the_file_says_what_its_columns_are() -> None:
    _, content = written(assignment(), InProcessExecutor(), 10_000)
    told = pq.ParquetFile(io.BytesIO(content)).metadata.metadata
    assert told[b"payout"] == b"1/10,000 cent"


def _columns(content: bytes) -> dict[str, Any]:
    table = pq.read_table(io.BytesIO(content))
    return {name: table[name] for name in table.column_names}


def _trimmed(histogram: list[int]) -> list[int]:
    last = max(at for at, count in enumerate(histogram) if count)
    return histogram[: last + 1]
