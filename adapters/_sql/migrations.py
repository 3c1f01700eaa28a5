"""Which migrations an engine has, and whether a store's version can be served."""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from provenlab.adapters._sql.queries import SQL_ROOT
from provenlab.core.errors import NotInitialised, SchemaNewer, SchemaOutdated


class Migration(NamedTuple):
    """`NNNN_verb_noun.sql`: one step of the schema, run whole in one transaction."""

    version: int
    name: str

    def text(self, engine: str) -> str:
        return (SQL_ROOT / engine / "migrations" / f"{self.name}.sql").read_text(encoding="utf-8")


@cache
def migrations(engine: str) -> tuple[Migration, ...]:
    """All migrations of an engine, oldest first."""
    names = sorted(path.stem for path in (SQL_ROOT / engine / "migrations").glob("[0-9]*.sql"))
    return tuple(Migration(int(name.split("_", 1)[0]), name) for name in names)


def latest_version(engine: str) -> int:
    return migrations(engine)[-1].version


def require_current(engine: str, location: str, version: int | None) -> None:
    """Raises unless a store of this version can be read as it is; None means no schema."""
    latest = latest_version(engine)
    if version is None:
        raise NotInitialised(f"no store at {location}; a write or init_store creates it", {"store": location})
    found = {"store": location, "schemaVersion": version, "supportedVersion": latest}
    if version > latest:
        raise SchemaNewer(f"the store has schema {version}, this release knows up to {latest}", found)
    if version < latest:
        raise SchemaOutdated(
            f"the store has schema {version}, this release reads {latest}; init_store migrates it", found
        )


def migrate(engine: str, location: str, version: int | None, execute: Callable[[Migration], None]) -> None:
    """Runs what is missing, in order; `execute` runs one script and records it in schema_migrations."""
    if version is not None and version > latest_version(engine):
        require_current(engine, location, version)
    for migration in migrations(engine):
        if migration.version > (version or 0):
            execute(migration)
