"""CSV tables: every cell is text, so that quoting and line ends say nothing and no type is guessed."""

import csv
import io
from collections.abc import Generator, Iterator
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from provenlab.adapters.blobs.table_content import BATCH_ROWS, table_content
from provenlab.core.errors import UnreadableContent
from provenlab.core.models.content import Content
from provenlab.core.models.table import Column
from provenlab.core.rules.limits import require_at_most

if TYPE_CHECKING:
    from _csv import Reader

MAX_LINE_CHARACTERS = 16 * 1024 * 1024


def csv_content(file: BinaryIO) -> Content:
    """Comma separated, `"` quoted, UTF-8 with or without byte order mark, a header with unique names.

    There is no NULL: an empty cell is the empty text. Lines without any character are skipped, save in
    a table of one column, where they are an empty cell.
    """
    with closing(csv_rows(file)) as rows:
        columns = [Column(name, "text") for name in next(rows)]
        return table_content(columns, iter(lambda: list(islice(rows, BATCH_ROWS)), []))


def csv_rows(file: BinaryIO) -> Generator[list[str], None, None]:
    """The header, then rows of as many cells; UnreadableContent at the first place that is none."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        yield from _rows(csv.reader(_lines(text), strict=True))
    except UnicodeDecodeError:
        raise _not_utf8(file) from None
    finally:
        text.detach()


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    number = 0
    while line := text.readline(MAX_LINE_CHARACTERS + 1):
        number += 1
        require_at_most(f"content line {number}", len(line), MAX_LINE_CHARACTERS, "characters")
        if "\0" in line:
            raise UnreadableContent(
                f"CSV line {number}: a NUL character, so this is not text", {"line": number}
            )
        yield line


def _rows(reader: "Reader") -> Iterator[list[str]]:
    try:
        header = next(reader, None)
        if not header:
            raise UnreadableContent(
                "CSV line 1: expected a header with the names of the columns", {"line": 1}
            )
        yield header
        for row in reader:
            if len(row) != len(header):
                if row:
                    raise _ragged(reader.line_num, len(row), len(header))
                if len(header) > 1:
                    continue
                row = [""]
            yield row
    except csv.Error as error:
        raise UnreadableContent(f"CSV line {reader.line_num}: {error}", {"line": reader.line_num}) from None


def _ragged(line: int, n_cells: int, n_columns: int) -> UnreadableContent:
    return UnreadableContent(
        f"CSV line {line}: {n_cells} cells where the header names {n_columns} columns",
        {"line": line, "cells": n_cells, "columns": n_columns},
    )


def _not_utf8(file: BinaryIO) -> UnreadableContent:
    file.seek(0)
    for number, line in enumerate(file, 1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            column = len(line[: error.start].decode("utf-8")) + 1
            details = {"line": number, "column": column}
            return UnreadableContent(f"CSV line {number} column {column}: not UTF-8", details)
    return UnreadableContent("CSV: not UTF-8", {})
