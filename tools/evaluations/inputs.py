"""What an execution reads: pinned artifacts, or the reason why it cannot begin."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from provenlab.core.errors import BlobMissing, Immutable, NotFound, UriRefused
from provenlab.core.rules.job_errors import JobError

if TYPE_CHECKING:
    from provenlab.core.models.artifact import Artifact
    from provenlab.tools.compose import LabParts


@contextmanager
def pinned() -> Iterator[None]:
    """Makes of what is missing inside it the final error of a job."""
    try:
        yield
    except NotFound as missing:
        kind = "unknown_kind" if is_kind_missing(missing) else "missing_lineage"
        raise JobError(kind, missing.message) from missing
    except (BlobMissing, Immutable, UriRefused) as unusable:
        raise JobError("missing_lineage", unusable.message) from unusable


def is_kind_missing(error: Exception) -> bool:
    """Whether it says that the plug-in of a scenario kind is not installed here."""
    return isinstance(error, NotFound) and set(error.details) == {"installed"}


def bytes_of(lab: "LabParts", artifact: "Artifact") -> bytes:
    """All bytes of an artifact; DigestMismatch when they are not those that were published."""
    lab.blobs.verify(artifact.storage_uri, artifact.file_hash, artifact.size_bytes)
    return b"".join(lab.blobs.open_stream(artifact.storage_uri))
