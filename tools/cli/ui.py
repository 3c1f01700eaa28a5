"""`provenlab ui`."""

from typing import Any

import click

from provenlab.tools.cli.address_options import address_options
from provenlab.tools.cli.commands import command
from provenlab.tools.cli.output import Output
from provenlab.tools.cli.session import Session


def _ui(session: Session, output: Output, is_opened: bool, allow_actions: bool, **given: Any) -> int:
    from provenlab.tools.http.server import ServeOptions
    from provenlab.tools.pages.server import serve_pages

    options = ServeOptions(session.url, lock_timeout_ms=session.timeout_ms, **given)
    return serve_pages(
        options,
        lambda address: _announce(address, is_opened),
        _announce_entrance if allow_actions else None,
    )


def _announce_entrance(address: str) -> None:
    click.echo(f"provenlab: to act, open this address once and tell it nobody: {address}", err=True)


def _announce(address: str, is_opened: bool) -> None:
    click.echo(f"provenlab: pages at {address}", err=True)
    if is_opened:
        # Never the one with the token: everybody on this machine sees what a program is started with.
        import webbrowser

        webbrowser.open(address)


ui = command(
    "ui",
    "Show the store as pages in a browser.",
    "Shows experiments, runs, the journal, models, jobs and artifacts as pages that lead to each other. "
    "The pages only read, unless actions are allowed, and only this machine can reach them. Ends on Ctrl-C.",
    [
        *address_options(8322),
        click.Option(["is_opened", "--open"], is_flag=True, help="Open the first page in the browser."),
        click.Option(
            ["--allow-actions"],
            is_flag=True,
            help="Let pages promote, roll back, cancel and queue again, for whoever has the token shown.",
        ),
    ],
    _ui,
)
