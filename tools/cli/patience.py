"""A line for a person who waits: what is being done, and for how long already."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import click

from provenlab.tools.cli.words import span

_FIRST_S, _EVERY_S = 2.0, 1.0


@contextmanager
def told_while(what: str) -> Iterator[None]:
    """Says it on a terminal once it takes long, and leaves nothing behind; a pipe hears nothing."""
    if not (sys.stdout.isatty() and sys.stderr.isatty()):
        yield
        return
    ended, began = threading.Event(), time.monotonic()

    def tell() -> None:
        patience = _FIRST_S
        while not ended.wait(patience):
            patience = _EVERY_S
            click.echo(f"\r{what} ... {span(int(time.monotonic() - began) * 1000)}\x1b[K", nl=False, err=True)
        if patience == _EVERY_S:
            click.echo("\r\x1b[K", nl=False, err=True)

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        ended.set()
        with suppress(KeyboardInterrupt):
            teller.join()
