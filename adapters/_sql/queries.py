"""Named queries: SQL files in, executable text and positional parameters out.

`sql/shared/experiments.sql` holds blocks that begin with `-- name: by_id`; the query is then called
`experiments.by_id`. `sql/<engine>/overrides/experiments.sql` may replace single blocks.
`:name` is a parameter, `(:name*)` a list of them, `(:name**)` a list of rows of one; a line that ends
in `--? name` or `--? name, other` is left out when such a parameter is None, so that an optional
filter costs no index.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

SQL_ROOT = Path(__file__).resolve().parent.parent.parent / "sql"
_BLOCK = re.compile(r"^-- name: ([a-z_0-9]+)$", re.MULTILINE)
_OPTIONAL = re.compile(r"^(?P<sql>.*?)\s*--\? (?P<names>[a-z_0-9, ]+)$")
_COMMENT = re.compile(r"^\s*--(?!\?).*$\n?", re.MULTILINE)
_PARAMETER = re.compile(r"(?<![:\w]):([a-z_0-9]+)(\*{0,2})")
_SEPARATORS = {"*": ", ", "**": "), ("}


@dataclass(frozen=True, slots=True)
class Statement:
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


@dataclass(slots=True)
class Query:
    """One named block; renders to a statement for each combination of given parameters."""

    name: str
    lines: tuple[tuple[str, tuple[str, ...]], ...]
    list_names: tuple[str, ...]
    optional_names: tuple[str, ...]
    _statements: dict[tuple[Any, ...], Statement] = field(default_factory=dict)

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


def parse_queries(text: str) -> dict[str, Query]:
    """The named blocks of one file."""
    parts = _BLOCK.split(text)
    return {name: _parse_block(name, body) for name, body in zip(parts[1::2], parts[2::2], strict=True)}


def _parse_block(name: str, body: str) -> Query:
    lines: list[tuple[str, tuple[str, ...]]] = []
    for line in _COMMENT.sub("", body).strip().rstrip(";").split("\n"):
        match = _OPTIONAL.match(line)
        lines.append((match["sql"], tuple(match["names"].split(", "))) if match else (line, ()))
    found = [match for sql, _ in lines for match in _PARAMETER.finditer(sql)]
    return Query(
        name=name,
        lines=tuple(lines),
        list_names=tuple(dict.fromkeys(match.group(1) for match in found if match.group(2))),
        optional_names=tuple(dict.fromkeys(name for _, needed in lines for name in needed)),
    )


@cache
def queries_in(engine: str, noun: str) -> dict[str, Query]:
    """The queries about a noun as an engine sees them: shared, then its overrides."""
    queries: dict[str, Query] = {}
    for path in (SQL_ROOT / "shared" / f"{noun}.sql", SQL_ROOT / engine / "overrides" / f"{noun}.sql"):
        if path.exists():
            queries.update(parse_queries(path.read_text(encoding="utf-8")))
    return queries


@cache
def named_query(engine: str, name: str) -> Query:
    """The query called `noun.name`."""
    noun, _, short = name.partition(".")
    return queries_in(engine, noun)[short]
