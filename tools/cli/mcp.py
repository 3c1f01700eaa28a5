"""`provenlab mcp`."""

import click

from provenlab.tools.cli.commands import command
from provenlab.tools.cli.output import Output
from provenlab.tools.cli.session import Session


def _mcp(session: Session, output: Output, allow_writes: bool) -> None:
    import asyncio

    from provenlab.tools.bridge.options import DEFAULT_IDLE_MS
    from provenlab.tools.compose import open_parts
    from provenlab.tools.mcp.server import serve_stdio

    lab = open_parts(
        session.url, lock_timeout_ms=session.timeout_ms, idle_ms=DEFAULT_IDLE_MS, reads_files=False
    )
    asyncio.run(serve_stdio(lab, allow_writes))


mcp = command(
    "mcp",
    "Serve the store to an agent, over standard input and output.",
    "Speaks the Model Context Protocol over standard input and output, with a few tools for a loop that "
    "tries things: was it tried, what is near, log it, decide, follow, explain. Only reads unless "
    "--allow-writes is given. Ends when standard input ends.",
    [click.Option(["--allow-writes"], is_flag=True, help="Offer the tools that write as well.")],
    _mcp,
)
