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
