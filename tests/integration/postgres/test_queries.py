"""Queries written anew for PostgreSQL answer as the shared ones should, and touch no more than they must."""

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenlab.adapters import _sql
from provenlab.adapters._sql.database import Session
from provenlab.adapters._sql.queries import named_query
from provenlab.adapters.postgres.session import PostgresSession
from provenlab.adapters.postgres.statements import ENGINE, rendered
from provenlab.adapters.postgres.store import PostgresDatabase
from tests.integration.postgres.stores import Raw, database_at, insert, raw_connection
from tests.postgres_server import PostgresServer

ARTIFACTS = ("a", "b", "c")
ROLES = ("ohlcv", "alerts")
USERS = 20_000
LIMIT = 101
NO_CURSOR: dict[str, Any] = {"role": None, "cursor_created_at": None, "cursor_id": None}

Edge = tuple[int, str, str]


@pytest.fixture(scope="module")
def scratch(postgres_server: PostgresServer) -> Iterator[PostgresDatabase]:
    """A store that examples share: each works in a transaction that is rolled back."""
    url = postgres_server.fresh_url()
    with database_at(url) as database:
        database.initialise()
        yield database
    postgres_server.drop(url)


class RolledBackError(Exception):
    pass


@given(
    edges=st.sets(
        st.tuples(st.integers(0, 7), st.sampled_from(ARTIFACTS), st.sampled_from(ROLES)), max_size=30
    ),
    times=st.lists(st.integers(-2, 2), min_size=8, max_size=8),
    wanted=st.sets(st.sampled_from(ARTIFACTS), min_size=1),
    role=st.sampled_from([None, *ROLES]),
    limit=st.sampled_from([None, 0, 1, 2, 5]),
    cursor=st.none() | st.integers(0, 7),
    match=st.sampled_from([any, all]),
)
def test_experiments_are_found_by_their_inputs_newest_first(
    scratch: PostgresDatabase,
    edges: set[Edge],
    times: list[int],
    wanted: set[str],
    role: str | None,
    limit: int | None,
    cursor: int | None,
    match: Any,
) -> None:
    read = {(number, artifact) for number, artifact, played in edges if role in (None, played)}
    users = [n for n in range(8) if match((n, artifact) in read for artifact in wanted)]
    expected = sorted(((times[n], f"e{n}") for n in users), reverse=True)
    if cursor is not None:
        expected = [place for place in expected if place < (times[cursor], f"e{cursor}")]
    params = {
        "artifact_ids": sorted(wanted),
        "n_artifacts": len(wanted),
        "role": role,
        "limit": limit,
        "cursor_created_at": None if cursor is None else times[cursor],
        "cursor_id": None if cursor is None else f"e{cursor}",
    }
    query = "experiments.keys_by_input" if match is any else "experiments.keys_by_all_inputs"
    found = found_after(scratch, edges, times, query, params)
    assert found == [each for _, each in expected[:limit]]


def found_after(
    database: PostgresDatabase, edges: set[Edge], times: Sequence[int], query: str, params: dict[str, Any]
) -> list[str]:
    """The ids that a query finds among these experiments, which are gone afterwards."""
    found: list[str] = []
    try:
        with database.write() as session:
            store_edges(session, edges, times)
            found = [row["experiment_id"] for row in session.rows(query, **params)]
            raise RolledBackError
    except RolledBackError:
        return found


def store_edges(session: Session, edges: set[Edge], times: Sequence[int]) -> None:
    keys = []
    for number, created_at in enumerate(times):
        insert(session, f"e{number}", created_at=created_at, n_inputs=len(edges))
        row = session.row("experiments.by_id", experiment_id=f"e{number}")
        keys.append(row["k"] if row else 0)
    session.run_many(
        "experiments.insert_input",
        [
            {"artifact_id": a, "created_at": times[n], "k": keys[n], "role": role, "ordinal": ordinal}
            for ordinal, (n, a, role) in enumerate(sorted(edges))
        ],
    )


@pytest.fixture(scope="module")
def crowd(postgres_server: PostgresServer) -> Iterator[Raw]:
    """A store whose experiments all read `popular` and `liked`, and each an artifact of its own."""
    url = postgres_server.fresh_url()
    with database_at(url) as database:
        database.initialise()
    with raw_connection(url) as raw:
        raw.execute(
            """
            INSERT INTO experiments (experiment_id, name, inputs, n_inputs, config, required_outputs,
                git_commit, git_dirty, engine_version, environment, created_at, recorded_at, config_hash,
                definition_hash, revision, status, outputs, state_hash)
            SELECT 'e' || n, 'n', '{}', 3, '{}', '[]', 'c', false, '1', '{}', n / 3, 1, 'h', 'd', 0,
                'pending', '{}', 's'
            FROM generate_series(1, %s) AS n
            """,
            (USERS,),
        )
        raw.execute(
            """
            INSERT INTO experiment_inputs (artifact_id, created_at, k, role, ordinal)
            SELECT artifact_id, created_at, k, 'ohlcv', ordinal
            FROM experiments
            CROSS JOIN LATERAL (
                VALUES ('popular', 0), ('liked', 1), ('own-' || k, 2)
            ) AS read (artifact_id, ordinal)
            """
        )
        raw.execute("VACUUM ANALYZE experiments, experiment_inputs")
        yield raw
    postgres_server.drop(url)


def rows_touched(raw: Raw, query: str, params: dict[str, Any]) -> float:
    """How many rows all scans of a query's plan gave."""
    text, arguments = rendered(query, params)
    explained = raw.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {text}".encode(), arguments).fetchone()
    assert explained is not None

    def touched(node: dict[str, Any]) -> float:
        own = node["Actual Rows"] * node["Actual Loops"] if "Scan" in node["Node Type"] else 0
        return float(own) + sum(map(touched, node.get("Plans", [])))

    return touched(explained[0][0]["Plan"])


@pytest.mark.parametrize("artifact_ids", [["popular"], ["popular", "liked"], ["own-7", "popular"]])
@pytest.mark.parametrize("cursor", [None, USERS // 2])
@pytest.mark.parametrize(
    ("query", "most"), [("experiments.keys_by_input", 10 * LIMIT), ("experiments.keys_by_all_inputs", 4_000)]
)
def test_the_number_of_older_users_of_a_popular_artifact_does_not_matter(
    crowd: Raw, artifact_ids: list[str], cursor: int | None, query: str, most: int
) -> None:
    params = {**NO_CURSOR, "artifact_ids": artifact_ids, "n_artifacts": len(artifact_ids), "limit": LIMIT}
    if cursor is not None:
        params |= {"cursor_created_at": cursor // 3, "cursor_id": f"e{cursor}"}
    assert rows_touched(crowd, query, params) <= most


def test_all_users_are_found_without_a_limit(crowd: Raw) -> None:
    params = {**NO_CURSOR, "artifact_ids": ["popular"], "limit": None}
    text, arguments = rendered("experiments.keys_by_input", params)
    assert len(crowd.execute(text.encode(), arguments).fetchall()) == USERS


def bulk_queries() -> set[str]:
    """The names that the repositories give to `run_many`."""
    calls = [
        node
        for path in Path(_sql.__path__[0]).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".run_many")
    ]
    return {str(ast.literal_eval(call.args[0])) for call in calls}


def test_every_bulk_insert_is_one_statement() -> None:
    texts = {name: named_query(ENGINE, name).statement("%s", {}).text for name in bulk_queries()}
    assert len(texts) >= 3
    assert [name for name, text in texts.items() if "unnest(" not in text] == []


def test_a_list_of_any_length_is_one_statement() -> None:
    texts = {rendered("experiments.by_keys", {"keys": [1] * n})[0] for n in (1, 2, 500)}
    assert len(texts) == 1
    assert "= ANY(%s)" in texts.pop()


def test_statements_are_prepared_on_the_server(scratch: PostgresDatabase) -> None:
    for number in range(8):
        with scratch.read() as session:
            session.row("experiments.by_id", experiment_id=f"e{number}")
            session.rows("experiments.by_keys", keys=list(range(number + 1)))
            session.rows("experiments.events", k=10 ** (2 * number))
    with scratch.read() as session:
        assert isinstance(session, PostgresSession)
        asked = session._connection.execute("SELECT statement FROM pg_prepared_statements")
        texts = [row["statement"] for row in asked.fetchall()]
    assert sum("WHERE experiment_id = $1" in text for text in texts) == 1
    assert sum("k = ANY($1)" in text for text in texts) == 1
    assert sum("k = $1 ORDER BY seq" in text for text in texts) == 1
