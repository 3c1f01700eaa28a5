"""`provenlab ui`: the pages on a socket that this machine alone reaches."""

from collections.abc import Callable

from provenlab.core.errors import ValidationFailed
from provenlab.tools.compose import open_parts
from provenlab.tools.http.server import ServeOptions, answer, is_loopback, names_of
from provenlab.tools.pages.site import site


def serve_pages(options: ServeOptions, announce: Callable[[str], None]) -> int:
    """Answers until SIGINT or SIGTERM; the exit code. ValidationFailed for an address that others reach."""
    if not is_loopback(options.host):
        raise ValidationFailed.at(
            "host", "the pages ask nobody who they are, so they are for this machine alone: 127.0.0.1 or ::1"
        )
    lab = open_parts(options.store, lock_timeout_ms=options.lock_timeout_ms, reads_files=False)
    app, door = site(lab, hosts=names_of(options))
    answer(app, door, options, announce)
    return 0
