"""Which process holds a `flock`, as far as the system tells."""

import os
from pathlib import Path

_SYSTEM_LOCKS = Path("/proc/locks")


def holder_of(lock: Path) -> int | None:
    """The pid that holds a lock on this file: the kernel's word, else what a living writer left in it."""
    try:
        status = lock.stat()
    except OSError:
        return None
    return _listed(status, _SYSTEM_LOCKS) or _written(lock)


def _listed(status: os.stat_result, listing: Path) -> int | None:
    """The pid in a line like `3: FLOCK  ADVISORY  WRITE 812 fe:00:79213 0 EOF`; `->` marks waiters."""
    try:
        lines = listing.read_text(encoding="ascii").splitlines()
    except (OSError, ValueError):
        return None
    place = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}:{status.st_ino}"
    for fields in map(str.split, lines):
        if fields[1] == "FLOCK" and fields[5] == place and int(fields[4]) > 0:
            return int(fields[4])
    return None


def _written(lock: Path) -> int | None:
    try:
        pid = int(lock.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    return pid if _is_alive(pid) else None


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (ProcessLookupError, OverflowError):
        return False
    return True
