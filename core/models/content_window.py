"""A part of what an artifact holds, small enough to look at."""

from typing import Annotated, Literal

from pydantic import Field, Strict

from provenlab.core.models.number import Count
from provenlab.core.models.value import Value

MOST_ROWS, MOST_COLUMNS, MOST_NAMES = 1_000, 100, 1_000
DEFAULT_ROWS, DEFAULT_COLUMNS = 50, 30

Cell = str | int | float | bool | None
ColumnNames = Annotated[tuple[str, ...], Strict(False), Field(min_length=1, max_length=MOST_COLUMNS)]


class Window(Value):
    """At most `limit` rows after the first `offset`, of these columns in this order.

    Without `column_names` they are the first 30 of the table.
    """

    offset: Count = 0
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS)] = DEFAULT_ROWS
    column_names: ColumnNames | None = None


class ContentColumn(Value):
    """`type` is that of the format, or for JSON what the values seen have in common."""

    name: str
    type: str


class ContentWindow(Value):
    """Rows of a table, or lines of a text.

    Cells are JSON scalars; what is none of them is its text: decimals, dates, nested values, whole numbers
    beyond 2^53 - 1, NaN and the infinities. Texts are cut after 500 characters, lines of a text after
    2,000; `cut` counts those. There may be fewer rows than asked for, so that all of them stay below
    about 256 KiB; `next_offset` is there when more follow. `row_count` is of the whole, where it is known.
    `other_columns` are the names (1,000 at most) of those that are not shown.
    """

    shape: Literal["table", "text"]
    columns: tuple[ContentColumn, ...] = ()
    other_columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    lines: tuple[str, ...] = ()
    offset: Count
    next_offset: Count | None = None
    row_count: Count | None = None
    cut: Count = 0
