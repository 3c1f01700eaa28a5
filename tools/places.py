"""Which store is meant, and where its parts lie."""

import os
from pathlib import Path
from typing import NamedTuple

from provenlab.core.errors import ValidationFailed

_SUFFIXES = {".duckdb": "duckdb", ".sqlite": "sqlite", ".sqlite3": "sqlite", ".db": "sqlite"}
_SCHEMES = {"postgresql": "postgres", "postgres": "postgres", "sqlite": "sqlite", "duckdb": "duckdb"}
_EXPECTED = (
    "give a path ending in .duckdb, .sqlite, .sqlite3 or .db, a URL such as "
    "postgresql://host/database, or memory:"
)


class StorePlace(NamedTuple):
    """An engine, and what it opens: a path, a URL, or nothing for `memory`."""

    engine: str
    target: str

    @property
    def path(self) -> Path:
        return Path(self.target)

    def rooted(self) -> "StorePlace":
        """The same place, wherever the program goes from here."""
        if self.engine not in ("sqlite", "duckdb"):
            return self
        try:
            return self._replace(target=os.path.abspath(self.target))
        except FileNotFoundError:
            # The working folder is gone; what is wrong is told when the store is opened.
            return self


def lab_home() -> Path:
    """`PROVENLAB_HOME`, else `provenlab` in the user's data folder (XDG)."""
    given = os.environ.get("PROVENLAB_HOME")
    if given:
        return Path(given).expanduser()
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(data).expanduser() / "provenlab"


def store_place(given: str | os.PathLike[str] | None) -> StorePlace:
    """The given path or URL, else `EXPERIMENT_DB`, else `PROVENLAB_URL`, else the default store."""
    for source, chosen in (
        ("dbPath", given),
        ("EXPERIMENT_DB", os.environ.get("EXPERIMENT_DB")),
        ("PROVENLAB_URL", os.environ.get("PROVENLAB_URL")),
    ):
        if chosen:
            return _place_of(os.fspath(chosen), source)
    return StorePlace("sqlite", str(lab_home() / "provenlab.sqlite"))


def _place_of(text: str, source: str) -> StorePlace:
    if "\0" in text:
        raise ValidationFailed.at(source, f"contains a NUL character; {_EXPECTED}")
    if text in ("memory:", "memory://"):
        return StorePlace("memory", "memory:")
    if "://" in text:
        return _place_of_url(text, source)
    return _place_of_path(text, source)


def _place_of_url(url: str, source: str) -> StorePlace:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
    except ValueError:
        raise ValidationFailed.at(source, f"is no URL; {_EXPECTED}") from None
    engine = _SCHEMES.get(parts.scheme)
    if engine is None:
        raise ValidationFailed.at(source, f"has an unknown scheme; {_EXPECTED}")
    if engine == "postgres":
        return StorePlace(engine, url)
    if parts.netloc or not parts.path:
        raise ValidationFailed.at(source, f"use {parts.scheme}:///absolute/path")
    return StorePlace(engine, parts.path)


def _place_of_path(text: str, source: str) -> StorePlace:
    try:
        path = Path(text).expanduser()
    except RuntimeError:
        raise ValidationFailed.at(source, "begins with the home of a user who is not known") from None
    engine = _SUFFIXES.get(path.suffix.lower())
    if engine is None:
        raise ValidationFailed.at(source, f"has no suffix that names an engine; {_EXPECTED}")
    return StorePlace(engine, str(path))


def blob_place(place: StorePlace) -> str:
    """`PROVENLAB_BLOBS`, else a folder beside the store file, else one in the lab home.

    A path, or `s3://bucket/prefix`.
    """
    given = os.environ.get("PROVENLAB_BLOBS")
    if given:
        return _given_blob_place(given)
    if place.engine == "postgres":
        return str(lab_home() / "blobs")
    return str(place.path.with_name(f"{place.path.name}.blobs"))


def _given_blob_place(given: str) -> str:
    if given.startswith("s3://"):
        return given
    if "://" in given and not given.startswith("file:///"):
        raise ValidationFailed.at("PROVENLAB_BLOBS", "give the path of a folder, or s3://bucket/prefix")
    return str(Path(given.removeprefix("file://")).expanduser())


class MlflowPlace(NamedTuple):
    """Where MLflow keeps its records, and where the files of new versions go; None for a server's choice."""

    uri: str
    artifact_root: str | None


def mlflow_place(given: str | os.PathLike[str] | None) -> MlflowPlace:
    """A tracking URI or a path of a database file, else `mlflow.db` in the lab home.

    A path is made absolute, and files lie beside it, wherever the process was started.
    """
    text = os.fspath(given) if given else f"sqlite:///{lab_home() / 'mlflow.db'}"
    if "://" not in text:
        text = f"sqlite:///{Path(text).expanduser().absolute()}"
    if text.startswith("sqlite:///"):
        path = Path(text.removeprefix("sqlite:///")).absolute()
        path.parent.mkdir(parents=True, exist_ok=True)
        return MlflowPlace(f"sqlite:///{path}", path.with_name(f"{path.name}.artifacts").as_uri())
    if text.startswith("file://"):
        return MlflowPlace(text, None)
    if text.startswith(("http://", "https://")):
        return MlflowPlace(text, None)
    return MlflowPlace(text, (lab_home() / "mlflow.artifacts").as_uri())


def model_history_place(place: MlflowPlace) -> str:
    """Beside MLflow's own file or folder, else one for each server in the lab home."""
    for prefix in ("sqlite:///", "file://"):
        if place.uri.startswith(prefix):
            path = Path(place.uri.removeprefix(prefix))
            return str(path.with_name(f"{path.name}.history.sqlite"))
    from hashlib import sha256

    server = place.uri.rpartition("@")[2].partition("://")[2] or place.uri.rpartition("@")[2]
    return str(lab_home() / f"models-{sha256(server.encode()).hexdigest()[:16]}.history.sqlite")


def outbox_folders(place: StorePlace) -> list[Path]:
    """Where calls wait for a store that cannot be reached: beside it, else in the lab home or `/tmp`."""
    if place.engine == "memory":
        return []
    import tempfile
    from hashlib import sha256

    known_as = sha256(_without_user(place).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    beside = [place.path.with_name(f"{place.path.name}.outbox")] if place.engine != "postgres" else []
    temporary = Path(tempfile.gettempdir()) / f"provenlab-{os.geteuid()}"
    return [*beside, lab_home() / "outbox" / known_as, temporary / known_as]


def _without_user(place: StorePlace) -> str:
    if place.engine != "postgres":
        return str(place.path.absolute())
    # Not even the digest of a password is written down.
    return place.target.rpartition("@")[2]


class ComputePlace(NamedTuple):
    """`here`, `processes` with their number, or `dask` with the address of a scheduler."""

    engine: str
    target: str


def compute_place(given: str | None) -> ComputePlace:
    """The given text, else `PROVENLAB_COMPUTE`, else `here`; ValidationFailed for another one."""
    text = given or os.environ.get("PROVENLAB_COMPUTE") or "here"
    if text == "here":
        return ComputePlace("here", "")
    engine, _, target = text.partition(":")
    if engine == "processes" and target.isdecimal() and 1 <= int(target) <= 256:
        return ComputePlace(engine, target)
    if text.startswith(("tcp://", "tls://")):
        return ComputePlace("dask", text)
    source = "compute" if given else "PROVENLAB_COMPUTE"
    raise ValidationFailed.at(source, "give here, processes:N with N from 1 to 256, or tcp://HOST:PORT")
