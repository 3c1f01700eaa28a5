"""The engine reads a file's header before it locks the file; behind the turnstile that loses nothing."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.duckdb.stores import ROOT, Worker, database, insert, raw, stored_ids

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace delays the engine's lock")

DELAY_US = 3_000_000
RAW_INSERT = """
import sys
from pathlib import Path
from tests.integration.duckdb.stores import raw
with raw(Path(sys.argv[1])) as connection:
    connection.execute("INSERT INTO refusals VALUES ('delayed')")
"""
CREATE = (
    "from tests.integration.duckdb.actions import create; import sys; create(sys.argv[1], 'delayed', '1')"
)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    database(tmp_path / "lab.duckdb").initialise()
    return tmp_path / "lab.duckdb"


def delayed(store: Path, code: str) -> subprocess.Popen[bytes]:
    """A process whose engine takes its lock on the store long after it has read the header."""
    trace = store.parent / "trace"
    inject = f"inject=fcntl:delay_enter={DELAY_US}:when=1"
    command = ["strace", "-f", "-o", str(trace), "-P", str(store), "-e", "trace=fcntl,openat", "-e", inject]
    process = subprocess.Popen([*command, sys.executable, "-c", code, str(store)], cwd=ROOT)
    while not (trace.exists() and "openat(" in trace.read_text()) and process.poll() is None:
        pass
    return process


def test_the_engine_alone_loses_an_acknowledged_commit(store: Path) -> None:
    late = delayed(store, RAW_INSERT)
    with raw(store) as connection:
        connection.execute("INSERT INTO refusals VALUES ('prompt')")
    assert late.wait(60) == 0
    with raw(store) as connection:
        assert connection.execute("SELECT reason FROM refusals").fetchall() == [("delayed",)]


def test_behind_the_turnstile_both_commits_are_there(store: Path) -> None:
    late = delayed(store, CREATE)
    prompt = Worker("create", store, "prompt", 1)
    assert prompt.finish() == ["prompt-0"]
    with database(store).write() as session:
        insert(session, "third")
    assert late.wait(60) == 0
    assert stored_ids(store) == ["delayed-0", "prompt-0", "third"]
