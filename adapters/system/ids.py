"""UUIDv7 by RFC 9562: milliseconds, a counter within the millisecond, random bits."""

import secrets
import threading
import time
import uuid

_COUNTER_BITS = 12
_RANDOM_BITS = 62


class Uuid7Ids:
    """Implements `IdGenerator`: increasing within a process, even when the clock goes backwards."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def new_id(self) -> str:
        with self._lock:
            now = (time.time_ns() // 1_000_000) << _COUNTER_BITS
            self._last = max(now, self._last + 1)
            stamp = self._last
        milliseconds, counter = stamp >> _COUNTER_BITS, stamp & ((1 << _COUNTER_BITS) - 1)
        value = milliseconds << 80 | 0x7 << 76 | counter << 64 | 0b10 << _RANDOM_BITS
        return str(uuid.UUID(int=value | secrets.randbits(_RANDOM_BITS)))
