"""Where a server of this machine listens."""

import click


def address_options(port: int) -> list[click.Parameter]:
    """`--host` and `--port`, which is `port` unless another is given."""
    return [
        click.Option(["--host"], default="127.0.0.1", show_default=True, metavar="ADDRESS"),
        click.Option(
            ["--port"],
            type=click.IntRange(0, 65535),
            default=port,
            show_default=True,
            help="0 takes a free one.",
        ),
    ]
