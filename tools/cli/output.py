"""Where results go: JSON for scripts, text for people."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import click

from provenlab.tools.cli.tables import Column, columns_of, record, table

View = Callable[[Any, "Output"], Iterable[str]]


class Output:
    """How a command was asked to answer.

    `width` is that of the terminal or of COLUMNS; None when the reader is another program, which gets
    every line whole. `extra_columns` are paths that a person wants to see in lists.
    """

    def __init__(self, form: str | None = None, extra_columns: Sequence[str] = ()) -> None:
        self.form = form
        self.extra_columns = extra_columns

    @property
    def width(self) -> int | None:
        if os.environ.get("COLUMNS", "").isdecimal() or sys.stdout.isatty():
            return _terminal_columns()
        return None

    @property
    def has_colour(self) -> bool:
        """Only on a terminal, and not where NO_COLOR is set (no-color.org) or the terminal is dumb."""
        wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        return wanted and sys.stdout.isatty()

    def table(self, columns: Sequence[Column], rows: Sequence[Any], nothing: str = "none") -> list[str]:
        """A table, or a word when it has no rows."""
        chosen = [*columns, *(Column(path, path) for path in self.extra_columns)]
        return table(chosen, rows, self.width, self.has_colour) if rows else [nothing]

    def tell(self, value: Any, view: View | None = None) -> None:
        """Prints a result."""
        if self.form == "json":
            click.echo(json.dumps(value, ensure_ascii=False, indent=2))
        elif self.form == "jsonl":
            for each in _items(value):
                click.echo(json.dumps(each, ensure_ascii=False, separators=(",", ":")))
            self._tell_more(value)
        else:
            self.print((view or generic)(value, self))
            self._tell_more(value)

    def print(self, lines: Iterable[str]) -> None:
        """Lines for people."""
        for line in lines:
            click.echo(line)

    def _tell_more(self, value: Any) -> None:
        if isinstance(value, dict) and value.get("nextCursor") is not None:
            click.echo(f"more: --cursor {value['nextCursor']}, or --limit all", err=True)


def _terminal_columns() -> int:
    # shutil has this too, and brings three libraries of compression along.
    given = os.environ.get("COLUMNS", "")
    if given.isdecimal() and int(given) > 0:
        return int(given)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80  # type: ignore[union-attr]
    except (AttributeError, ValueError, OSError):
        return 80


def _items(value: Any) -> list[Any]:
    if isinstance(value, dict) and isinstance(value.get("items"), list):
        return list(value["items"])
    return value if isinstance(value, list) else [value]


def generic(value: Any, output: Output) -> Iterable[str]:
    """Lists as tables, records as names and values."""
    is_page = isinstance(value, dict) and isinstance(value.get("items"), list)
    if isinstance(value, list) or is_page:
        rows = _items(value)
        return output.table(columns_of(rows), rows)
    return record(value, output.width) if isinstance(value, dict) else [str(value)]
