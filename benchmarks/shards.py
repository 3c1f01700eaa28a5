"""The population as CSV files, made once by all processors and then loaded into each engine."""

import csv
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.columns import COLUMNS
from benchmarks.population import Population
from benchmarks.progress import Progress

SHARD = 20_000


def write_shards(population: Population, directory: Path, progress: Progress) -> Path:
    """The folder of the files, one set for every 20,000 experiments; those that exist are kept."""
    folder = directory / f"rows-{population.size}"
    if (folder / "complete").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    _write_shared(population, folder)
    firsts = range(0, population.size, SHARD)
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(_write_shard, population, first, folder) for first in firsts]
        for n, each in enumerate(waiting, 1):
            each.result()
            progress.step(
                f"making rows of {population.size:,} experiments: {min(n * SHARD, population.size):,}"
            )
    (folder / "complete").touch()
    return folder


def shard_files(folder: Path, table: str) -> list[Path]:
    """The files of one table, in the order of the rows."""
    return sorted(folder.glob(f"{table}-*.csv"))


def shard_rows(path: Path) -> Iterator[tuple[str | None, ...]]:
    """Rows as text; an empty field is NULL, since no column holds empty text."""
    with path.open(newline="", encoding="utf-8") as stream:
        for row in csv.reader(stream):
            yield tuple([each or None for each in row])


def _write_shard(population: Population, first: int, folder: Path) -> None:
    rows = population.rows(first, min(first + SHARD, population.size))
    for table, every in rows.items():
        _write(folder / f"{table}-{first:08}.csv", COLUMNS[table], every)


def _write_shared(population: Population, folder: Path) -> None:
    artifacts, edges = [], []
    for row, parents in population.shared_artifacts():
        artifacts.append(row)
        edges += parents
    _write(folder / "artifacts-shared.csv", COLUMNS["artifacts"], artifacts)
    _write(folder / "artifact_parents-shared.csv", COLUMNS["artifact_parents"], edges)


def _write(path: Path, columns: Sequence[str], rows: list[dict[str, Any]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerows([[_field(row[name]) for name in columns] for row in rows])


def _field(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value
