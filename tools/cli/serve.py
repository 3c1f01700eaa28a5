"""`provenlab serve` and `provenlab token`."""

from pathlib import Path
from typing import Any

import click

from provenlab.tools.cli.address_options import address_options
from provenlab.tools.cli.commands import command
from provenlab.tools.cli.output import Output
from provenlab.tools.cli.session import Session

_FILE = click.Path(dir_okay=False, path_type=Path)
_EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


def _serve(session: Session, output: Output, allowed_hosts: tuple[str, ...], **given: Any) -> int:
    from provenlab.tools.http.server import ServeOptions, is_loopback, serve

    options = ServeOptions(
        session.url, allowed_hosts=tuple(allowed_hosts), lock_timeout_ms=session.timeout_ms, **given
    )

    def announce(address: str) -> None:
        click.echo(f"provenlab: serving at {address}", err=True)
        if not is_loopback(options.host) and options.certificate is None:
            click.echo(
                "provenlab: tokens and data go unencrypted; --certificate, or a proxy with TLS", err=True
            )

    return serve(options, announce)


def _token(session: Session, output: Output, path: Path, scope: str, name: str) -> None:
    from provenlab.tools.http.tokens import new_token

    output.tell({"token": new_token(path, scope, name), "scope": scope, "name": name})


serve = command(
    "serve",
    "Serve the store to programs over HTTP.",
    "Serves every operation at /v1/<operation>: what reads as GET, what writes as POST with JSON; "
    "/openapi.json describes all. On this machine alone nobody needs a token unless --token-file is given; "
    "beyond it everybody does. Ends on Ctrl-C and SIGTERM when what has begun is answered. Publishes no file "
    "of this machine, whatever path a request names.",
    [
        *address_options(8321),
        click.Option(
            ["--token-file"], type=_FILE, help="Who may read and write; `provenlab token` adds to it."
        ),
        click.Option(
            ["allowed_hosts", "--allowed-host"],
            multiple=True,
            metavar="NAME",
            help="A name by which this server is asked; repeat it.",
        ),
        click.Option(["--read-only"], is_flag=True, help="Refuse what writes."),
        click.Option(
            ["read_s", "--timeout"],
            type=click.FloatRange(min=0.0, min_open=True),
            default=60.0,
            show_default=True,
            help="Seconds after which an answer is no longer waited for.",
        ),
        click.Option(["--certificate"], type=_EXISTING, help="PEM file, for https."),
        click.Option(["--key"], type=_EXISTING, help="PEM file of the certificate's key."),
        click.Option(
            ["logs_requests", "--log"], is_flag=True, help="A line for each request on standard error."
        ),
    ],
    _serve,
)

token = command(
    "token",
    "Make a token for `provenlab serve`.",
    "Makes a token, shows it once, and adds its digest to a file that only its owner may change. A token is "
    "withdrawn by removing its line; the server notices at once.",
    [
        click.Argument(["path"], type=_FILE),
        click.Option(["--scope"], type=click.Choice(["read", "write"]), default="read", show_default=True),
        click.Option(["--name"], required=True, help="Whose it is; shown in the log."),
    ],
    _token,
)
