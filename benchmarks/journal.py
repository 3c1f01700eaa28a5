"""'Have we tried this?' and 'what is near?' over a long journal, on SQLite."""

import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import cycle
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, at_most_ms
from benchmarks.setting import Setting
from benchmarks.timing import interleaved
from provenlab.core.rules.canonical_json import canonical_json
from provenlab.core.rules.digests import CONFIG, digest
from provenlab.tools.compose import open_parts

_AT_ONCE = 10_000
_SIMILAR_AT_MOST = 100_000
_KNOWN = "SELECT * FROM journal_entries WHERE trial_key = ? ORDER BY id DESC"
_COLUMNS = (
    "created_at, created_at_text, recorded_at, hypothesis, hypothesis_folded, mutation_type, config_diff, "
    "results, promotion_decision, disposition, tags, metadata, seed, trial_key, config_hash, redactions"
)
_DOCUMENTS = ("config_diff", "results", "tags", "metadata", "redactions")


def measure(setting: Setting) -> Iterator[Figure]:
    """Milliseconds a question; the floor is the raw statement on the same file with its rows parsed."""
    if "sqlite" not in setting.engines:
        return
    size = setting.scale.experiments
    yield _known_trial(setting, size)
    yield _near_trials(setting, min(size, _SIMILAR_AT_MOST))


def config_of(number: int) -> dict[str, Any]:
    """Ten parameters, none like those of another number."""
    draw = random.Random(number)
    sizes = {f"p{index}": draw.choice([1e-3, 1.0, 1e3]) * draw.random() for index in range(7)}
    return {**sizes, "n": number, "kind": draw.choice("abc"), "on": draw.random() < 0.5}


def key_of(number: int) -> str:
    return digest("trial/v1", number)


def _known_trial(setting: Setting, size: int) -> Figure:
    url = loaded(setting, size)
    draw = random.Random(1)
    keys = [key_of(draw.randrange(size)) for _ in range(200)]
    ours, theirs = cycle(keys), cycle(keys)
    lab = open_parts(url)
    with closing(lab), closing(sqlite3.connect(url)) as raw:
        raw.row_factory = sqlite3.Row
        repeats = setting.scale.repeats(200)
        found = interleaved(
            {
                "library": lambda: lab.journal.journal.find_trial(next(ours)),
                "floor": lambda: [_parsed(row) for row in raw.execute(_KNOWN, [next(theirs)])],
            },
            repeats,
        )
    return Figure(
        group=f"journal at {size:,}",
        engine="sqlite",
        name="find_trial, known",
        library_ms=found["library"].wall_ms,
        floor_ms=found["floor"].wall_ms,
        target=at_most_ms(1.0),
        repeats=repeats,
    )


def _near_trials(setting: Setting, size: int) -> Figure:
    url = loaded(setting, size)
    lab = open_parts(url)
    wanted = config_of(-1)
    lab.journal.similar(wanted, 10)
    with closing(lab), closing(sqlite3.connect(url)) as raw:
        repeats = setting.scale.repeats(3)
        found = interleaved(
            {
                "library": lambda: lab.journal.similar(wanted, 10),
                "floor": lambda: [
                    json.loads(row[0]) for row in raw.execute("SELECT config FROM journal_configs")
                ],
            },
            repeats,
        )
    return Figure(
        group=f"journal at {size:,}",
        engine="sqlite",
        name="similar_trials, 10 parameters; floor reads and parses all configs",
        library_ms=found["library"].wall_ms,
        floor_ms=found["floor"].wall_ms,
        target=at_most_ms(100.0),
        repeats=repeats,
    )


def _parsed(row: sqlite3.Row) -> dict[str, Any]:
    return {**dict(row), **{name: json.loads(row[name]) for name in _DOCUMENTS}}


def loaded(setting: Setting, size: int) -> str:
    """A store with that many entries, kept for the next run."""
    store = setting.directory / f"journal-{size}.sqlite"
    if not store.exists():
        partial = store.with_name(f"loading-{store.name}")
        for left in setting.directory.glob(f"{partial.name}*"):
            left.unlink()
        setting.directory.mkdir(parents=True, exist_ok=True)
        _load(setting, partial, size)
        partial.rename(store)
    return str(store)


def _load(setting: Setting, store: Path, size: int) -> None:
    with closing(open_parts(str(store))) as lab:
        lab.store.initialise()
    places = ", ".join("?" * len(_COLUMNS.split(", ")))
    with closing(sqlite3.connect(store)) as raw:
        for first in range(0, size, _AT_ONCE):
            setting.progress.step(f"journal: {first:,} of {size:,} entries")
            numbers = range(first, min(size, first + _AT_ONCE))
            configs = [config_of(number) for number in numbers]
            hashes = [digest(CONFIG, config) for config in configs]
            raw.executemany(
                "INSERT INTO journal_configs (config_hash, config) VALUES (?, ?)",
                [
                    (each, canonical_json(config).decode())
                    for each, config in zip(hashes, configs, strict=True)
                ],
            )
            raw.executemany(
                f"INSERT INTO journal_entries ({_COLUMNS}) VALUES ({places})",
                [_row(number, each) for number, each in zip(numbers, hashes, strict=True)],
            )
            raw.commit()
        raw.execute("INSERT INTO journal_words (journal_words) VALUES ('rebuild')")
        raw.commit()


def _row(number: int, config_hash: str) -> tuple[Any, ...]:
    at = 1_735_689_600_000_000 + number * 1_000_000
    hypothesis = f"parameters {number} are better than those of the champion"
    results = canonical_json({"sharpe": number % 97 / 97, "drawdown": number % 13 / 13}).decode()
    return (
        *(at, "2025-01-01T00:00:00Z", at, hypothesis, hypothesis, "hyperparameter", '{"n":1}', results),
        *("pending", "evaluated", '["night"]', "{}", number % 5, key_of(number), config_hash, "[]"),
    )
