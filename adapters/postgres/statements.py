"""Named queries as PostgreSQL takes them: a list is one array parameter.

A list of any length is then one prepared statement, where `IN (...)` would be one for each length.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from provenlab.adapters._sql.queries import Query, Statement, named_query

ENGINE = "postgres"
_LIST = re.compile(r"\bIN \(:([a-z_0-9]+)\*\)")


def named_statement(name: str, params: Mapping[str, Any]) -> Statement:
    """The text for these parameters and their order."""
    return _array_query(name).statement("%s", params)


@cache
def _array_query(name: str) -> Query:
    query = named_query(ENGINE, name)
    lines = tuple((_LIST.sub(r"= ANY(:\1)", sql), optional) for sql, optional in query.lines)
    return Query(query.name, lines, list_names=(), optional_names=query.optional_names)
