"""Questions to many runs: the best by a final metric, with and without filters, and the newest."""

import json
import random
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, at_most_ms
from benchmarks.floors.duckdb import DuckdbFloor
from benchmarks.floors.postgres import PostgresFloor
from benchmarks.floors.runs import run_row
from benchmarks.floors.sqlite import SqliteFloor
from benchmarks.raw_stores import RawStore, raw_store
from benchmarks.setting import Setting
from benchmarks.subject import STAYS_OPEN_MS
from benchmarks.timing import interleaved
from provenlab.adapters._sql.migrations import migrations
from provenlab.core.models.metric import MetricBounds, MetricOrder
from provenlab.core.models.run import Run, RunFilter
from provenlab.core.ports.run_registry import RunRegistryPort
from provenlab.tools.compose import open_parts

RUNS_AT_MOST = 100_000
_AT_ONCE = 5_000
_AT = 1_735_689_600_000_000
_BEST = (
    "SELECT r.* FROM run_metrics AS s JOIN runs AS r ON r.k = s.k "
    "WHERE s.key = 'auc' AND s.value IS NOT NULL{} "
    "ORDER BY s.value DESC, r.created_at DESC, r.run_id DESC LIMIT 20"
)
# name: (what the library is asked, what the engine is asked)
QUESTIONS: dict[str, tuple[RunFilter, MetricOrder | None, str]] = {
    "top 20 by a metric": (RunFilter(), MetricOrder(metric="auc"), _BEST.format("")),
    "top 20 by a metric, completed runs": (
        RunFilter(status="completed"),
        MetricOrder(metric="auc"),
        _BEST.format(" AND r.status = 'completed'"),
    ),
    "top 20 by a metric, of a tag": (
        RunFilter(tags=("night",)),
        MetricOrder(metric="auc"),
        _BEST.format(" AND EXISTS (SELECT 1 FROM run_tags AS t WHERE t.tag = 'night' AND t.k = r.k)"),
    ),
    "top 20 by a metric, another above a bound": (
        RunFilter(metric=MetricBounds(key="f1", at_least=0.5)),
        MetricOrder(metric="auc"),
        _BEST.format(
            " AND EXISTS (SELECT 1 FROM run_metrics AS m WHERE m.k = r.k AND m.key = 'f1' AND m.value >= 0.5)"
        ),
    ),
    "newest 20 of a tag": (
        RunFilter(tags=("night",)),
        None,
        "SELECT r.* FROM runs AS r WHERE EXISTS (SELECT 1 FROM run_tags AS t WHERE t.tag = 'night' "
        "AND t.k = r.k) ORDER BY r.created_at DESC, r.run_id DESC LIMIT 20",
    ),
    "newest 20 of a rare tag": (
        RunFilter(tags=("once",)),
        None,
        "SELECT r.* FROM runs AS r WHERE r.k IN (SELECT t.k FROM run_tags AS t WHERE t.tag = 'once') "
        "ORDER BY r.created_at DESC, r.run_id DESC LIMIT 20",
    ),
    "newest 20": (
        RunFilter(),
        None,
        "SELECT * FROM runs ORDER BY created_at DESC, run_id DESC LIMIT 20",
    ),
}


def measure(setting: Setting) -> Iterator[Figure]:
    """Milliseconds for each answer: runs on the one side, rows with their JSON read on the other."""
    size = min(setting.scale.experiments, RUNS_AT_MOST)
    for engine in setting.engines:
        url = loaded(setting, engine, size)
        with closing(open_parts(url, idle_ms=STAYS_OPEN_MS)) as lab:
            for name in QUESTIONS:
                setting.progress.step(f"{size:,} runs, {engine}: {name}")
                with closing(_opened(setting, engine, url)) as floor:
                    yield _figure(setting, engine, name, size, (lab.runs.registry, floor))


def _figure(
    setting: Setting, engine: str, name: str, size: int, asked: tuple[RunRegistryPort, RawStore]
) -> Figure:
    repeats = setting.scale.repeats(60)
    found = interleaved(
        {"library": lambda: answer(asked[0], name), "floor": lambda: raw_answer(asked[1], name)}, repeats
    )
    return Figure(
        group=f"runs at {size:,}",
        engine=engine,
        name=name,
        library_ms=found["library"].wall_ms,
        floor_ms=found["floor"].wall_ms,
        target=at_most_ms(5) if engine == "sqlite" else None,
        repeats=repeats,
    )


def answer(registry: RunRegistryPort, name: str) -> tuple[Run, ...]:
    """Through the registry's port."""
    criteria, order, _ = QUESTIONS[name]
    return registry.list_runs(criteria, order, 20).items


def raw_answer(floor: RawStore, name: str) -> list[dict[str, Any]]:
    """As rows with their config and metrics read."""
    rows = floor.rows(QUESTIONS[name][2])
    for row in rows:
        for document in ("config", "metrics", "origin", "datasets", "tags", "redactions"):
            row[document] = json.loads(row[document])
    return rows


def loaded(setting: Setting, engine: str, size: int) -> str:
    """A store with that many runs; one in a file is kept for the next time."""
    url = setting.fresh_url(engine)
    kept = setting.directory / f"runs-{size}.{engine}"
    if engine != "postgres" and kept.exists():
        return str(kept)
    with closing(raw_store(setting, engine, url)) as store:
        _load(setting, store, size)
        if engine == "postgres":
            store.write("ANALYZE")
            return url
        if engine == "duckdb":
            known = [
                {"version": each.version, "name": each.name, "applied_at": 0} for each in migrations(engine)
            ]
            store.insert("schema_migrations", known)
    Path(url).rename(kept)
    return str(kept)


def _opened(setting: Setting, engine: str, url: str) -> RawStore:
    if engine == "postgres":
        return PostgresFloor(url)
    if engine == "sqlite":
        return SqliteFloor(Path(url))
    # One process cannot open a DuckDB file twice.
    return DuckdbFloor(Path(shutil.copyfile(url, setting.fresh_url(engine))))


def _load(setting: Setting, store: RawStore, size: int) -> None:
    for first in range(0, size, _AT_ONCE):
        setting.progress.step(f"runs: {first:,} of {size:,}")
        numbers = range(first, min(size, first + _AT_ONCE))
        with store.transaction():
            store.insert("runs", [_row(n) for n in numbers])
            keys = dict(
                store.raw("SELECT run_id, k FROM runs WHERE run_id >= ? AND run_id <= ?",
                          _run_id(numbers[0]), _run_id(numbers[-1]))
            )  # fmt: skip
            rows = [
                {"k": keys[_run_id(n)], "key": key, "value": value}
                for n in numbers
                for key, value in _metrics(n).items()
            ]
            store.insert("run_metrics", rows)
            tags = [{"tag": tag, "k": keys[_run_id(n)]} for n in numbers for tag in _tags(n)]
            store.insert("run_tags", tags)


def _run_id(n: int) -> str:
    return f"run-{n:09}"


def _tags(n: int) -> list[str]:
    return [*(["night"] if n % 10 == 0 else []), *(["once"] if n % 10_000 == 0 else [])]


def _metrics(n: int) -> dict[str, float]:
    """Of completed runs; the others have none."""
    if n % 10 == 9:
        return {}
    draw = random.Random(n)
    return {"auc": draw.random(), "f1": draw.random(), "loss": draw.random(), "seconds": draw.random() * 100}


def _row(n: int) -> dict[str, Any]:
    at = _AT + n * 1_000_000
    config = {f"p{i:02}": (n + i) * 0.37 for i in range(20)}
    origin = '{"createdAt":"2025-01-01T00:00:00.000Z","gitCommit":"3f1c9a7e5b2d4c6f8a0b1c2d3e4f5a6b7c8d9e0f"}'
    return {
        **run_row(_run_id(n), config, at),
        "name": f"study-{n % 100}",
        "origin": origin,
        "tags": json.dumps(_tags(n)),
        "status": "failed" if n % 10 == 9 else "completed",
        "metrics": json.dumps(_metrics(n)),
        "ended_at": at + 5_000_000,
    }
