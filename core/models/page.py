"""One page of a listing."""

from typing import Annotated, Generic, NamedTuple, TypeVar

from pydantic import Field

Item = TypeVar("Item")

DEFAULT_LIMIT = 100
MAX_LIMIT = 100_000

Limit = Annotated[
    int | None,
    Field(ge=0, le=MAX_LIMIT, description="How many at most; null means all."),
]


class Page(NamedTuple, Generic[Item]):
    """Items newest first; `next_cursor` is the id of the last one when more may follow.

    The cursor names a row, not a position: rows added meanwhile neither repeat nor hide others.
    """

    items: tuple[Item, ...]
    next_cursor: str | None = None

    @classmethod
    def cut(cls, items: list[Item], ids: list[str], limit: int | None) -> "Page[Item]":
        """The first `limit` of items that were fetched with one to spare."""
        if limit is None or len(items) <= limit:
            return cls(tuple(items))
        return cls(tuple(items[:limit]), ids[limit - 1] if limit else None)
