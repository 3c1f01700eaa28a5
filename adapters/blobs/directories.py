"""Directories below a root, opened step by step so that no link is ever followed.

Checking a path first and opening it afterwards would leave a gap in which a link can be put in its place.
"""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress

from provenlab.core.errors import UriRefused

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_PRIVATE = 0o700


def make_durable_directory(path: str) -> None:
    """Creates a private directory and its missing parents, each synced into the one above."""
    parent = os.path.dirname(path)
    if not os.path.isdir(parent):
        make_durable_directory(parent)
    with suppress(FileExistsError):
        os.mkdir(path, _PRIVATE)
    above = os.open(parent, _DIRECTORY)
    try:
        os.fsync(above)
    finally:
        os.close(above)


@contextmanager
def opened_directories(root: str, names: Sequence[str], create: bool = False) -> Iterator[list[int]]:
    """Descriptors of the root and of each directory on the way down; closed at the end.

    FileNotFoundError when one is missing or no directory, UriRefused when one is a link. Only the
    root itself may be one.
    """
    with ExitStack() as opened:
        descriptors = [_open(root, None, opened)]
        for name in names:
            if create:
                with suppress(FileExistsError):
                    os.mkdir(name, _PRIVATE, dir_fd=descriptors[-1])
            descriptors.append(_open(name, descriptors[-1], opened))
        yield descriptors


def open_regular_file(name: str, directory: int) -> int:
    """A descriptor for reading; UriRefused for a link, a device, a pipe or the like."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        descriptor = os.open(name, flags, dir_fd=directory)
    except OSError:
        _refuse_link(name, directory)
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UriRefused("storage URI refused: it names no regular file", {"rule": "file type"})
    return descriptor


def _open(name: str, directory: int | None, opened: ExitStack) -> int:
    flags = _DIRECTORY if directory is None else _DIRECTORY | os.O_NOFOLLOW
    try:
        descriptor = os.open(name, flags, dir_fd=directory)
    except NotADirectoryError:
        _refuse_link(name, directory)
        raise FileNotFoundError(name) from None
    opened.callback(os.close, descriptor)
    return descriptor


def _refuse_link(name: str, directory: int | None) -> None:
    with suppress(FileNotFoundError):
        if stat.S_ISLNK(os.stat(name, dir_fd=directory, follow_symlinks=False).st_mode):
            raise UriRefused(
                "storage URI refused: it leads through a symbolic link; store the file itself",
                {"rule": "link"},
            )
