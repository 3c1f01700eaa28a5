"""Every executor under one suite: here, in processes, on a Dask cluster with workers of its own."""

import os
import pickle
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import distributed
import pytest

from provenlab.adapters.compute.dask import DaskExecutor
from provenlab.adapters.compute.in_process import InProcessExecutor
from provenlab.adapters.compute.processes import ProcessExecutor
from provenlab.core.errors import ComputeLost
from provenlab.core.evaluation.calcutta.kind import Calcutta
from provenlab.core.evaluation.engine import Assignment, assigned, evaluated
from provenlab.core.ports.executor import ExecutorPort
from tests.calcuttas import bids, entry, ncaa
from tests.integration.compute.work import (
    DeadlyCalcutta,
    Travelled,
    deadly,
    deadly_once,
    multiplied,
    refused,
    travelled,
)

LONG = bool(os.environ.get("PROVENLAB_LONG"))


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    # A scheduler and two workers as processes of their own, as on a real cluster.
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50
    ) as running:
        yield running


@pytest.fixture(scope="module", params=["in-process", "2 processes", "dask"])
def executor(request: pytest.FixtureRequest) -> Iterator[ExecutorPort]:
    chosen: ExecutorPort
    if request.param == "in-process":
        chosen = InProcessExecutor()
    elif request.param == "dask":
        chosen = DaskExecutor(request.getfixturevalue("cluster").scheduler_address)
    else:
        chosen = ProcessExecutor(2)
    yield chosen
    chosen.close()
    chosen.close()


@pytest.fixture(scope="module", params=["2 processes", "dask"])
def workers(request: pytest.FixtureRequest) -> Iterator[ExecutorPort]:
    """Executors whose workers can die without us."""
    if request.param == "dask":
        chosen: ExecutorPort = DaskExecutor(request.getfixturevalue("cluster").scheduler_address)
    else:
        chosen = ProcessExecutor(2)
    yield chosen
    chosen.close()


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    field = {f"opponent {at}": bids(at * 6, 30, 20, 20, 15, 10) for at in range(10)}
    candidates = {"few": entry(0, 34, 33, 33), "many": entry(11, *[10] * 10)}
    return assigned(Calcutta(), ncaa(n_sims=6000, antithetic=True, field=field), candidates)


@pytest.fixture(scope="module")
def digest(assignment: Assignment) -> str:
    return evaluated(assignment, InProcessExecutor(), shard_units=6000).digest


def test_every_task_has_one_outcome(executor: ExecutorPort) -> None:
    outcomes = list(executor.outcomes(multiplied, 7, range(30)))
    assert sorted(outcomes) == [(number, 7 * number) for number in range(30)]


def test_no_tasks_have_no_outcomes(executor: ExecutorPort) -> None:
    assert list(executor.outcomes(multiplied, 7, [])) == []


def test_an_exception_of_the_work_is_raised_as_it_is(executor: ExecutorPort) -> None:
    with pytest.raises(ValueError, match="not 7"):
        list(executor.outcomes(refused, None, [7]))
    assert list(executor.outcomes(multiplied, 2, [2])) == [(0, 4)]


def test_closing_the_outcomes_early_leaves_the_executor_usable(executor: ExecutorPort) -> None:
    outcomes = executor.outcomes(multiplied, 3, range(100))
    next(outcomes)
    outcomes.close()  # type: ignore[attr-defined]
    assert list(executor.outcomes(multiplied, 3, [3])) == [(0, 9)]


def test_what_all_tasks_have_in_common_is_read_once_by_a_worker(
    workers: ExecutorPort, tmp_path: Path
) -> None:
    assert len(list(workers.outcomes(travelled, Travelled(str(tmp_path)), range(40)))) == 40
    arrivals = [each.name.partition("-")[0] for each in tmp_path.iterdir()]
    assert 1 <= len(arrivals) == len(set(arrivals)) <= 2


@pytest.mark.requirement("EVALS-08")
@pytest.mark.parametrize("shard_units", [500, 1710])
def test_an_evaluation_has_the_same_digest_everywhere(
    executor: ExecutorPort, assignment: Assignment, digest: str, shard_units: int
) -> None:
    assert evaluated(assignment, executor, shard_units).digest == digest


@pytest.mark.parametrize("count", [1, 4])
def test_any_number_of_processes_gives_the_same_digest(
    assignment: Assignment, digest: str, count: int
) -> None:
    with ProcessExecutor(count) as executor:
        assert evaluated(assignment, executor, shard_units=400).digest == digest


def test_a_task_whose_worker_died_is_computed_again(workers: ExecutorPort, tmp_path: Path) -> None:
    tasks = [(str(tmp_path), number) for number in range(12)]
    outcomes = list(workers.outcomes(deadly_once, None, tasks))
    assert (tmp_path / "died").exists()
    assert sorted(outcomes) == [(number, number) for number in range(12)]


def test_a_worker_killed_midway_changes_no_digest(
    workers: ExecutorPort, assignment: Assignment, digest: str, tmp_path: Path
) -> None:
    deadly_assignment = Assignment(
        DeadlyCalcutta(str(tmp_path)), assignment.spec, assignment.candidates, assignment.scenario_hash,
        assignment.stream,
    )  # fmt: skip
    again = evaluated(deadly_assignment, workers, shard_units=500)
    assert (tmp_path / "died").exists()
    assert again.digest == digest


def test_a_task_that_kills_every_worker_is_named(workers: ExecutorPort) -> None:
    if isinstance(workers, DaskExecutor) and not LONG:
        pytest.skip("Dask starts four workers for it, and waits up to 30 s for one that is dead")
    with pytest.raises(ComputeLost) as lost:
        list(workers.outcomes(deadly, None, range(6)))
    # Dask suspects every task that was with a worker when it died, and may name a neighbour.
    assert lost.value.details["task"] in ([3] if not isinstance(workers, DaskExecutor) else range(6))
    assert list(workers.outcomes(multiplied, 5, [5])) == [(0, 25)]


def test_a_shard_travels_in_a_small_pickle(assignment: Assignment) -> None:
    assert len(pickle.dumps(assignment)) < 100_000


def test_the_workers_of_a_killed_process_end(tmp_path: Path) -> None:
    program = (
        "import sys; from provenlab.adapters.compute.processes import ProcessExecutor\n"
        "from tests.integration.compute.work import process_id\n"
        "if __name__ == '__main__':\n"
        "    outcomes = ProcessExecutor(2).outcomes(process_id, None, range(2))\n"
        "    print(*{found for _, found in outcomes}, flush=True); sys.stdin.read()\n"
    )
    (tmp_path / "parent.py").write_text(program)
    root = Path(__file__).resolve().parents[3]
    with subprocess.Popen(
        [sys.executable, str(tmp_path / "parent.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": f"{root / 'src'}:{root}"},
    ) as parent:
        assert parent.stdout is not None
        workers = [int(each) for each in parent.stdout.readline().split()]
        parent.kill()
    assert workers
    end = time.monotonic() + 60
    while any(map(is_alive, workers)):
        assert time.monotonic() < end, "the workers went on"
        time.sleep(0.05)


def is_alive(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
