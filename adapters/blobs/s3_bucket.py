"""A bucket of object storage that speaks S3, reached through obstore; importing needs the extra `s3`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from provenlab.core.errors import BlobMissing, MissingExtra, StoreReadOnly, StoreUnavailable, ValidationFailed

try:
    import obstore as obstore
    from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
    from obstore.store import S3Store as S3Store
except ImportError as error:
    raise MissingExtra(
        "blobs in object storage need obstore: pip install provenlab[s3]", {"extra": "s3"}
    ) from error

if TYPE_CHECKING:
    from obstore.store import ClientConfig

CONNECT_WITHIN_S = 10
ANSWER_WITHIN_S = 60
RETRY_FOR_S = 60


def bucket_at(
    url: str, retry_for_s: float = RETRY_FOR_S, answer_within_s: float = ANSWER_WITHIN_S
) -> S3Store:
    """The bucket and prefix of `s3://bucket/prefix`; region, endpoint and credentials as `AWS_*` say.

    Nothing is connected yet. The service checks the SHA-256 of what it is sent. ValidationFailed when the
    URL is not of that form, or what `AWS_*` says cannot be used.
    """
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.hostname or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValidationFailed.at("PROVENLAB_BLOBS", "give s3://bucket or s3://bucket/prefix")
    options: ClientConfig = {
        "connect_timeout": timedelta(seconds=CONNECT_WITHIN_S),
        "timeout": timedelta(seconds=answer_within_s),
    }
    if os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://"):
        options["allow_http"] = True
    try:
        return S3Store(
            parts.netloc,
            prefix=parts.path.strip("/") or None,
            checksum_algorithm="SHA256",
            client_options=options,
            retry_config={"max_retries": 5, "retry_timeout": timedelta(seconds=retry_for_s)},
        )
    except BaseError as error:
        raise ValidationFailed.at("PROVENLAB_BLOBS", f"cannot be used: {_first_line(error)}") from error


@contextmanager
def bucket_errors(location: str, file_hash: str | None = None) -> Iterator[None]:
    """What the service says, as BlobMissing, StoreReadOnly or StoreUnavailable."""
    try:
        yield
    except (FileNotFoundError, BaseError) as error:
        said = str(error)
        if isinstance(error, FileNotFoundError) and "NoSuchBucket" not in said:
            details = {} if file_hash is None else {"fileHash": file_hash}
            raise BlobMissing(f"no blob of that name is stored at {location}", details) from None
        reason = "there is no such bucket" if "NoSuchBucket" in said else _first_line(error)
        details = {"store": location, "reason": reason}
        if isinstance(error, (PermissionDeniedError, UnauthenticatedError)):
            raise StoreReadOnly(f"the blobs at {location} may not be used: {reason}", details) from error
        raise StoreUnavailable(f"the blobs at {location} cannot be reached: {reason}", details) from error


def _first_line(error: Exception) -> str:
    # What follows is the library's own structure, over many lines.
    lines = str(error).strip().splitlines()
    return lines[0][:300] if lines else type(error).__name__
