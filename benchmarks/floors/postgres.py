"""The questions as raw statements on a PostgreSQL schema of the same layout."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg

from benchmarks.columns import DECLARED
from benchmarks.floors.documents import Rows, columns_of, read_documents

_NEWEST = "ORDER BY created_at DESC, experiment_id DESC LIMIT 100"
_GRAPH = """
WITH RECURSIVE edge (depth, kind, id, from_kind, from_id, role) AS (
    SELECT 0, 'experiment', CAST(%s AS text) COLLATE "C",
           NULL, CAST(NULL AS text) COLLATE "C", CAST(NULL AS text) COLLATE "C"
    UNION
    SELECT edge.depth + 1, next.kind, next.id, edge.kind, edge.id, next.role
    FROM edge CROSS JOIN LATERAL (
        SELECT 'artifact', i.artifact_id, i.role
        FROM experiments AS e JOIN experiment_inputs AS i ON i.k = e.k
        WHERE edge.kind = 'experiment' AND e.experiment_id = edge.id
        UNION ALL
        SELECT 'experiment', e.experiment_id, o.slot
        FROM experiment_outputs AS o JOIN experiments AS e ON e.k = o.k
        WHERE edge.kind = 'artifact' AND o.artifact_id = edge.id
        UNION ALL
        SELECT 'artifact', p.parent_id, p.role FROM artifact_parents AS p
        WHERE edge.kind = 'artifact' AND p.child_id = edge.id
    ) AS next (kind, id, role)
    WHERE edge.depth < %s
)
SELECT * FROM edge
"""
_ARTIFACT_NODES = """
SELECT a.artifact_id, a.name, coalesce((SELECT e.status FROM artifact_events AS e
       WHERE e.artifact_id = a.artifact_id ORDER BY e.seq DESC LIMIT 1), 'active')
FROM artifacts AS a WHERE a.artifact_id = ANY(%s)
"""
_TYPES = {str: "text", int: "bigint", float: "double precision"}
_MARKS = ", ".join(["%s"] * len(DECLARED))
_INSERT = f"INSERT INTO experiments ({', '.join(DECLARED)}) VALUES ({_MARKS}) RETURNING k"
_INSERT_EDGES = """
INSERT INTO experiment_inputs (artifact_id, created_at, k, role, ordinal)
SELECT artifact_id, %s, %s, role, ordinal
FROM unnest(%s::text[], %s::text[], %s::int[]) AS edges (artifact_id, role, ordinal)
"""


def schema_of(url: str) -> tuple[str, str]:
    """A URL without our own option, and the schema that the option names."""
    schema = parse_qs(urlsplit(url).query)["schema"][0]
    return url.replace(f"&schema={schema}", ""), schema


class PostgresFloor:
    """One connection in autocommit; the driver prepares what is repeated."""

    def __init__(self, url: str) -> None:
        plain, schema = schema_of(url)
        self._connection = psycopg.connect(plain, autocommit=True)
        self._connection.execute(f'SET search_path TO "{schema}"'.encode())

    def close(self) -> None:
        self._connection.close()

    def unguard(self) -> None:
        """Takes the guards off: they are what the library adds to the layout."""
        for (table,) in self.raw("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"):
            self._connection.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER'.encode())

    def create(self, row: dict[str, Any], edges: list[tuple[str, str]]) -> None:
        """One transaction: a row, and its edges as (role, artifact)."""
        values = [row[name] if name != "config" else json.dumps(row[name]) for name in DECLARED]
        values[DECLARED.index("git_dirty")] = bool(row["git_dirty"])
        with self._connection.transaction():
            ((k,),) = self._connection.execute(_INSERT.encode(), values).fetchall()
            roles, artifacts = [role for role, _ in edges], [artifact for _, artifact in edges]
            params = (row["created_at"], k, artifacts, roles, list(range(len(edges))))
            self._connection.execute(_INSERT_EDGES, params)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self._connection.transaction():
            yield

    def insert(self, table: str, rows: Rows) -> None:
        """Rows of the same columns, as one array for each column."""
        columns = columns_of(rows)
        arrays = ", ".join(f"CAST(%s AS {_TYPES[kind]}[])" for _, kind, _ in columns)
        names = ", ".join(name for name, _, _ in columns)
        sql = f"INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays})"
        self._connection.execute(sql.encode(), [each for _, _, each in columns])

    def write(self, sql: str, *params: Any) -> None:
        self._connection.execute(sql.replace("?", "%s").encode(), params)

    def raw(self, sql: str, *params: Any) -> list[Any]:
        return self._connection.execute(sql.replace("?", "%s").encode(), params).fetchall()

    def rows(self, sql: str, *params: Any) -> Rows:
        cursor = self._connection.execute(sql.encode(), params)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _read(self, sql: str, *params: Any) -> Rows:
        cursor = self._connection.execute(sql.encode(), params)
        return read_documents([column.name for column in cursor.description or ()], cursor.fetchall())

    def get(self, experiment_id: str) -> Rows:
        return self._read("SELECT * FROM experiments WHERE experiment_id = %s", experiment_id)

    def newest(self, status: str | None = None) -> Rows:
        if status is None:
            return self._read(f"SELECT * FROM experiments {_NEWEST}")
        return self._read(f"SELECT * FROM experiments WHERE status = %s {_NEWEST}", status)

    def find(self, artifact_ids: Sequence[str]) -> Rows:
        return self._read(
            "SELECT * FROM experiments WHERE k IN "
            f"(SELECT k FROM experiment_inputs WHERE artifact_id = ANY(%s)) {_NEWEST}",
            list(artifact_ids),
        )

    def find_popular(self, artifact_id: str) -> Rows:
        return self._read(
            "SELECT e.* FROM (SELECT DISTINCT created_at, k FROM experiment_inputs WHERE artifact_id = %s "
            "ORDER BY created_at DESC, k DESC LIMIT 100) AS i JOIN experiments AS e ON e.k = i.k "
            "ORDER BY e.created_at DESC, e.experiment_id DESC",
            artifact_id,
        )

    def find_all(self, rare: str, popular: str) -> Rows:
        return self._read(
            "SELECT * FROM experiments WHERE k IN "
            "(SELECT i.k FROM experiment_inputs AS i WHERE i.artifact_id = %s "
            "AND EXISTS (SELECT 1 FROM experiment_inputs AS o WHERE o.artifact_id = %s "
            f"AND o.created_at = i.created_at AND o.k = i.k)) {_NEWEST}",
            rare,
            popular,
        )

    def counts(self) -> dict[str, int]:
        return dict(self.raw("SELECT status, count(*) FROM experiments GROUP BY status"))

    def lineage(self, experiment_id: str, depth: int) -> tuple[Rows, Rows]:
        """Edges with the depth of their far end, and what to show of each node."""
        names = ("depth", "kind", "id", "from_kind", "from_id", "role")
        edges = [dict(zip(names, row, strict=True)) for row in self.raw(_GRAPH, experiment_id, depth)]
        ids: dict[str, list[str]] = {"artifact": [], "experiment": []}
        for kind, found in {(edge["kind"], edge["id"]) for edge in edges}:
            ids[kind].append(found)
        artifacts = self.raw(_ARTIFACT_NODES, ids["artifact"])
        experiments = self.raw(
            "SELECT experiment_id, name, status FROM experiments WHERE experiment_id = ANY(%s)",
            ids["experiment"],
        )
        return edges[1:], [
            {"id": row[0], "label": row[1], "status": row[2]} for row in (*artifacts, *experiments)
        ]
