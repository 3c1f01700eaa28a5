"""Columns of numbers as CSV: the same bytes on every machine."""

import csv
import io
from collections.abc import Mapping, Sequence


def csv_bytes(columns: Mapping[str, Sequence[float]]) -> bytes:
    """A header, then a line a row; each number as the shortest text that is read back as the same double."""
    sink = io.StringIO()
    lines = csv.writer(sink, lineterminator="\n")
    lines.writerow(columns)
    lines.writerows([repr(float(cell)) for cell in row] for row in zip(*columns.values(), strict=True))
    return sink.getvalue().encode()
