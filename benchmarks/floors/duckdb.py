"""The questions as raw statements on a DuckDB file of the same layout: small look-ups by lists of constants.

Where another layout is known to answer faster, its statement is here as well, and the quicker one counts.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.columns import DECLARED
from benchmarks.floors.documents import Rows, columns_of, read_documents

_NEWEST = "ORDER BY created_at DESC, experiment_id DESC LIMIT 100"
_CONFIG: dict[str, str | bool | int | float | list[str]] = {"checkpoint_threshold": "256MB"}
_TYPES = {str: "VARCHAR", int: "BIGINT", float: "DOUBLE"}
_INSERT = (
    f"INSERT INTO experiments ({', '.join(DECLARED)}) VALUES ({', '.join('?' * len(DECLARED))}) RETURNING k"
)
_INSERT_EDGES = (
    "INSERT INTO experiment_inputs (artifact_id, created_at, k, role, ordinal) "
    "SELECT unnest(?), ?, ?, unnest(?), unnest(?)"
)


def connect(path: Path, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """With the threshold that keeps automatic checkpoints out of a commit, as the library has it."""
    return duckdb.connect(str(path), read_only=read_only, config=_CONFIG)


def insert(connection: duckdb.DuckDBPyConnection, row: dict[str, Any], edges: list[tuple[str, str]]) -> None:
    """One transaction: a row, and its edges as (role, artifact)."""
    values = [row[name] if name != "config" else json.dumps(row[name]) for name in DECLARED]
    connection.execute("BEGIN")
    (k,) = connection.execute(_INSERT, values).fetchall()[0]
    roles, artifacts = [role for role, _ in edges], [artifact for _, artifact in edges]
    connection.execute(_INSERT_EDGES, [artifacts, row["created_at"], k, roles, list(range(len(edges)))])
    connection.execute("COMMIT")


def opened_for(path: Path, action: Callable[[duckdb.DuckDBPyConnection], object], read_only: bool) -> None:
    """Opens the file, acts, closes it: what a file shared between processes asks for."""
    with closing(connect(path, read_only)) as connection:
        action(connection)


def get(connection: duckdb.DuckDBPyConnection, experiment_id: str) -> Rows:
    """One experiment by its id."""
    return _read(connection, "SELECT * FROM experiments WHERE experiment_id = ?", experiment_id)


def _read(connection: duckdb.DuckDBPyConnection, sql: str, *params: Any) -> Rows:
    result = connection.execute(sql, list(params))
    return read_documents([column[0] for column in result.description], result.fetchall())


class DuckdbFloor:
    """One connection that stays open, on a file of its own."""

    def __init__(self, path: Path, *, read_only: bool = True) -> None:
        self.connection = connect(path, read_only)
        # Pages of whole rows sort the keys first, and read the other columns of the first rows only.
        self.connection.execute("SET late_materialization_max_rows = 10000")

    def close(self) -> None:
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.connection.execute("BEGIN")
        yield
        self.connection.execute("COMMIT")

    def insert(self, table: str, rows: Rows) -> None:
        """Rows of the same columns, as one list for each column."""
        columns = columns_of(rows)
        lists = ", ".join(f"unnest(CAST(? AS {_TYPES[kind]}[]))" for _, kind, _ in columns)
        names = ", ".join(f'"{name}"' for name, _, _ in columns)
        values = [each for _, _, each in columns]
        self.connection.execute(f"INSERT INTO {table} ({names}) SELECT {lists}", values)

    def write(self, sql: str, *params: Any) -> None:
        self.connection.execute(sql, list(params))

    def raw(self, sql: str, *params: Any) -> list[Any]:
        return self.connection.execute(sql, list(params)).fetchall()

    def rows(self, sql: str, *params: Any) -> Rows:
        result = self.connection.execute(sql, list(params))
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def _read(self, sql: str, *params: Any) -> Rows:
        return _read(self.connection, sql, *params)

    def create(self, row: dict[str, Any], edges: list[tuple[str, str]]) -> None:
        insert(self.connection, row, edges)

    def get(self, experiment_id: str) -> Rows:
        return get(self.connection, experiment_id)

    def newest(self, status: str | None = None) -> Rows:
        if status is None:
            return self._read(f"SELECT * FROM experiments {_NEWEST}")
        return self._read(f"SELECT * FROM experiments WHERE status = ? {_NEWEST}", status)

    def find(self, artifact_ids: Sequence[str]) -> Rows:
        """Keys by the index, then rows by the keys."""
        marks = ", ".join("?" * len(artifact_ids))
        keys = self.raw(f"SELECT k FROM experiment_inputs WHERE artifact_id IN ({marks})", *artifact_ids)
        return self._by_keys([k for (k,) in keys])

    def find_popular(self, artifact_id: str) -> Rows:
        """As a layout does that keeps the inputs in the row: newest first until the page is full."""
        return self._read(
            f"SELECT * FROM experiments WHERE contains(inputs, ?) {_NEWEST}", f'"{artifact_id}"'
        )

    def find_all(self, rare: str, popular: str) -> Rows:
        keys = self.raw("SELECT k FROM experiment_inputs WHERE artifact_id = ?", rare)
        return [
            row for row in self._by_keys([k for (k,) in keys]) if popular in row["inputs"].get("universe", ())
        ]

    def _by_keys(self, keys: list[int]) -> Rows:
        # Sorted here: with a limit beside the list the engine leaves its index and scans.
        found = self._read(f"SELECT * FROM experiments WHERE k IN ({', '.join(map(str, keys))})")
        return sorted(found, key=lambda row: (row["created_at"], row["experiment_id"]), reverse=True)[:100]

    def counts(self) -> dict[str, int]:
        return dict(self.raw("SELECT status, count(*) FROM experiments GROUP BY status"))

    def lineage(self, experiment_id: str, depth: int) -> tuple[Rows, Rows]:
        """Hop by hop: the inputs in the rows of experiments, their producers and parents by the indexes."""
        edges: Rows = []
        nodes = {("experiment", experiment_id)}
        frontier = [("experiment", experiment_id)]
        for hop in range(1, depth + 1):
            found = self._hop(frontier, hop)
            edges += found
            frontier = list({(edge["kind"], edge["id"]) for edge in found} - nodes)
            nodes.update(frontier)
            if not frontier:
                break
        return edges, self._nodes(nodes)

    def _hop(self, frontier: list[tuple[str, str]], hop: int) -> Rows:
        experiments = [name for kind, name in frontier if kind == "experiment"]
        artifacts = [name for kind, name in frontier if kind == "artifact"]
        found: list[tuple[str, str, str, str, str]] = []
        if experiments:
            marks = ", ".join("?" * len(experiments))
            sql = f"SELECT experiment_id, inputs FROM experiments WHERE experiment_id IN ({marks})"
            for name, inputs in self.raw(sql, *experiments):
                found += [
                    ("artifact", each, "experiment", name, role)
                    for role, ids in json.loads(inputs).items()
                    for each in ids
                ]
        if artifacts:
            found += self._producers(artifacts)
        names = ("kind", "id", "from_kind", "from_id", "role")
        return [{"depth": hop, **dict(zip(names, each, strict=True))} for each in found]

    def _producers(self, artifacts: list[str]) -> list[tuple[str, str, str, str, str]]:
        marks = ", ".join("?" * len(artifacts))
        made = self.raw(
            f"SELECT k, artifact_id, slot FROM experiment_outputs WHERE artifact_id IN ({marks})", *artifacts
        )
        found = [
            ("artifact", parent, "artifact", child, role)
            for child, parent, role in self.raw(
                f"SELECT child_id, parent_id, role FROM artifact_parents WHERE child_id IN ({marks})",
                *artifacts,
            )
        ]
        if made:
            keys = ", ".join(str(k) for k, _, _ in made)
            ids = dict(self.raw(f"SELECT k, experiment_id FROM experiments WHERE k IN ({keys})"))
            found += [("experiment", ids[k], "artifact", artifact, slot) for k, artifact, slot in made]
        return found

    def _nodes(self, nodes: set[tuple[str, str]]) -> Rows:
        experiments = [name for kind, name in nodes if kind == "experiment"]
        artifacts = [name for kind, name in nodes if kind == "artifact"]
        marks = ", ".join("?" * len(experiments))
        shown = self.raw(
            f"SELECT experiment_id, name, status FROM experiments WHERE experiment_id IN ({marks})",
            *experiments,
        )
        if artifacts:
            marks = ", ".join("?" * len(artifacts))
            names = dict(
                self.raw(
                    f"SELECT artifact_id, name FROM artifacts WHERE artifact_id IN ({marks})", *artifacts
                )
            )
            sql = (
                "SELECT artifact_id, arg_max(status, seq) FROM artifact_events "
                f"WHERE artifact_id IN ({marks}) GROUP BY 1"
            )
            statuses = dict(self.raw(sql, *artifacts))
            shown += [(each, label, statuses.get(each, "active")) for each, label in names.items()]
        return [{"id": row[0], "label": row[1], "status": row[2]} for row in shown]
