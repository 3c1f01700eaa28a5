"""A store that is full, damaged, somebody else's or out of reach: a coded error, and nothing lost."""

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from provenlab.adapters.duckdb.driver import driver
from provenlab.core.errors import (
    ForeignStore,
    NotInitialised,
    SchemaNewer,
    StoreCorrupt,
    StoreError,
    StoreFull,
    StoreReadOnly,
    StoreUnavailable,
)
from tests.integration.duckdb.stores import database, insert, raw, stored_ids

HEADER = 4096
AMPLE, SCARCE = 64 * 1024**2, 4 * 1024**2


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with one experiment."""
    with database(tmp_path / "lab.duckdb").write() as session:
        insert(session, "first")
    return tmp_path / "lab.duckdb"


def read(store: Path) -> list[str]:
    with database(store).read() as session:
        return [row["experiment_id"] for row in session.rows("audit.experiments_after", k=-1, limit=10)]


def write(store: Path) -> None:
    with database(store).write() as session:
        insert(session, "second")


@pytest.mark.parametrize("use", [read, write])
@pytest.mark.parametrize("content", [b"a diary\n" * 2000, b"x", b"SQLite format 3\0" + bytes(8000)])
def test_a_file_of_another_program_is_refused_and_left_alone(
    tmp_path: Path, use: object, content: bytes
) -> None:
    store = tmp_path / "lab.duckdb"
    store.write_bytes(content)
    assert callable(use)
    with pytest.raises(ForeignStore):
        use(store)
    assert store.read_bytes() == content


@pytest.mark.parametrize("use", [read, write])
@pytest.mark.parametrize(
    "table",
    [
        "CREATE TABLE orders AS SELECT 1 AS id",
        "CREATE TABLE schema_migrations AS SELECT '20240101' AS version",
        "CREATE TABLE schema_migrations AS SELECT 20240101 AS version",
        "CREATE TABLE schema_migrations AS SELECT 20240101 AS version, 'x' AS name",
        "CREATE TABLE schema_migrations AS SELECT 'x' AS id",
    ],
)
def test_a_duckdb_database_of_another_program_is_refused_and_left_alone(
    tmp_path: Path, use: object, table: str
) -> None:
    store = tmp_path / "lab.duckdb"
    with raw(store) as connection:
        connection.execute(table)
    assert callable(use)
    with pytest.raises(ForeignStore):
        use(store)
    with raw(store) as connection:
        assert len(connection.execute("SELECT * FROM duckdb_tables()").fetchall()) == 1


def test_a_store_of_a_later_release_is_refused(store: Path) -> None:
    with raw(store) as connection:
        connection.execute("INSERT INTO schema_migrations VALUES (9999, '9999_do_more', 1)")
    for use in (read, write):
        with pytest.raises(SchemaNewer):
            use(store)
    assert stored_ids(store) == ["first"]


@pytest.mark.parametrize(
    "prepare", [Path.touch, lambda path: raw(path).close()], ids=["no-bytes", "no-tables"]
)
def test_an_empty_store_is_none_to_a_reader_and_becomes_one_for_a_writer(
    tmp_path: Path, prepare: object
) -> None:
    store = tmp_path / "lab.duckdb"
    assert callable(prepare)
    prepare(store)
    with pytest.raises(NotInitialised):
        read(store)
    write(store)
    assert read(store) == ["second"]


def test_damage_is_named(store: Path) -> None:
    whole = store.read_bytes()
    for position in (16, HEADER + 16, 2 * HEADER + 16):
        damaged = bytearray(whole)
        damaged[position : position + 4000] = bytes(
            byte ^ 0xFF for byte in damaged[position : position + 4000]
        )
        store.write_bytes(damaged)
        _require_refusal_or_truth(store)
    for length in (3 * HEADER + 100, 3 * HEADER - 100, 100):
        store.write_bytes(whole[:length])
        with pytest.raises((StoreCorrupt, ForeignStore)):
            read(store)
    store.write_bytes(whole)
    assert read(store) == ["first"]


def _require_refusal_or_truth(store: Path) -> None:
    # One of two alternating headers may be damaged without harm.
    with suppress(NotInitialised, StoreCorrupt):
        assert read(store) in (["first"], [])


def test_damage_is_found_wherever_the_data_lie(tmp_path: Path) -> None:
    store = tmp_path / "lab.duckdb"
    with database(store).write() as session:
        for number in range(40):
            insert(session, f"exp-{number}", config=f'{{"x": "{os.urandom(2000).hex()}"}}')
    whole = store.read_bytes()
    place = whole.find(b'{"x": "')
    assert place > 0
    damaged = bytearray(whole)
    damaged[place + 10] ^= 0x01
    store.write_bytes(damaged)
    with pytest.raises(StoreCorrupt):
        read(store)


def test_a_folder_in_the_place_of_the_store_is_out_of_reach(tmp_path: Path) -> None:
    (tmp_path / "lab.duckdb").mkdir()
    for use in (read, write):
        with pytest.raises(StoreUnavailable):
            use(tmp_path / "lab.duckdb")


def test_a_file_in_the_place_of_the_folder_is_out_of_reach(tmp_path: Path) -> None:
    (tmp_path / "lab").write_text("a file")
    with pytest.raises(StoreError):
        write(tmp_path / "lab" / "lab.duckdb")


@pytest.fixture
def visible(store: Path) -> Iterator[Path]:
    """The store in a folder that every user can enter."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        for path in store.parent.iterdir():
            path.rename(Path(folder) / path.name)
        yield Path(folder) / store.name
        Path(folder).chmod(0o755)


@contextmanager
def no_privileges() -> Iterator[None]:
    """Root passes every permission, so it is somebody else for a while."""
    user, group = os.geteuid(), os.getegid()
    if user == 0:
        os.setegid(65534)
        os.seteuid(65534)
    yield
    os.seteuid(user)
    os.setegid(group)


@pytest.mark.parametrize("sidecars", ["visible", "hidden", "absent"])
def test_a_store_without_write_permission_can_be_read_only(visible: Path, sidecars: str) -> None:
    visible.chmod(0o444)
    for sidecar in (Path(f"{visible}.lock"), Path(f"{visible}.gate")):
        sidecar.chmod(0o444 if sidecars == "visible" else 0)
        if sidecars == "absent":
            sidecar.unlink()
    visible.parent.chmod(0o555)
    with no_privileges():
        assert read(visible) == ["first"]
        with pytest.raises(StoreReadOnly):
            write(visible)
    assert sidecars != "absent" or len(list(visible.parent.iterdir())) == 1


def test_a_store_without_read_permission_is_refused(visible: Path) -> None:
    visible.chmod(0)
    with no_privileges():
        for use in (read, write):
            with pytest.raises(StoreReadOnly):
                use(visible)


def test_a_folder_that_may_not_be_entered_is_refused(visible: Path) -> None:
    visible.parent.chmod(0)
    with no_privileges():
        for use in (read, write):
            with pytest.raises(StoreReadOnly):
                use(visible)


def fill(store: Path, idle_ms: int) -> list[str]:
    """Creates large experiments until the store is full; those acknowledged. The same object goes on."""
    opened = database(store, idle_ms=idle_ms)
    acknowledged = ["first"]

    def go_on() -> None:
        while len(acknowledged) < 10_000:
            name = f"large-{len(acknowledged)}"
            with opened.write() as session:
                insert(session, name, config=f'{{"x": "{os.urandom(40_000).hex()}"}}')
            acknowledged.append(name)

    with pytest.raises(StoreFull):
        go_on()
    with opened.read() as session:
        found = session.rows("audit.found_by_index", experiment_ids=acknowledged)
    opened.close()
    assert [row["experiment_id"] for row in found] == sorted(acknowledged)
    return acknowledged


@pytest.mark.parametrize("idle_ms", [0, 60_000])
def test_a_full_disk_loses_nothing_and_room_heals_it(tmp_path: Path, idle_ms: int) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", f"size={SCARCE}", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mounted, capture_output=True).returncode != 0:
        pytest.skip("only root may mount a small disk; the limit on file sizes below stands in")
    try:
        with database(disk / "lab.duckdb").write() as session:
            insert(session, "first")
        acknowledged = fill(disk / "lab.duckdb", idle_ms)
        subprocess.run(["mount", "-o", f"remount,size={AMPLE}", str(disk)], check=True)
        write(disk / "lab.duckdb")
        assert stored_ids(disk / "lab.duckdb") == sorted([*acknowledged, "second"])
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("idle_ms", [0, 60_000])
def test_a_file_that_may_not_grow_loses_nothing(store: Path, idle_ms: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SCARCE, hard))
    try:
        acknowledged = fill(store, idle_ms)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    write(store)
    assert stored_ids(store) == sorted([*acknowledged, "second"])


def test_no_room_for_a_new_store_leaves_no_trace(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(StoreFull):
            write(tmp_path / "lab.duckdb")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []
    write(tmp_path / "lab.duckdb")


def test_the_journal_of_a_vanished_store_is_not_replayed_into_a_new_one(store: Path) -> None:
    with driver.connect(str(store)) as connection:
        connection.execute("PRAGMA disable_checkpoint_on_shutdown")
        connection.execute("INSERT INTO refusals VALUES ('x')")
    store.unlink()
    with pytest.raises(StoreCorrupt) as refusal:
        write(store)
    assert refusal.value.details["journal"] == f"{store}.wal"
    assert not store.exists()
    Path(f"{store}.wal").unlink()
    write(store)
