"""One of several processes that claim and finish jobs: says `ready`, waits for a line, works until nothing is
left, and prints how many jobs it finished."""

import sqlite3
import sys
from collections.abc import Callable
from datetime import timedelta

from provenlab.tools.compose import open_parts
from provenlab.tools.places import store_place

_CLAIM = """
UPDATE bench_queue SET status = 'running', attempt = attempt + 1, worker = 'w', lease_expires_at = 60
WHERE k = (
    SELECT k FROM bench_queue WHERE status = 'queued' ORDER BY priority DESC, available_at, k LIMIT 1{lock})
RETURNING k, attempt
"""
_FINISH = """
UPDATE bench_queue SET status = 'succeeded', lease_expires_at = NULL
WHERE k = {0} AND attempt = {0} AND status = 'running'
"""


def queue_alone(url: str) -> Callable[[], bool]:
    """Claims and completes a job of the queue, without its run."""
    queue = open_parts(url).jobs.queue

    def step() -> bool:
        job = queue.claim("w", None, timedelta(seconds=60), 0.0).job
        return job is not None and queue.complete(job.job_id, job.attempt)[1]

    return step


def whole(url: str) -> Callable[[], bool]:
    """Claims a job and begins its run; completes both with a metrics artifact, events and all."""
    jobs = open_parts(url).jobs

    def step() -> bool:
        claimed = jobs.claim("w")
        return claimed is not None and jobs.complete(claimed.job.job_id, claimed.job.attempt, {"auc": 0.9})[1]

    return step


def raw(url: str) -> Callable[[], bool]:
    """The same two changes of a plain table, each one statement and one durable commit."""
    return _raw_sqlite(url) if store_place(url).engine == "sqlite" else _raw_postgres(url)


def _raw_sqlite(path: str) -> Callable[[], bool]:
    connection = sqlite3.connect(path, isolation_level=None, timeout=60)
    connection.execute("PRAGMA synchronous = FULL")
    claim, finish = _CLAIM.format(lock=""), _FINISH.format("?")

    def step() -> bool:
        found = connection.execute(claim).fetchall()
        return bool(found) and connection.execute(finish, found[0]).rowcount == 1

    return step


def _raw_postgres(url: str) -> Callable[[], bool]:
    import psycopg

    base, _, schema = url.rpartition("&schema=")
    connection = psycopg.connect(base, autocommit=True, options=f"-c search_path={schema}")
    claim, finish = _CLAIM.format(lock=" FOR UPDATE SKIP LOCKED"), _FINISH.format("%s")

    def step() -> bool:
        found = connection.execute(claim.encode()).fetchall()
        return bool(found) and connection.execute(finish.encode(), found[0]).rowcount == 1

    return step


WAYS = {"queue": queue_alone, "whole": whole, "raw": raw}


def main(url: str, way: str) -> None:
    step = WAYS[way](url)
    print("ready", flush=True)
    sys.stdin.readline()
    finished = 0
    while step():
        finished += 1
    print(finished, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
