"""A new file for a result that is too large for a reply."""

import hashlib
import os
from types import TracebackType
from typing import Any

from provenlab.core.errors import ValidationFailed


class ResultFile:
    """Reserves a path that must not exist (mode 0600) before the work begins; an error frees it again."""

    def __init__(self, path: str) -> None:
        self._path = path
        try:
            self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        except FileExistsError:
            raise ValidationFailed.at("outFile", "exists; name a file that does not") from None
        except (OSError, ValueError) as error:
            raise _unwritable(error) from None

    def __enter__(self) -> "ResultFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        os.close(self._fd)
        if kind is not None:
            os.unlink(self._path)

    def write(self, document: bytes) -> dict[str, Any]:
        """The whole content; what the reply says about it."""
        rest = memoryview(document)
        try:
            while rest:
                rest = rest[os.write(self._fd, rest) :]
        except OSError as error:
            raise _unwritable(error) from None
        digest = hashlib.sha256(document).hexdigest()
        return {"outFile": self._path, "bytes": len(document), "sha256": digest}


def _unwritable(error: Exception) -> ValidationFailed:
    reason = getattr(error, "strerror", None) or "not a path"
    return ValidationFailed.at("outFile", f"cannot be written: {reason}")
