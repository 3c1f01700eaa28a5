"""The server that tests run on: private, alone, and gone with the process that wanted it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.postgres_server import PostgresServer, installed_servers, running_server

OWNER = """
import sys, time
from tests.postgres_server import running_server
with running_server() as server:
    print(server.directory, flush=True)
    time.sleep(3600)
"""


def processes_in(directory: Path) -> list[int]:
    """Who has a command line with this directory in it."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(directory).encode() in entry.read_bytes():
                found.append(int(entry.parent.name))
        except OSError:
            continue
    return found


def test_a_killed_owner_leaves_neither_process_nor_file() -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3]
    )
    assert owner.stdout is not None
    announced = owner.stdout.readline().strip()
    owner.stdout.close()
    assert announced, "the owner could not start a server"
    directory = Path(announced)
    assert processes_in(directory)
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    # The test's own time-out bounds the wait.
    while directory.exists() or processes_in(directory):
        time.sleep(0.01)


def test_the_server_listens_on_its_socket_only(postgres_server: PostgresServer) -> None:
    with psycopg.connect(postgres_server.url) as connection:
        asked = "SELECT current_setting('listen_addresses'), current_setting('unix_socket_directories')"
        assert connection.execute(asked).fetchone() == ("", str(postgres_server.directory))


def test_the_directory_is_private(postgres_server: PostgresServer) -> None:
    assert postgres_server.directory.stat().st_mode & 0o077 == 0


def test_fresh_urls_differ(postgres_server: PostgresServer) -> None:
    assert postgres_server.fresh_url() != postgres_server.fresh_url()


@pytest.mark.skipif(os.getuid() != 0, reason="only root may give a directory away")
def test_programs_in_a_folder_closed_to_others_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    programs = _bundled()
    package = programs.parents[1]
    for folder in (package, package.with_name(f"{package.name}.libs")):
        (closed / folder.name).symlink_to(folder)
    monkeypatch.setenv("PROVENLAB_POSTGRES_BIN", str(closed / programs.relative_to(package.parent)))
    with running_server() as server:
        assert server.programs.is_relative_to(server.directory)
    assert closed.stat().st_mode & 0o777 == 0o700


def _bundled() -> Path:
    return next(folder for folder in installed_servers() if "pgserver" in str(folder))
