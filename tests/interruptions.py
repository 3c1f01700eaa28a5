"""Ports that fail, or let something else happen, at a moment of the test's choosing."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from provenlab.adapters._sql.store import SqlStore
from provenlab.adapters.memory.store import MemoryStore
from provenlab.core.errors import StoreUnavailable


class BrokenOffError(StoreUnavailable):
    """What stands for a process that dies."""


class Interrupted:
    """Something that fails, or lets something else happen, at the n-th call of a method."""

    def __init__(self, real: Any, method: str, at: int, happens: Callable[[], object], after: bool) -> None:
        self._real, self._method, self._at = real, method, at
        self._happens, self._after, self._calls = happens, after, itertools.count(1)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._real, name)
        return self._hooked(found) if name == self._method else found

    def _hooked(self, found: Callable[..., Any]) -> Callable[..., Any]:
        def hooked(*args: Any, **options: Any) -> Any:
            is_now = next(self._calls) == self._at
            if is_now and not self._after:
                self._happens()
            result = found(*args, **options)
            if is_now and self._after:
                self._happens()
            return result

        return hooked


def break_off() -> None:
    raise BrokenOffError("broken off")


@contextmanager
def failing_write(at: int) -> Iterator[None]:
    """The n-th write of the next transaction fails, whatever the store."""
    calls = itertools.count(1)

    def count() -> None:
        if next(calls) == at:
            break_off()

    real_writing, real_put = SqlStore.writing, MemoryStore.put

    class Session:
        def __init__(self, real: Any) -> None:
            self._real = real

        def __getattr__(self, name: str) -> Any:
            if name in ("run", "run_many"):
                count()
            return getattr(self._real, name)

    @contextmanager
    def writing(store: SqlStore) -> Iterator[Any]:
        with real_writing(store) as session:
            yield Session(session)

    def put(store: MemoryStore, *args: Any) -> None:
        count()
        real_put(store, *args)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(SqlStore, "writing", writing)
        patched.setattr(MemoryStore, "put", put)
        yield
