"""`provenlab ui`: the pages on a socket that this machine alone reaches."""

import getpass
from collections.abc import Callable

from provenlab.core.errors import ValidationFailed
from provenlab.tools.compose import open_parts
from provenlab.tools.http.server import ServeOptions, answer, is_loopback, names_of
from provenlab.tools.pages.entrance import Entrance
from provenlab.tools.pages.site import site


def serve_pages(
    options: ServeOptions, announce: Callable[[str, str | None], None], allow_actions: bool = False
) -> int:
    """Answers until SIGINT or SIGTERM; the exit code. ValidationFailed for an address that others reach.

    `announce` is told the address, and with actions the one that lets a browser act.
    """
    if not is_loopback(options.host):
        raise ValidationFailed.at(
            "host", "the pages ask nobody who they are, so they are for this machine alone: 127.0.0.1 or ::1"
        )
    lab = open_parts(options.store, lock_timeout_ms=options.lock_timeout_ms, reads_files=False)
    entrance = Entrance(_own_name()) if allow_actions else None
    app, door = site(lab, hosts=names_of(options), entrance=entrance)

    def told(address: str) -> None:
        announce(address, None if entrance is None else f"{address}{entrance.address}")

    answer(app, door, options, told)
    return 0


def _own_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
