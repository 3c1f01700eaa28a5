"""Named queries as PostgreSQL takes them: a list is one array parameter.

A list of any length is then one prepared statement, where `IN (...)` would be one for each length.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from provenlab.adapters._sql.queries import named_query

ENGINE = "postgres"


def rendered(name: str, params: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
    """The text of a named query for these parameters, and its arguments in order."""
    query = named_query(ENGINE, name)
    # As a list of one element, the list itself, each takes one placeholder.
    given = {**params, **{each: [params[each]] for each in query.list_names}}
    statement = query.statement("%s", given)
    return _with_arrays(statement.text), statement.arguments(given)


@cache
def _with_arrays(text: str) -> str:
    return text.replace("IN (%s)", "= ANY(%s)")
