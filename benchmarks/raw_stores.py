"""Empty stores of the library's layout without its guards, for raw writes of the same durability."""

from pathlib import Path

from benchmarks.floors.duckdb import DuckdbFloor
from benchmarks.floors.postgres import PostgresFloor
from benchmarks.floors.sqlite import SqliteFloor
from benchmarks.setting import Setting
from benchmarks.subject import Subject
from provenlab.adapters._sql.migrations import migrations

RawStore = SqliteFloor | DuckdbFloor | PostgresFloor


def raw_store(setting: Setting, engine: str, url: str | None = None) -> RawStore:
    """An open store at a place that is new; `create` writes to it."""
    url = url or setting.fresh_url(engine)
    if engine == "duckdb":
        return _raw_duckdb(Path(url))
    subject = Subject(url)
    subject.initialise()
    subject.close()
    opened: SqliteFloor | PostgresFloor = SqliteFloor(Path(url)) if engine == "sqlite" else PostgresFloor(url)
    opened.unguard()
    return opened


def _raw_duckdb(path: Path) -> DuckdbFloor:
    floor = DuckdbFloor(path, read_only=False)
    for migration in migrations("duckdb"):
        for statement in floor.connection.extract_statements(migration.text("duckdb")):
            if statement.query.split()[:2] != ["CREATE", "TRIGGER"]:
                floor.connection.execute(statement)
    return floor
