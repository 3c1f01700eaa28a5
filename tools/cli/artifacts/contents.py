"""How parts of contents read on a terminal."""

from collections.abc import Iterator
from typing import Any

from provenlab.tools.cli.output import Output
from provenlab.tools.cli.tables import Column
from provenlab.tools.cli.text import one_line

_NUMBERS = {"integer", "float"}


def part(value: Any, output: Output) -> Iterator[str]:
    """Rows or lines, and where to go on."""
    if value["shape"] == "text":
        yield from (one_line(line) for line in value["lines"])
    else:
        yield from _table(value, output)
    yield from _remarks(value)


def _table(value: Any, output: Output) -> Iterator[str]:
    columns = [
        Column(one_line(each["name"]), str(at), _text, right=each["type"] in _NUMBERS)
        for at, each in enumerate(value["columns"])
    ]
    rows = [{str(at): cell for at, cell in enumerate(row)} for row in value["rows"]]
    yield from output.table(columns, rows, "no rows")


def _text(cell: Any) -> str:
    """As it was sent: nobody adds a row up from rounded numbers."""
    return "-" if cell is None else str(cell)


def _remarks(value: Any) -> Iterator[str]:
    shown = value["rows"] if value["shape"] == "table" else value["lines"]
    noun = "rows" if value["shape"] == "table" else "lines"
    if value["offset"] or "nextOffset" in value:
        yield ""
        whole = f" of {value['rowCount']:,}" if "rowCount" in value else ""
        last = value["offset"] + len(shown)
        yield f"{noun} {value['offset'] + 1:,} to {last:,}{whole}" if shown else f"no {noun} from there on"
    if "nextOffset" in value:
        yield f"go on with --offset {value['nextOffset']}"
    if value["otherColumns"]:
        yield f"not shown: {one_line(', '.join(value['otherColumns'][:50]))}"
