"""The SDK's own client, talking to `provenlab mcp` as a process or to its server in this one."""

import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from mcp import Client, StdioServerParameters

from provenlab.tools.compose import open_parts
from provenlab.tools.mcp.server import ToolServer
from tests.doors import Refused, environment


@asynccontextmanager
async def agent(store: str, home: Path, *words: str) -> AsyncIterator[Client]:
    """A client of a server process of its own."""
    started = StdioServerParameters(
        command=sys.executable,
        args=["-m", "provenlab", "mcp", "--store", store, *words],
        env={**environment(home), "PYTHONPATH": os.environ.get("PYTHONPATH", "")},
    )
    async with Client(started) as client:
        yield client


@asynccontextmanager
async def agent_here(store: str, allow_writes: bool) -> AsyncIterator[Client]:
    """A client of a server in this process, which spares starting another."""
    tools = ToolServer(open_parts(store, reads_files=False), allow_writes)
    try:
        async with Client(tools.server()) as client:
            yield client
    finally:
        tools.close()


async def answer(client: Client, tool: str, **arguments: Any) -> Any:
    """What a tool says, as JSON; `Refused` when it is an error."""
    result = await client.call_tool(tool, arguments)
    (content,) = result.content
    document = json.loads(content.text)  # type: ignore[union-attr]
    if result.is_error:
        raise Refused(document)
    return document
