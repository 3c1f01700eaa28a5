"""What all routes share: the lab, the threads that work on it, and the limits."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar

from provenlab.core.errors import TimedOut
from provenlab.tools.bridge.limits import MAX_REPLY_BYTES, MAX_REQUEST_BYTES
from provenlab.tools.compose import LabParts

Result = TypeVar("Result")


class Limits(NamedTuple):
    """Bytes of a request's body and of a reply, seconds for a body to arrive and for a read, threads.

    Bytes that are published as they arrive have limits of their own: how many, how many bodies at once, and
    `body_s` without a byte.
    """

    request_bytes: int = MAX_REQUEST_BYTES
    reply_bytes: int = MAX_REPLY_BYTES
    body_s: float = 30.0
    read_s: float = 60.0
    threads: int = 8
    upload_bytes: int = 64 * 1024**3
    uploads: int = 4


class Door:
    """A lab behind a fixed set of threads, each of which keeps its own connection to the store."""

    def __init__(self, lab: LabParts, limits: Limits) -> None:
        self.lab = lab
        self.limits = limits
        self._threads = ThreadPoolExecutor(limits.threads, thread_name_prefix="provenlab-http")
        # A slow sender keeps a thread for as long as it sends; none of those that answer the others.
        self._uploads = ThreadPoolExecutor(limits.uploads, thread_name_prefix="provenlab-upload")
        # What is made when first asked for must not be made by two threads at once.
        self.blobs = lab.read_only.blobs

    async def read(self, work: Callable[[], Result]) -> Result:
        """The result of work that changes nothing; TimedOut when the answer takes too long.

        Its thread cannot be stopped and goes on, so that the number of such reads stays bounded.
        """
        try:
            async with asyncio.timeout(self.limits.read_s):
                return await self._done(work)
        except TimeoutError:
            seconds = self.limits.read_s
            raise TimedOut(
                f"the answer took longer than {seconds:g} seconds; ask for less, or start the server with "
                "a longer --timeout",
                {"seconds": seconds},
            ) from None

    async def write(self, work: Callable[[], Result]) -> Result:
        """The result of work that may change the store; never given up, so that what happened is told."""
        return await asyncio.shield(self._done(work))

    async def upload(self, work: Callable[[], Result]) -> Result:
        """As `write`, for work that waits for its sender."""
        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._uploads, work))

    async def _done(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def close(self) -> None:
        """Waits for what is under way, and lets go of the store."""
        self._uploads.shutdown()
        self._threads.shutdown()
        self.lab.close()
