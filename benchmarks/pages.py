"""Every list of the pages over a million records: processor time, and the statements that are asked.

    python -m benchmarks.pages --records 1000000 --directory DIR

A small lab is written by the library; its rows are then copied by SQL, past the library, with other ids,
names, times, commits and metrics.
"""

import argparse
import sqlite3
import statistics
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table
from starlette.testclient import TestClient

from benchmarks.bulk_load import bulk_load
from tests.integration.cli.laboratory import fill
from tests.integration.pages.browsing import browser_of, reading_of
from tests.labs import open_bench, opened

_APART = 1_000
"""Keys of copies lie so far from each other; a prototype has a smaller one."""
_STATUS = "CASE n % 50 WHEN 0 THEN 'dead' ELSE 'succeeded' END"
_SECOND = 1_000_000
# What is other in the n-th copy; every further column is that of the prototype.
_COPIES: dict[str, dict[str, str]] = {
    "experiments": {
        "k": f"k + n * {_APART}",
        "experiment_id": "experiment_id || '-' || n",
        "name": "name || ' ' || (n % 1000)",
        "git_commit": "printf('%040x', n / 100)",
        "created_at": f"created_at + n * {_SECOND}",
        "status": "CASE n % 20 WHEN 0 THEN 'failed' ELSE 'completed' END",
    },
    "experiment_inputs": {"k": f"k + n * {_APART}", "created_at": f"created_at + n * {_SECOND}"},
    "experiment_outputs": {"k": f"k + n * {_APART}"},
    "experiment_metrics": {"k": f"k + n * {_APART}", "value": "(n * 2654435761 % 1000003) / 1000003.0"},
    "runs": {
        "k": f"k + n * {_APART}",
        "run_id": "run_id || '-' || n",
        "name": "name || ' ' || (n % 1000)",
        "kind": "CASE n % 5000 WHEN 0 THEN 'rare' ELSE kind END",
        "git_commit": "printf('%040x', n / 100)",
        "created_at": f"created_at + n * {_SECOND}",
        "metrics_artifact_id": "metrics_artifact_id || '-' || n",
    },
    "run_tags": {"k": f"k + n * {_APART}", "tag": "CASE n % 5000 WHEN 0 THEN 'rare ' || tag ELSE tag END"},
    "run_datasets": {"k": f"k + n * {_APART}", "dataset": "dataset || ' ' || (n % 100)"},
    "run_metrics": {"k": f"k + n * {_APART}", "value": "(n * 2654435761 % 1000003) / 1000003.0"},
    "artifacts": {
        "artifact_id": "artifact_id || '-' || n",
        "name": "name || ' ' || (n % 1000)",
        "created_at": f"created_at + n * {_SECOND}",
        "producer_id": "producer_id || '-' || n",
    },
    "artifact_parents": {"child_id": "child_id || '-' || n", "parent_id": "parent_id || '-' || n"},
    "jobs": {
        "k": f"k + n * {_APART}",
        "job_id": "job_id || '-' || n",
        "run_id": "run_id || '-' || n",
        "kind": "CASE n % 5000 WHEN 0 THEN 'rare' ELSE kind END",
        "dedup_key": "dedup_key || '-' || n",
        "worker": "'lab-' || (n % 100)",
        "status": _STATUS,
        "ended_at": f"enqueued_at + n * {_SECOND}",
        "enqueued_at": f"enqueued_at + n * {_SECOND}",
    },
    "journal_entries": {
        "id": f"id + n * {_APART}",
        "hypothesis": "hypothesis || ' no. ' || n",
        "hypothesis_folded": "hypothesis_folded || ' no. ' || n",
        "mutation_type": "CASE n % 5000 WHEN 0 THEN 'rare' ELSE mutation_type END",
        "created_at": f"created_at + n * {_SECOND}",
        "run_id": "run_id || '-' || n",
        "trial_key": "printf('%064x', n)",
        "parent_id": f"parent_id + n * {_APART}",
    },
    "journal_tags": {"entry_id": f"entry_id + n * {_APART}"},
    "journal_results": {
        "entry_id": f"entry_id + n * {_APART}",
        "value": "(n * 2654435761 % 1000003) / 1000003.0",
    },
}
_ROOTS = {
    "experiment_inputs": "experiments",
    "experiment_outputs": "experiments",
    "experiment_metrics": "experiments",
    "run_tags": "runs",
    "run_datasets": "runs",
    "run_metrics": "runs",
    "artifact_parents": "artifacts",
    "journal_tags": "journal_entries",
    "journal_results": "journal_entries",
}
ADDRESSES = (
    "/",
    "/experiments",
    "/experiments?status=failed",
    "/experiments?gitCommit={commit}",
    "/experiments?artifactType=features",
    "/experiments?metric=sharpe&atLeast=0.99999",
    "/experiments?metric=sharpe&atLeast=0.1",
    "/experiments?metric=none",
    "/experiments?sort=metrics.sharpe",
    "/experiments?sort=metrics.sharpe&direction=up&status=failed",
    "/experiments?sort=metrics.sharpe&gitCommit={commit}",
    "/experiments?sort=metrics.sharpe&metric=sharpe&atMost=0.00001",
    "/experiments?sort=metrics.sharpe&artifactType=features",
    "/experiments?sort=metrics.none",
    "/experiments?view=groups&limit=1000",
    "/experiments?view=parallel&sort=metrics.sharpe&limit=1000",
    "/experiments?minCreatedAt=2025-03-02T00:00:00Z&maxCreatedAt=2025-03-02T06:00:00Z",
    "/runs",
    "/runs?status=failed",
    "/runs?name=fd004+sweep+7",
    "/runs?kind=rare",
    "/runs?tag=rare+gpu",
    "/runs?tag=gpu&tag=night",
    "/runs?dataset=FD004+7",
    "/runs?gitCommit={commit}",
    "/runs?gitCommit=none",
    "/runs?metric=auc&atLeast=0.99999",
    "/runs?sort=metrics.auc",
    "/runs?sort=metrics.auc&status=failed",
    "/runs?sort=metrics.auc&name=fd004+sweep+7",
    "/runs?sort=metrics.auc&direction=up&tag=rare+gpu",
    "/runs?view=parallel&limit=1000",
    "/journal",
    "/journal?text=no.+4242",
    "/journal?text=warm-up",
    "/journal?text=nowhere",
    "/journal?outcome=rejected",
    "/journal?mutationType=rare",
    "/journal?tag=gpu",
    "/journal?sort=auc",
    "/jobs",
    "/jobs?status=dead",
    "/jobs?kind=rare",
    "/jobs?worker=lab-7",
    "/jobs?status=queued",
    "/jobs?kind=none",
    "/artifacts",
    "/artifacts?kind=features",
    "/artifacts?name=none",
    "/artifacts?name=AAPL+bars+7",
    "/artifacts?status=tombstoned",
    "/artifacts?minCreatedAt=2025-03-02T00:00:00Z&maxCreatedAt=2025-03-02T06:00:00Z",
    "/models",
    "/evaluations",
    "/runs/run-1-4242",
    "/artifacts/bars-1",
    "/experiments/exp-1-4242",
    "/journal/4242001",
    "/jobs/job-1-4242",
)


def build(store: Path, records: int) -> None:
    """A store with that many records of each noun that the pages list."""
    with opened(str(store)) as bench:
        bench.lab.store.initialise()
        fill(bench)
    with bulk_load(store) as connection:
        prototypes = {table: _count(connection, table) for table in _COPIES}
        for table, other in _COPIES.items():
            _copy(connection, table, other, records // prototypes[_ROOTS.get(table, table)])


def _count(connection: sqlite3.Connection, table: str) -> int:
    found: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return found


def _copy(connection: sqlite3.Connection, table: str, other: dict[str, str], copies: int) -> None:
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    values = ", ".join(other.get(name, f'"{name}"') for name in names)
    connection.execute(f"CREATE TEMP TABLE prototype AS SELECT * FROM {table}")
    connection.execute(
        f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {copies}) "
        f"INSERT INTO {table} SELECT {values} FROM numbers, temp.prototype"
    )
    connection.execute("DROP TABLE temp.prototype")


def measured(browser: TestClient, address: str, repeats: int) -> tuple[float, float, int, int]:
    """Milliseconds of the processor, at best and in the middle; bytes of the page, and the status."""
    answer = browser.get(address)
    spent = []
    for _ in range(repeats):
        before = time.process_time()
        browser.get(address)
        spent.append((time.process_time() - before) * 1000)
    return min(spent), statistics.median(spent), len(answer.content), answer.status_code


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--directory", type=Path, default=Path("build/bench"))
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    options.directory.mkdir(parents=True, exist_ok=True)
    store = options.directory / f"pages-{options.records}.sqlite"
    if not store.exists():
        build(store, options.records)
    table = Table("page", "ms, best", "ms, median", "KiB", "status")
    bench = open_bench(str(store))
    with browser_of(bench) as browser:
        for address in _addresses(browser):
            best, median, size, status = measured(browser, address, options.repeats)
            table.add_row(address, f"{best:.1f}", f"{median:.1f}", f"{size / 1024:.0f}", str(status))
    Console(width=180).print(table)
    return 0


def _addresses(browser: TestClient) -> list[str]:
    """The addresses, and of each list the page that follows the first."""
    found = []
    for each in ADDRESSES:
        address = each.replace("{commit}", f"{4242 // 100:040x}")
        found.append(address)
        links = reading_of(browser.get(address).text).all("a")
        found += [link.attributes["href"] for link in links if link.attributes.get("rel") == "next"]
    return found


if __name__ == "__main__":
    sys.exit(main())
