"""Results that go into files: whole, or not at all."""

import csv
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click

from provenlab.core.operations.registry import find_operation
from provenlab.core.rules.run_comparison import flattened
from provenlab.tools.cli.commands import command, request_of
from provenlab.tools.cli.output import Output
from provenlab.tools.cli.request_fields import RequestField, fields_of
from provenlab.tools.cli.session import Session

_PAGE = 500
_PAGING = ("limit", "cursor")
OUT = click.Option(["-o", "--out"], metavar="FILE", help="Write it to a file, whole or not at all.")


def records(
    operation: str, what: str, key: str, completed: Callable[[Any, Any], dict[str, Any]] | None = None
) -> click.Command:
    """The command that writes everything a listing finds, page by page; `key` is the id of a record.

    `completed` makes of the store, and of what was given, what is asked.
    """
    found = fields_of(find_operation(operation).request)
    fields = [each for each in found if each.path[-1] not in _PAGING]
    paging = {each.path[-1]: each.path for each in found if each.path[-1] in _PAGING}

    def work(
        session: Session, output: Output, out: str | None, form_of_file: str | None, **given: Any
    ) -> None:
        request = request_of(fields, completed(session.ask, given) if completed else given, {})
        with session.snapshot(), written(out) as file:
            listed = _listed(lambda asked: session.ask(operation, asked), request, paging, key)
            count = _write(file, counted(listed, what, out), _form(form_of_file, out))
        told_written(f"{count:,} {what}", out)

    return command(
        "export",
        "Write all of them as JSON lines or CSV.",
        f"Writes all {what} that meet the criteria, as they were at one moment: a JSON document a line, or a "
        "table in which every field has a column of its own, config and metrics by their paths.",
        [*_params(fields), OUT, _FORM],
        work,
    )


_FORM = click.Option(
    ["form_of_file", "--format"],
    type=click.Choice(["jsonl", "csv"]),
    help="By default what the name of the file ends in, else jsonl.",
)


def _params(fields: Iterable[RequestField]) -> list[click.Parameter]:
    return [each.param for each in fields]


def _form(given: str | None, out: str | None) -> str:
    return given or ("csv" if (out or "").endswith(".csv") else "jsonl")


def _listed(
    ask: Callable[[Any], Any], request: dict[str, Any], paging: Mapping[str, tuple[str, ...]], key: str
) -> Iterator[dict[str, Any]]:
    _put(request, paging["limit"], _PAGE)
    while True:
        page = ask(request)
        if isinstance(page, dict):
            items, cursor = page["items"], page.get("nextCursor")
        else:
            # The oldest listing answers with a list alone; its last record is the cursor.
            items, cursor = page, page[-1][key] if len(page) == _PAGE else None
        yield from items
        if cursor is None:
            return
        _put(request, paging["cursor"], cursor)


def _put(request: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for part in path[:-1]:
        request = request.setdefault(part, {})
    request[path[-1]] = value


def _write(file: IO[bytes], rows: Iterable[dict[str, Any]], form: str) -> int:
    if form == "jsonl":
        return sum(1 for row in rows if file.write(_line(row)))
    # Which columns there are is known when the last record was read.
    with tempfile.TemporaryFile() as spool:
        columns: dict[str, None] = {}
        count = 0
        for row in rows:
            leaves = flattened(row)
            columns.update(dict.fromkeys(leaves))
            spool.write(_line(leaves))
            count += 1
        spool.seek(0)
        _write_table(file, list(columns), map(json.loads, spool))
    return count


def _line(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _write_table(file: IO[bytes], columns: list[str], rows: Iterable[Mapping[str, Any]]) -> None:
    class Encoded:
        def write(self, text: str) -> int:
            return file.write(text.encode())

    table = csv.writer(Encoded(), lineterminator="\n")
    table.writerow(columns)
    for row in rows:
        table.writerow([_cell(row.get(column)) for column in columns])


def _cell(value: Any) -> Any:
    if value is None or (isinstance(value, (str, int, float)) and not isinstance(value, bool)):
        return value
    return json.dumps(value)


@contextmanager
def written(out: str | None) -> Iterator[IO[bytes]]:
    """Standard output, also for `-`, or a file that takes its name when everything is in it.

    What is there and no file, such as a named pipe, is written to and never replaced.
    """
    if out is None or out == "-":
        yield sys.stdout.buffer
        sys.stdout.flush()
        return
    path = Path(out)
    if path.exists() and not path.is_file():
        with _told(out), path.open("wb") as special:
            yield special
        return
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with _told(out, os.fspath(part)):
            with part.open("xb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def told_written(what: str, out: str | None) -> None:
    """Says on standard error what went into a file."""
    if out is not None and out != "-":
        click.echo(f"wrote {what} to {out}", err=True)


@contextmanager
def _told(out: str, part: str = "") -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.filename not in (part, out, None):
            raise
        raise click.UsageError(f"{out} cannot be written: {error.strerror}") from None


def counted(
    items: Iterable[Any], what: str, out: str | None, size: Callable[[Any], int] = lambda _: 1
) -> Iterator[Any]:
    """The items, and while they come a line that counts them, for a person who waits at a terminal."""
    if out is None or not sys.stderr.isatty():
        yield from items
        return
    total, told = 0, 0
    for item in items:
        total += size(item)
        yield item
        if total - told >= max(told // 20, 1):
            told = total
            click.echo(f"\r{total:,} {what}", nl=False, err=True)
    click.echo("\r\x1b[K", nl=False, err=True)
