"""Whole jobs whose units are computed by the workers of a Dask cluster, one of which is killed."""

import os
import signal
from collections.abc import Callable, Iterator
from typing import Any

import distributed
import pytest

from provenlab import open_lab
from provenlab.tools.evaluations.evaluation_job import run_evaluation
from provenlab.tools.worker.context import JobContext
from provenlab.tools.worker.handlers import JobResult
from tests.integration.evaluations.tournaments import Tournaments, large_world

# Enough shards that the death of a worker finds some at it.
N_SIMS = 1_000_000 if os.environ.get("PROVENLAB_LONG") else 40_000


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50
    ) as running:
        yield running


def test_a_job_on_a_cluster_publishes_the_same_bytes_also_when_a_worker_is_killed_midway(
    cluster: Any, new_url: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    killed: list[int] = []

    def bereaved(context: JobContext) -> JobResult:
        told = context.progress

        def progress(percent: float, phase: str | None = None, *text: Any) -> None:
            told(percent, phase, *text)
            if phase == "units" and not killed:
                killed.append(process_ids[0])
                os.kill(process_ids[0], signal.SIGKILL)

        monkeypatch.setattr(context, "progress", progress)
        return run_evaluation(context)

    with open_lab(new_url("sqlite")) as lab:
        tournaments = Tournaments(lab, large_world())
        tournaments.candidate(0, 34, 33, 33)
        tournaments.evaluate("here", n_sims=N_SIMS)
        tournaments.work()
        monkeypatch.setenv("PROVENLAB_COMPUTE", cluster.scheduler_address)
        tournaments.evaluate("there", n_sims=N_SIMS)
        tournaments.work()
        with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
            process_ids = list(client.run(os.getpid).values())
        tournaments.evaluate("bereaved", n_sims=N_SIMS)
        lab.jobs.work({"evaluation": bereaved})
        assert killed == process_ids[:1]
        assert lab.jobs.get("bereaved").status == "succeeded"
        expected = tournaments.file_hashes("here")
        assert set(expected) > {"results", "leaderboard", "metrics"}
        for run_id in ("there", "bereaved"):
            assert tournaments.file_hashes(run_id) == expected
