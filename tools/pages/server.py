"""`provenlab ui`: the pages on a socket that this machine alone reaches."""

import getpass
from collections.abc import Callable

from provenlab.core.errors import ValidationFailed
from provenlab.tools.compose import open_parts
from provenlab.tools.http.server import ServeOptions, answer, is_loopback, names_of
from provenlab.tools.pages.entrance import Entrance
from provenlab.tools.pages.site import site


def serve_pages(
    options: ServeOptions,
    announce: Callable[[str], None],
    announce_entrance: Callable[[str], None] | None = None,
) -> int:
    """Answers until SIGINT or SIGTERM; the exit code. ValidationFailed for an address that others reach.

    `announce` is told the address. With `announce_entrance` pages may act: it is told the address that lets a
    browser act, and another one whenever that was used.
    """
    if not is_loopback(options.host):
        raise ValidationFailed.at(
            "host", "the pages ask nobody who they are, so they are for this machine alone: 127.0.0.1 or ::1"
        )
    lab = open_parts(options.store, lock_timeout_ms=options.lock_timeout_ms, reads_files=False)
    entrance = None if announce_entrance is None else Entrance(_own_name())
    app, door = site(lab, hosts=names_of(options), entrance=entrance)

    def told(address: str) -> None:
        announce(address)
        if entrance is not None and announce_entrance is not None:
            entrance.on_spent = lambda: announce_entrance(f"{address}{entrance.address}")
            entrance.on_spent()

    answer(app, door, options, told)
    return 0


def _own_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
