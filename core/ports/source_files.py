"""Local files whose bytes are to be published."""

from collections.abc import Iterator
from typing import Protocol


class SourceFilesPort(Protocol):
    """Reads files that the caller, who is trusted, names."""

    def read_chunks(self, path: str) -> Iterator[bytes]:
        """The bytes of a regular file in chunks of at most 1 MiB.

        NotFound when there is none, ValidationFailed for anything that is not a regular file or may
        not be read; both from the call itself.
        """
        ...
