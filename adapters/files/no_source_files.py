"""No files at all, for callers who are not on this machine."""

from collections.abc import Iterator

from provenlab.core.errors import ValidationFailed


class NoSourceFiles:
    """Implements `SourceFilesPort` where a path would be one of the server's, not of the caller."""

    def read_chunks(self, path: str) -> Iterator[bytes]:
        raise ValidationFailed.at(
            "path", "names a file of the server, which it does not read for others; send the bytes"
        )
