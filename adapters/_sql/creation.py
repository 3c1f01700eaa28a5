"""A store file appears whole or not at all, whoever else creates it and wherever a creator dies.

The file is built in a private directory beside its place and linked there when it is on disk. The
directory stays locked while its creator lives, so that what a killed creator left is told apart from
work in progress without pids, which mean nothing across containers.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from provenlab.adapters.files.os_errors import os_errors_as_store_errors
from provenlab.core.errors import StoreCorrupt

_JOURNALS = ("-wal", "-journal", ".wal")


def create_store_file(path: Path, build: Callable[[Path], None]) -> None:
    """Puts a store at `path` (mode 0600) unless one is there; an empty file counts as none.

    `build` gets a path that does not exist, writes a complete store there, and returns when it is
    closed and every byte is in that one file. Missing parent directories are made with mode 0700.
    Of several creators one wins and the others discard their copy; all return normally. StoreFull,
    StoreReadOnly or StoreUnavailable when the file system refuses, StoreCorrupt when the journal of a
    vanished store lies there, and what `build` raises; then nothing has changed at `path`.
    """
    place = Path(os.path.realpath(path))
    with os_errors_as_store_errors(path):
        _make_directories(place.parent)
        _refuse_orphaned_journal(place)
        discard_abandoned_copies(place)
        with _private_directory(place) as workshop:
            copy = workshop / place.name
            build(copy)
            copy.chmod(0o600)
            _sync(copy)
            _publish(copy, place)
        _sync(place.parent)


def is_missing(path: Path) -> bool:
    """Whether a store has still to be created here: no file, or one without a byte."""
    with os_errors_as_store_errors(path):
        try:
            return path.stat().st_size == 0
        except (FileNotFoundError, NotADirectoryError):
            return True


def discard_abandoned_copies(path: Path) -> None:
    """Removes what creators that died left beside `path`; those at work are not disturbed."""
    place = Path(os.path.realpath(path))
    for workshop in place.parent.glob(f".{_escaped(place.name)}.creating-*"):
        descriptor = _locked_directory(workshop)
        if descriptor is not None:
            _discard(workshop, descriptor)


def _refuse_orphaned_journal(place: Path) -> None:
    # An engine would replay it into the new store. Looking for the journal first keeps a store that
    # appears meanwhile, journal and all, from being mistaken for a vanished one.
    journals = [path for suffix in _JOURNALS if not is_missing(path := Path(f"{place}{suffix}"))]
    if journals and is_missing(place):
        message = f"{journals[0]} belongs to a store that is gone; restore the store or remove its journal"
        raise StoreCorrupt(message, {"store": str(place), "journal": str(journals[0])})


def _escaped(name: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)


def _make_directories(directory: Path) -> None:
    missing = [parent for parent in (directory, *directory.parents) if not parent.exists()]
    for parent in reversed(missing):
        parent.mkdir(mode=0o700, exist_ok=True)
        _sync(parent.parent)


@contextmanager
def _private_directory(place: Path) -> Iterator[Path]:
    workshop, descriptor = _new_workshop(place)
    try:
        yield workshop
    finally:
        _discard(workshop, descriptor)


def _discard(workshop: Path, descriptor: int) -> None:
    # Few processes create a store, and this module takes long to import.
    import shutil

    shutil.rmtree(workshop, ignore_errors=True)
    os.close(descriptor)


def _new_workshop(place: Path) -> tuple[Path, int]:
    # Someone who cleans up may take a directory for abandoned before it is locked; then another.
    while True:
        workshop = place.parent / f".{place.name}.creating-{os.urandom(8).hex()}"
        workshop.mkdir(mode=0o700)
        descriptor = _locked_directory(workshop)
        if descriptor is not None:
            return workshop, descriptor


def _locked_directory(directory: Path) -> int | None:
    """A descriptor that holds the lock; None when another has it or the directory is gone."""
    try:
        descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    except (FileNotFoundError, PermissionError):
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if directory.exists():
            return descriptor
    except BlockingIOError:
        pass
    except OSError:
        os.close(descriptor)
        raise
    os.close(descriptor)
    return None


def _publish(copy: Path, place: Path) -> None:
    try:
        os.link(copy, place)
    except FileExistsError:
        _replace_empty(copy, place)


def _replace_empty(copy: Path, place: Path) -> None:
    # The lock makes 'still empty, so replace' one step among creators.
    directory = os.open(place.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(directory, fcntl.LOCK_EX)
        if is_missing(place):
            os.replace(copy, place)
    finally:
        os.close(directory)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
