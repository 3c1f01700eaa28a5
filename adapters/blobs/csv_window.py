"""Windows on CSV tables; every cell is text, as it is for their contents."""

from contextlib import closing
from itertools import islice
from typing import BinaryIO

from provenlab.adapters.blobs.csv_content import csv_rows
from provenlab.adapters.blobs.windows import chosen, column, filled, others, skipped, table_window
from provenlab.core.models.content_window import ContentWindow, Window


def csv_window(file: BinaryIO, window: Window) -> ContentWindow:
    """Reads from the beginning as far as the window needs."""
    with closing(csv_rows(file)) as rows:
        names = next(rows)
        places = chosen(names, window)
        part = islice(skipped(rows, window.offset), window.limit + 1)
        found = filled(([row[at] for at in places] for row in part), window.limit)
        shown = [column(names[at], "text") for at in places]
        return table_window(window, shown, others(names, places), found, None)
