"""The questions as raw statements on a SQLite file of the same layout, the best known for them."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.columns import DECLARED
from benchmarks.floors.documents import Rows, read_documents

_NEWEST = "ORDER BY created_at DESC, experiment_id DESC LIMIT 100"
_GRAPH = """
WITH RECURSIVE edge (depth, kind, id, from_kind, from_id, role) AS (
    SELECT 0, 'experiment', ?, NULL, NULL, NULL
    UNION
    SELECT depth + 1, 'artifact', i.artifact_id, 'experiment', edge.id, i.role
    FROM edge JOIN experiments AS e ON e.experiment_id = edge.id JOIN experiment_inputs AS i ON i.k = e.k
    WHERE edge.kind = 'experiment' AND depth < ?
    UNION
    SELECT depth + 1, 'experiment', e.experiment_id, 'artifact', edge.id, o.slot
    FROM edge JOIN experiment_outputs AS o ON o.artifact_id = edge.id JOIN experiments AS e ON e.k = o.k
    WHERE edge.kind = 'artifact' AND depth < ?
    UNION
    SELECT depth + 1, 'artifact', p.parent_id, 'artifact', edge.id, p.role
    FROM edge JOIN artifact_parents AS p ON p.child_id = edge.id
    WHERE edge.kind = 'artifact' AND depth < ?
)
SELECT * FROM edge
"""
_ARTIFACT_NODES = """
SELECT a.artifact_id, a.name, coalesce((SELECT e.status FROM artifact_events AS e
       WHERE e.artifact_id = a.artifact_id ORDER BY e.seq DESC LIMIT 1), 'active')
FROM artifacts AS a WHERE a.artifact_id IN ({})
"""
_POPULAR = """
SELECT e.*
FROM (SELECT DISTINCT created_at, k FROM experiment_inputs WHERE artifact_id = ?
      ORDER BY created_at DESC, k DESC LIMIT 100) AS i
JOIN experiments AS e ON e.k = i.k
ORDER BY i.created_at DESC, e.experiment_id DESC
"""
_INSERT = f"INSERT INTO experiments ({', '.join(DECLARED)}) VALUES ({', '.join('?' * len(DECLARED))})"
_INSERT_EDGE = (
    "INSERT INTO experiment_inputs (artifact_id, created_at, k, role, ordinal) VALUES (?, ?, ?, ?, ?)"
)


class SqliteFloor:
    """One connection in autocommit, statements cached by the driver."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, cached_statements=256)
        self._connection.execute("PRAGMA synchronous = FULL")

    def close(self) -> None:
        self._connection.close()

    def unguard(self) -> None:
        """Takes the guards off: they are what the library adds to the layout."""
        names = self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in names:
            self._connection.execute(f"DROP TRIGGER {name}")

    def create(self, row: dict[str, Any], edges: list[tuple[str, str]]) -> None:
        """One transaction: a row, and its edges as (role, artifact)."""
        values = [row[name] if name != "config" else json.dumps(row[name]) for name in DECLARED]
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        k = connection.execute(_INSERT, values).lastrowid
        at = row["created_at"]
        connection.executemany(
            _INSERT_EDGE, [(artifact, at, k, role, n) for n, (role, artifact) in enumerate(edges)]
        )
        connection.execute("COMMIT")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        yield
        self._connection.execute("COMMIT")

    def insert(self, table: str, rows: Rows) -> None:
        """Rows of the same columns."""
        names = list(rows[0])
        sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
        self._connection.executemany(sql, [tuple(row.values()) for row in rows])

    def write(self, sql: str, *params: Any) -> None:
        self._connection.execute(sql, params)

    def raw(self, sql: str, *params: Any) -> list[Any]:
        return self._connection.execute(sql, params).fetchall()

    def rows(self, sql: str, *params: Any) -> Rows:
        cursor = self._connection.execute(sql, params)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _read(self, sql: str, *params: Any) -> Rows:
        cursor = self._connection.execute(sql, params)
        return read_documents([column[0] for column in cursor.description], cursor.fetchall())

    def statements(self) -> dict[str, str]:
        """The statements behind the questions, to be run without reading the rows."""
        return {
            "get": "SELECT * FROM experiments WHERE experiment_id = ?",
            "newest": f"SELECT * FROM experiments {_NEWEST}",
            "newest_of_status": f"SELECT * FROM experiments WHERE status = ? {_NEWEST}",
            "popular": _POPULAR,
        }

    def get(self, experiment_id: str) -> Rows:
        return self._read(self.statements()["get"], experiment_id)

    def newest(self, status: str | None = None) -> Rows:
        if status is None:
            return self._read(self.statements()["newest"])
        return self._read(self.statements()["newest_of_status"], status)

    def find(self, artifact_ids: Sequence[str]) -> Rows:
        marks = ", ".join("?" * len(artifact_ids))
        return self._read(
            "SELECT * FROM experiments WHERE k IN "
            f"(SELECT k FROM experiment_inputs WHERE artifact_id IN ({marks})) {_NEWEST}",
            *artifact_ids,
        )

    def find_popular(self, artifact_id: str) -> Rows:
        return self._read(self.statements()["popular"], artifact_id)

    def find_all(self, rare: str, popular: str) -> Rows:
        return self._read(
            "SELECT * FROM experiments WHERE k IN "
            "(SELECT i.k FROM experiment_inputs AS i WHERE i.artifact_id = ? "
            "AND EXISTS (SELECT 1 FROM experiment_inputs AS o WHERE o.artifact_id = ? "
            f"AND o.created_at = i.created_at AND o.k = i.k)) {_NEWEST}",
            rare,
            popular,
        )

    def counts(self) -> dict[str, int]:
        return dict(self.raw("SELECT status, count(*) FROM experiments GROUP BY status"))

    def lineage(self, experiment_id: str, depth: int) -> tuple[Rows, Rows]:
        """Edges with the depth of their far end, and what to show of each node."""
        names = ("depth", "kind", "id", "from_kind", "from_id", "role")
        edges = [
            dict(zip(names, row, strict=True)) for row in self.raw(_GRAPH, experiment_id, depth, depth, depth)
        ]
        ids: dict[str, list[str]] = {"artifact": [], "experiment": []}
        for kind, found in {(edge["kind"], edge["id"]) for edge in edges}:
            ids[kind].append(found)
        artifacts = self.raw(_ARTIFACT_NODES.format(", ".join("?" * len(ids["artifact"]))), *ids["artifact"])
        marks = ", ".join("?" * len(ids["experiment"]))
        experiments = self.raw(
            f"SELECT experiment_id, name, status FROM experiments WHERE experiment_id IN ({marks})",
            *ids["experiment"],
        )
        return edges[1:], [
            {"id": row[0], "label": row[1], "status": row[2]} for row in (*artifacts, *experiments)
        ]
