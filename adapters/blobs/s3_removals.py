"""Removing an object for its age, without ever taking one that a publisher has just put again.

Object storage has no lock and no removal under a condition that every service keeps. So whoever removes
announces it first, with an empty object below `removals/<SHA-256>/`, and looks at the age only then. A
publisher puts first, looks for announcements afterwards, and last of all for the object itself. A removal
that was decided by the old age was announced before the put: either the publisher finds the announcement,
waits for the removal and puts once more, or the removal is through already, and the publisher finds its
object missing and puts once more.
"""

import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from provenlab.adapters.blobs.s3_bucket import S3Store, bucket_errors, obstore
from provenlab.core.errors import StoreUnavailable
from provenlab.core.rules.storage_uris import blob_uri

ANNOUNCED = "removals"
DECIDE_WITHIN_S = 10.0
ABANDONED_AFTER_S = 120.0
_LOOK_AGAIN_AFTER_S = 0.2


class S3Removals:
    """The removals that are announced in one bucket.

    `removing` is a connection whose requests end, one way or the other, long before
    `ABANDONED_AFTER_S`: only so can an announcement of that age be taken for one of a process that died.
    """

    def __init__(
        self,
        bucket: S3Store,
        removing: S3Store,
        location: str,
        pause: Callable[[float], None] = time.sleep,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bucket = bucket
        self._removing = removing
        self._location = location
        self._pause = pause
        self._elapsed = elapsed

    def remove(self, file_hash: str, min_age_seconds: float) -> bool:
        """Whether the blob was removed; False when it is missing or younger than that."""
        with bucket_errors(self._location):
            name, now = self._announced(file_hash)
            decided_by = self._elapsed() + DECIDE_WITHIN_S
            try:
                if not self._is_older(file_hash, now, min_age_seconds):
                    return False
                if self._elapsed() > decided_by:
                    reason = "the service answers too slowly to remove anything safely"
                    raise StoreUnavailable(f"{self._location}: {reason}", {"store": self._location})
                obstore.delete(self._removing, blob_uri(file_hash))
                return True
            finally:
                obstore.delete(self._bucket, name)

    def await_announced(self, file_hash: str) -> bool:
        """Whether removals of this blob were announced; returns when those are through or abandoned.

        Removals that are announced later find the age of what the caller has put before this call. Those
        that were through before this call leave no trace but the object they took.
        """
        found = announced = self._announcements(file_hash)
        waiting_since = self._elapsed()
        while announced and self._elapsed() - waiting_since < ABANDONED_AFTER_S:
            self._pause(_LOOK_AGAIN_AFTER_S)
            announced = announced & self._announcements(file_hash)
        for abandoned in announced:
            with bucket_errors(self._location):
                obstore.delete(self._bucket, abandoned)
        return bool(found)

    def abandoned(self, now: datetime, min_age_seconds: float) -> list[str]:
        """Announcements of processes that died, by name."""
        oldest = now - timedelta(seconds=max(min_age_seconds, ABANDONED_AFTER_S))
        with bucket_errors(self._location):
            found = [meta for batch in obstore.list(self._bucket, f"{ANNOUNCED}/") for meta in batch]
        return [meta["path"] for meta in found if meta["last_modified"] <= oldest]

    def forget_abandoned(self, now: datetime, min_age_seconds: float) -> int:
        """Removes announcements of processes that died; how many."""
        abandoned = self.abandoned(now, min_age_seconds)
        with bucket_errors(self._location):
            for path in abandoned:
                obstore.delete(self._bucket, path)
        return len(abandoned)

    def _announced(self, file_hash: str) -> tuple[str, datetime]:
        # Its own time stamp is what the service's clock says now: no two clocks are compared.
        name = f"{ANNOUNCED}/{file_hash}/{secrets.token_hex(8)}"
        obstore.put(self._bucket, name, b"", use_multipart=False)
        return name, obstore.head(self._bucket, name)["last_modified"]

    def _is_older(self, file_hash: str, now: datetime, min_age_seconds: float) -> bool:
        try:
            put_at = obstore.head(self._bucket, blob_uri(file_hash))["last_modified"]
        except FileNotFoundError:
            return False
        return (now - put_at).total_seconds() >= min_age_seconds or min_age_seconds <= 0

    def _announcements(self, file_hash: str) -> set[str]:
        with bucket_errors(self._location):
            batches = obstore.list(self._bucket, f"{ANNOUNCED}/{file_hash}/")
            return {meta["path"] for batch in batches for meta in batch}
