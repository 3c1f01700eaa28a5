"""Eight workers that claim and finish jobs as fast as they can, each job once."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from benchmarks.bridge import environment
from benchmarks.figures import Figure
from benchmarks.setting import Setting
from provenlab.core.models.job import JobRequest
from provenlab.core.models.run import RunDefinition, RunOrigin
from provenlab.tools.compose import open_parts

WORKERS = 8
# DuckDB opens its file for every transaction of a process, so a crowd there measures only its lock.
_ENGINES = ("sqlite", "postgres")
_TABLE = """
CREATE TABLE bench_queue (
    k INTEGER PRIMARY KEY, status TEXT NOT NULL, priority BIGINT NOT NULL, available_at BIGINT NOT NULL,
    attempt BIGINT NOT NULL, worker TEXT, lease_expires_at BIGINT);
CREATE INDEX bench_next ON bench_queue (priority DESC, available_at, k) WHERE status = 'queued';
"""


class NotOnce(Exception):
    """A job was finished twice, or never."""


def measure(setting: Setting) -> Iterator[Figure]:
    """Milliseconds from one finished job to the next, of eight workers together."""
    for engine in (each for each in setting.engines if each in _ENGINES):
        setting.progress.step(f"eight workers: {engine}")
        count = setting.scale.repeats(1_000)
        floor_ms = _worked_off(_raw_queue(setting, engine, count), "raw", count)
        for way, name in (
            ("queue", "claim and finish a job, 8 workers"),
            ("whole", "the same with its run, metrics artifact and events"),
        ):
            each_ms = _worked_off(_queue(setting, engine, count, way), way, count)
            rate = f"{1000 / each_ms:,.0f}/s, raw {1000 / floor_ms:,.0f}/s"
            yield Figure("jobs", engine, name, each_ms, floor_ms, repeats=count, note=rate)


def _queue(setting: Setting, engine: str, count: int, way: str) -> str:
    url = setting.fresh_url(engine)
    lab = open_parts(url)
    lab.store.initialise()
    origin = RunOrigin(created_at=datetime.now(UTC))
    with lab.store.atomic():
        for n in range(count):
            request = JobRequest(job_id=f"j{n}", run_id=f"j{n}", kind="bench")
            if way == "queue":
                lab.jobs.queue.enqueue(request)
            else:
                definition = RunDefinition(
                    run_id=f"j{n}", name="bench", kind="bench", config={"n": n}, origin=origin
                )
                lab.jobs.submit(request, definition)
    lab.close()
    return url


def _raw_queue(setting: Setting, engine: str, count: int) -> str:
    url = setting.fresh_url(engine)
    rows = [(n, "queued", 0, n, 0) for n in range(count)]
    insert = "INSERT INTO bench_queue (k, status, priority, available_at, attempt) VALUES ({})"
    if engine == "sqlite":
        connection = sqlite3.connect(url)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(_TABLE)
        connection.executemany(insert.format("?, ?, ?, ?, ?"), rows)
        connection.commit()
        connection.close()
        return url
    import psycopg

    base, _, schema = url.rpartition("&schema=")
    with psycopg.connect(base) as opened:
        opened.execute(
            f"CREATE SCHEMA IF NOT EXISTS {schema}; SET search_path TO {schema}; {_TABLE}".encode()
        )
        opened.cursor().executemany(insert.format("%s, %s, %s, %s, %s").encode(), rows)
    return url


def _worked_off(url: str, way: str, count: int) -> float:
    """Milliseconds a job, from the common start to the last end."""
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.looping_worker", url, way],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**environment(), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            text=True,
        )
        for _ in range(WORKERS)
    ]
    for worker in workers:
        assert worker.stdout is not None
        worker.stdout.readline()
    began = time.perf_counter()
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    finished = sum(int(worker.communicate()[0]) for worker in workers)
    elapsed_ms = (time.perf_counter() - began) * 1000
    if finished != count:
        raise NotOnce(f"{finished} finishes of {count} jobs")
    return elapsed_ms / count
