"""Which store is meant, and where its parts lie."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from provenlab.core.errors import ValidationFailed

_SUFFIXES = {".duckdb": "duckdb", ".sqlite": "sqlite", ".sqlite3": "sqlite", ".db": "sqlite"}
_SCHEMES = {"postgresql": "postgres", "postgres": "postgres", "sqlite": "sqlite", "duckdb": "duckdb"}
_EXPECTED = (
    "give a path ending in .duckdb, .sqlite, .sqlite3 or .db, a URL such as "
    "postgresql://host/database, or memory:"
)


@dataclass(frozen=True, slots=True)
class StorePlace:
    """An engine, and what it opens: a path, a URL, or nothing for `memory`."""

    engine: str
    target: str

    @property
    def path(self) -> Path:
        return Path(self.target)


def lab_home() -> Path:
    """`PROVENLAB_HOME`, else `provenlab` in the user's data folder (XDG)."""
    given = os.environ.get("PROVENLAB_HOME")
    if given:
        return Path(given).expanduser()
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(data).expanduser() / "provenlab"


def store_place(given: str | os.PathLike[str] | None) -> StorePlace:
    """The given path or URL, else `EXPERIMENT_DB`, else `PROVENLAB_URL`, else the default store."""
    chosen = given or os.environ.get("EXPERIMENT_DB") or os.environ.get("PROVENLAB_URL")
    if not chosen:
        return StorePlace("sqlite", str(lab_home() / "provenlab.sqlite"))
    text = os.fspath(chosen)
    if "\0" in text:
        raise ValidationFailed.at("dbPath", f"contains a NUL character; {_EXPECTED}")
    if text in ("memory:", "memory://"):
        return StorePlace("memory", "memory:")
    if "://" in text:
        return _place_of_url(text)
    return _place_of_path(Path(text).expanduser())


def _place_of_url(url: str) -> StorePlace:
    parts = urlsplit(url)
    engine = _SCHEMES.get(parts.scheme)
    if engine is None:
        raise ValidationFailed.at("dbPath", f"has an unknown scheme; {_EXPECTED}")
    if engine == "postgres":
        return StorePlace(engine, url)
    if parts.netloc or not parts.path:
        raise ValidationFailed.at("dbPath", f"use {parts.scheme}:///absolute/path")
    return StorePlace(engine, parts.path)


def _place_of_path(path: Path) -> StorePlace:
    engine = _SUFFIXES.get(path.suffix.lower())
    if engine is None:
        raise ValidationFailed.at("dbPath", f"has no suffix that names an engine; {_EXPECTED}")
    return StorePlace(engine, str(path))


def blob_root(place: StorePlace) -> Path:
    """`PROVENLAB_BLOBS`, else a folder beside the store file, else one in the lab home."""
    given = os.environ.get("PROVENLAB_BLOBS")
    if given:
        return Path(given).expanduser()
    if place.engine == "postgres":
        return lab_home() / "blobs"
    return place.path.with_name(f"{place.path.name}.blobs")
