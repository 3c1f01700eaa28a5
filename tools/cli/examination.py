"""What `provenlab doctor` looks at: the store, its surroundings, and what is installed."""

import os
import platform
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from provenlab.core.errors import NotInitialised, ProvenlabError
from provenlab.tools.cli.words import size
from provenlab.tools.compose import open_parts
from provenlab.tools.places import StorePlace, blob_place, lab_home, store_place
from provenlab.tools.surroundings import latest_schema, lock_holder, waiting_outboxes

_LITTLE_ROOM = 1024**3
_NO_ROOM = 64 * 1024**2
_DOCTOR_WAITS_MS = 2_000
_EXTRA = re.compile(r"""^(?P<package>[A-Za-z0-9._-]+).*\bextra == ["'](?P<extra>[\w-]+)["']""")


class Sign(NamedTuple):
    """One thing that was looked at; `state` is `ok`, `note` or `bad`."""

    subject: str
    state: str
    finding: str


def signs(url: str | None) -> Iterator[Sign]:
    """Everything, the store first. Reads only; a store that is missing stays missing."""
    yield Sign("provenlab", "ok", _version())
    yield Sign("python", "ok", f"{platform.python_version()} at {sys.executable}, {platform.platform()}")
    try:
        place = store_place(url)
    except ProvenlabError as error:
        yield Sign("store", "bad", error.message)
        return
    yield Sign("chosen by", "ok", _source(url))
    yield _store(place)
    yield from _blobs(place)
    yield from _lock(place)
    yield from _room(place)
    yield from _waiting(place)
    yield from _extras()


def _version() -> str:
    import provenlab

    return f"{provenlab.__version__} from {Path(provenlab.__file__).parent}"


def _source(url: str | None) -> str:
    if url:
        return "--store"
    return next(
        (name for name in ("EXPERIMENT_DB", "PROVENLAB_URL") if os.environ.get(name)),
        f"default, in the lab home {lab_home()}",
    )


def _store(place: StorePlace) -> Sign:
    lab = open_parts(place.target, lock_timeout_ms=_DOCTOR_WAITS_MS)
    try:
        found = lab.read_only.store.description()
    except NotInitialised as error:
        return Sign("store", "note", f"{place.engine}: {error.message}")
    except ProvenlabError as error:
        return Sign("store", "bad", f"{place.engine}: {error.message} ({error.code})")
    except ImportError as error:
        return Sign(
            "store",
            "bad",
            f"{place.engine}: {error.name} is not installed; the extra {place.engine} brings it",
        )
    finally:
        lab.close()
    latest = latest_schema(place)
    schema = f"schema {found.schema_version}" + (" (the newest)" if found.schema_version == latest else "")
    holds = f"{found.experiments} experiments, {found.artifacts} artifacts"
    return Sign("store", "ok", f"{found.engine} at {found.location}, {schema}, {holds}{_bytes(place)}")


def _bytes(place: StorePlace) -> str:
    if place.engine not in ("sqlite", "duckdb") or not place.path.exists():
        return ""
    return f", {size(place.path.stat().st_size)}"


def _blobs(place: StorePlace) -> Iterator[Sign]:
    if place.engine == "memory":
        return
    try:
        where = blob_place(place)
    except ProvenlabError as error:
        yield Sign("blobs", "bad", error.message)
        return
    if where.startswith("s3://"):
        yield Sign("blobs", "ok", f"{where}, in object storage")
    elif not Path(where).exists():
        yield Sign("blobs", "ok", f"{where}, which the first artifact creates")
    else:
        can_write = os.access(where, os.W_OK | os.X_OK)
        yield Sign("blobs", "ok" if can_write else "bad", where + ("" if can_write else " cannot be written"))


def _lock(place: StorePlace) -> Iterator[Sign]:
    if place.engine == "duckdb":
        pid = lock_holder(place)
        yield (
            Sign("lock", "ok", "free") if pid is None else Sign("lock", "note", f"held by process {pid} now")
        )


def _room(place: StorePlace) -> Iterator[Sign]:
    if place.engine == "memory":
        return
    folder = place.path.absolute().parent if place.engine != "postgres" else lab_home()
    known = next((each for each in (folder, *folder.parents) if each.is_dir()), None)
    if known is None:
        return
    free = shutil.disk_usage(known).free
    state = "bad" if free < _NO_ROOM else "note" if free < _LITTLE_ROOM else "ok"
    yield Sign("disk", state, f"{size(free)} free at {known}")
    if not os.access(known, os.W_OK):
        yield Sign("disk", "bad", f"{known} cannot be written by this user")


def _waiting(place: StorePlace) -> Iterator[Sign]:
    found = waiting_outboxes(place)
    if not found:
        yield Sign("outbox", "ok", "no recorded calls wait for the store")
    for location, n_bytes in found:
        yield Sign(
            "outbox",
            "note",
            f"{location} holds {size(n_bytes)}; the next run or `provenlab runs replay` sends it",
        )


def _extras() -> Iterator[Sign]:
    from importlib import metadata

    try:
        wanted = metadata.requires("provenlab") or []
    except metadata.PackageNotFoundError:
        yield Sign("extras", "note", "not known: provenlab is used without being installed")
        return
    packages: dict[str, list[str]] = {}
    for found in filter(None, map(_EXTRA.match, wanted)):
        if found["extra"] != "all":
            packages.setdefault(found["extra"], []).append(found["package"])
    for extra, names in packages.items():
        versions = {name: _installed(name) for name in names}
        missing = [name for name, version in versions.items() if version is None]
        present = ", ".join(f"{name} {version}" for name, version in versions.items() if version)
        lacks = f"lacks {', '.join(missing)}; pip install 'provenlab[{extra}]'" if missing else ""
        yield Sign(f"extra {extra}", "note" if missing else "ok", "; ".join(filter(None, (present, lacks))))


def _installed(package: str) -> str | None:
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
