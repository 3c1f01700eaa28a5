"""Content of tables, whatever they were read from."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from provenlab.adapters.blobs.digest_sort import sorted_digests
from provenlab.adapters.blobs.summaries import table_summary
from provenlab.core.errors import UnreadableContent, ValidationFailed
from provenlab.core.models.content import Content
from provenlab.core.models.table import Column
from provenlab.core.rules.content_hashes import Row, row_digests, table_hash
from provenlab.core.rules.limits import require_at_most

MAX_TABLE_ROWS = 100_000_000
BATCH_ROWS = 8_192


def table_content(columns: Sequence[Column], batches: Iterable[Sequence[Row]]) -> Content:
    """In bounded memory; LimitExceeded above 100,000,000 rows, UnreadableContent for repeated names."""
    digests = row_digests(columns, batches)
    return digested_table(columns, iter(lambda: list(islice(digests, BATCH_ROWS)), []))


def digested_table(columns: Sequence[Column], batches: Iterable[Sequence[bytes]]) -> Content:
    """Of the digests of rows; limits and errors as `table_content`."""
    n_rows = 0

    def counted() -> Iterator[Sequence[bytes]]:
        nonlocal n_rows
        for batch in batches:
            n_rows += len(batch)
            require_at_most("content", n_rows, MAX_TABLE_ROWS, "rows")
            yield batch

    try:
        content_hash = table_hash(columns, sorted_digests(counted()))
    except ValidationFailed as fault:
        raise UnreadableContent(f"not a table: {fault.message}", fault.details) from None
    return Content(content_hash, table_summary(columns, n_rows))
