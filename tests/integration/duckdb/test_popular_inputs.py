"""The query for artifacts with many readers finds what the query for all artifacts finds."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from provenlab.adapters._sql.database import Session
from provenlab.adapters.duckdb.store import DuckdbDatabase
from provenlab.tools.lab import open_lab

SECONDS = 7


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty readers, several at the same instant, some in two roles, some of another artifact as well."""
    path = tmp_path_factory.mktemp("popular") / "lab.duckdb"
    with open_lab(path) as lab, lab._parts.store.atomic():
        for n in range(60):
            inputs = {"ohlcv": ["popular"], **({"alerts": ["popular", "other"]} if n % 3 == 0 else {})}
            lab.experiments.create_experiment(declaration(f"e-{(n * 37) % 60:02}", n, inputs))
        lab.experiments.create_experiment(declaration("e-rare", 3, {"ohlcv": ["rare"]}))
    return path


def declaration(experiment_id: str, n: int, inputs: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "experimentId": experiment_id,
        "name": "n",
        "inputs": inputs,
        "config": {},
        "provenance": {
            "gitCommit": "c",
            "gitDirty": False,
            "engineVersion": "1",
            "createdAt": f"2025-01-01T00:00:0{n % SECONDS}Z",
        },
    }


@pytest.fixture
def session(store: Path) -> Iterator[Session]:
    with DuckdbDatabase(store, lambda: 0).read() as session:
        yield session


CURSORS: list[tuple[int | None, str | None]] = [
    (None, None),
    *((1_735_689_600_000_000 + second * 1_000_000, f"e-{n:02}") for second in (0, 3, 6) for n in (0, 31, 59)),
]


@pytest.mark.parametrize("artifact_ids", [["popular"], ["other", "popular", "rare"], ["rare"], ["nobody"]])
@pytest.mark.parametrize("role", [None, "ohlcv", "alerts"])
def test_both_queries_find_the_same_page(session: Session, artifact_ids: list[str], role: str | None) -> None:
    for limit, (created_at, cursor_id) in product((1, 2, 5, 16, 40, 101), CURSORS):
        params = {
            "artifact_ids": artifact_ids,
            "role": role,
            "limit": limit,
            "cursor_created_at": created_at,
            "cursor_id": cursor_id,
        }
        wanted = session.rows("experiments.keys_by_input", **params)
        assert session.rows("experiments.keys_by_popular_input", **params) == wanted, params


def test_few_readers_make_no_artifact_popular(session: Session) -> None:
    assert session.row("experiments.is_popular", artifact_ids=["popular"]) is None


@pytest.mark.parametrize(
    "artifact_ids", [["popular"], ["other", "popular"], ["other", "rare"], ["ohlcv", "popular"], ["nobody"]]
)
@pytest.mark.parametrize("role", [None, "ohlcv", "alerts"])
def test_readers_of_all_are_those_of_each(
    session: Session, artifact_ids: list[str], role: str | None
) -> None:
    """`ohlcv` is a role that every experiment has, and no artifact."""
    for limit, (created_at, cursor_id) in product((1, 5, 40, None), CURSORS):
        asked = {"role": role, "cursor_created_at": created_at, "cursor_id": cursor_id}
        each = [
            session.rows("experiments.keys_by_input", artifact_ids=[one], limit=None, **asked)
            for one in artifact_ids
        ]
        wanted = [row for row in each[0] if all(row in rows for rows in each)][:limit]
        for rare in artifact_ids:
            found = session.rows(
                "experiments.keys_by_all_inputs",
                artifact_ids=artifact_ids,
                all_ids=artifact_ids,
                n_artifacts=len(artifact_ids),
                rare_id=rare,
                limit=limit,
                **asked,
            )
            assert found == wanted, (limit, created_at, rare)
