"""DuckDB stores for tests, rows to put in, and processes that share them."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from provenlab.adapters._sql.database import Session
from provenlab.adapters.duckdb.driver import driver
from provenlab.adapters.duckdb.store import DuckdbDatabase

ROOT = Path(__file__).resolve().parents[3]


def database(path: Path, lock_timeout_ms: int = 30_000, idle_ms: int = 0) -> DuckdbDatabase:
    return DuckdbDatabase(path, lambda: 1_700_000_000_000_000, lock_timeout_ms, idle_ms)


def raw(path: Path) -> driver.DuckDBPyConnection:
    """The file as the engine's own shell would open it."""
    return driver.connect(str(path))


def experiment(
    experiment_id: str, inputs: Sequence[str] = ("art-1", "art-2"), **changed: Any
) -> dict[str, Any]:
    """All columns of a pending experiment but its key."""
    listed = ", ".join(f'"{each}"' for each in inputs)
    return {
        "experiment_id": experiment_id,
        "name": "trial",
        "description": None,
        "inputs": f'{{"ohlcv": [{listed}]}}',
        "n_inputs": len(inputs),
        "config": "{}",
        "required_outputs": '["metrics"]',
        "git_commit": "c0ffee",
        "git_dirty": False,
        "engine_version": "1",
        "environment": "{}",
        "created_at": 1_700_000_000_000_000,
        "recorded_at": 1_700_000_000_000_000,
        "config_hash": "c",
        "definition_hash": "d",
        "revision": 0,
        "status": "pending",
        "outputs": "{}",
        "started_at": None,
        "completed_at": None,
        "duration_ms": None,
        "error": None,
        "state_hash": "s",
        **changed,
    }


def insert(
    session: Session, experiment_id: str, inputs: Sequence[str] = ("art-1", "art-2"), **changed: Any
) -> int:
    """An experiment with its edges, as the tracker writes it; its key."""
    row = experiment(experiment_id, inputs, **changed)
    stored = session.row("experiments.insert", **row)
    assert stored is not None
    k: int = stored["k"]
    edges = [
        {"artifact_id": each, "created_at": row["created_at"], "k": k, "role": "ohlcv", "ordinal": ordinal}
        for ordinal, each in enumerate(inputs)
    ]
    session.run_many("experiments.insert_input", edges)
    return k


def step(session: Session, k: int, revision: int, status: str, outputs: str = "{}") -> int:
    """One change of state with its event, as the tracker writes it; the number of rows it changed."""
    event = {
        "k": k,
        "seq": revision,
        "at": 1,
        "kind": "status",
        "status": status,
        "actor": None,
        "reason": None,
    }
    session.run("experiments.insert_event", **event)
    state = dict.fromkeys(("started_at", "completed_at", "duration_ms", "error"))
    return session.run(
        "experiments.update_state",
        k=k,
        expected_revision=revision - 1,
        revision=revision,
        status=status,
        outputs=outputs,
        state_hash="s",
        **state,
    )


def stored_ids(path: Path) -> list[str]:
    """Every experiment that a scan finds."""
    with raw(path) as connection:
        return [
            each
            for (each,) in connection.execute("SELECT experiment_id FROM experiments ORDER BY 1").fetchall()
        ]


class Worker:
    """A process that runs one action of `actions.py` and answers in lines."""

    def __init__(self, action: str, *arguments: object) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.duckdb.actions", action, *map(str, arguments)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @property
    def pid(self) -> int:
        return self.process.pid

    def line(self) -> str:
        """The next line; empty when the process has ended."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def finish(self) -> list[str]:
        """Closes its standard input and returns what it still said."""
        out, _ = self.process.communicate(timeout=120)
        return out.split()

    def kill(self) -> list[str]:
        """What it had said when it was killed."""
        self.process.kill()
        out, _ = self.process.communicate(timeout=120)
        return out.split()
