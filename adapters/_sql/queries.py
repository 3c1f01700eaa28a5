"""Named queries: SQL files in, executable text and positional parameters out.

`sql/shared/experiments.sql` holds blocks that begin with `-- name: by_id`; the query is then called
`experiments.by_id`. `sql/<engine>/overrides/experiments.sql` may replace single blocks.
`:name` is a parameter, `(:name*)` a list of them, `(:name**)` a list of rows of one; a line that ends
in `--? name` or `--? name, other` is left out when such a parameter is None, so that an optional
filter costs no index. A block that begins with `-- part: criteria` is no query; it stands for the line
`-- with: criteria` of the queries of that noun, and an engine may replace it as it does a query.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

SQL_ROOT = Path(__file__).resolve().parent.parent.parent / "sql"
_BLOCK = re.compile(r"^-- (name|part): (\w+)\n", re.MULTILINE)
_WITH = re.compile(r"^-- with: (\w+)$", re.MULTILINE)
_OPTIONAL = "--? "
_PARAMETER = re.compile(r"(?<![:\w]):([a-z_0-9]+)(\*{0,2})")
_SEPARATORS = {"*": ", ", "**": "), ("}


class Statement(NamedTuple):
    """Text for a driver and the order of its parameters; a list parameter is flattened."""

    text: str
    names: tuple[str, ...]
    lists: frozenset[str]

    def arguments(self, params: Mapping[str, Any]) -> tuple[Any, ...]:
        if not self.lists:
            return tuple([params[name] for name in self.names])
        values: list[Any] = []
        for name in self.names:
            if name in self.lists:
                values.extend(params[name])
            else:
                values.append(params[name])
        return tuple(values)

    def many(self, rows: Iterable[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
        """The arguments of each row."""
        if self.lists or len(self.names) < 2:
            return [self.arguments(row) for row in rows]
        return list(map(itemgetter(*self.names), rows))


class Query:
    """One named block; renders to a statement for each combination of given parameters.

    Read when first used: a short-lived process runs few of the queries in a file.
    """

    def __init__(self, name: str, body: str, parts: Mapping[str, str]) -> None:
        self.name = name
        self._body = body
        self._parts = parts
        self._statements: dict[tuple[Any, ...], Statement] = {}

    @cached_property
    def lines(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each with the parameters it needs."""
        body = _WITH.sub(lambda match: self._parts[match.group(1)].rstrip("\n"), self._body)
        return tuple(_line(line) for line in _without_comments(body).strip().rstrip(";").split("\n"))

    @cached_property
    def list_names(self) -> tuple[str, ...]:
        found = (match for sql, _ in self.lines for match in _PARAMETER.finditer(sql))
        return tuple(dict.fromkeys(match.group(1) for match in found if match.group(2)))

    @cached_property
    def optional_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for _, needed in self.lines for name in needed))

    def statement(self, placeholder: str, params: Mapping[str, Any]) -> Statement:
        key = (
            placeholder,
            *[params.get(name) is None for name in self.optional_names],
            *[len(params[name]) for name in self.list_names],
        )
        known = self._statements.get(key)
        if known is None:
            known = self._statements[key] = self._render(placeholder, params)
        return known

    def _render(self, placeholder: str, params: Mapping[str, Any]) -> Statement:
        kept = [sql for sql, needed in self.lines if all(params.get(name) is not None for name in needed)]
        names: list[str] = []

        def place(match: re.Match[str]) -> str:
            name, stars = match.groups()
            names.append(name)
            return _SEPARATORS[stars].join([placeholder] * len(params[name])) if stars else placeholder

        text = "\n".join(kept)
        if placeholder.startswith("%"):
            text = text.replace("%", "%%")
        return Statement(_PARAMETER.sub(place, text), tuple(names), frozenset(self.list_names))


def _without_comments(body: str) -> str:
    return "\n".join(line for line in body.split("\n") if not _is_comment(line.lstrip()))


def _is_comment(line: str) -> bool:
    return line.startswith("--") and not line.startswith("--?")


def _line(line: str) -> tuple[str, tuple[str, ...]]:
    sql, mark, names = line.rpartition(_OPTIONAL)
    return (sql.rstrip(), tuple(names.split(", "))) if mark else (line, ())


class Blocks(NamedTuple):
    """What one file holds, by name."""

    queries: dict[str, str]
    parts: dict[str, str]


def parse_blocks(text: str) -> Blocks:
    """The named blocks of one file."""
    found = Blocks({}, {})
    _, *rest = _BLOCK.split(text)
    for kind, name, body in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        (found.queries if kind == "name" else found.parts)[name] = body
    return found


@cache
def queries_in(engine: str, noun: str) -> dict[str, Query]:
    """The queries about a noun as an engine sees them: shared, then its overrides."""
    bodies, parts = Blocks({}, {})
    for path in (SQL_ROOT / "shared" / f"{noun}.sql", SQL_ROOT / engine / "overrides" / f"{noun}.sql"):
        if path.exists():
            blocks = parse_blocks(path.read_text(encoding="utf-8"))
            bodies.update(blocks.queries)
            parts.update(blocks.parts)
    return {name: Query(name, body, parts) for name, body in bodies.items()}


@cache
def named_query(engine: str, name: str) -> Query:
    """The query called `noun.name`."""
    noun, _, short = name.partition(".")
    return queries_in(engine, noun)[short]


def knows(engine: str, name: str) -> bool:
    """Whether the engine has the query called `noun.name`."""
    noun, _, short = name.partition(".")
    return short in queries_in(engine, noun)
