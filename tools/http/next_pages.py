"""Links from a page of a list to the next one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from provenlab.core.models.value import wire_name
from provenlab.core.operations.registry import Operation
from provenlab.tools.http.parameters import Parameter

_CURSOR, _LIMIT = "cursor", "limit"


def next_page(
    operation: Operation[Any, Any], known: Iterable[Parameter], request: Mapping[str, Any], answer: Any
) -> tuple[str, str] | None:
    """The parameter that goes on behind an answer, and its value; None where nothing follows.

    A plain list does not say whether it is the last page: behind one that is full, something may follow.
    """
    if isinstance(answer, dict):
        cursor = answer.get("nextCursor")
        return None if cursor is None else (_CURSOR, str(cursor))
    following = operation.continuation
    if following is None or not answer or len(answer) != _limit(known, request):
        return None
    return following.parameter, str(answer[-1][following.field])


def _limit(known: Iterable[Parameter], request: Mapping[str, Any]) -> int | None:
    parameter = next(each for each in known if each.name == _LIMIT)
    found: Any = request
    for name in parameter.path:
        if name not in found:
            found = parameter.schema["default"]
            break
        found = found[name]
    return None if found is None else int(found)


def next_link(
    path: str, given: Sequence[tuple[str, str]], following: tuple[str, str] | None
) -> dict[str, str]:
    """RFC 8288: the same question, from where this answer ends."""
    if following is None:
        return {}
    others = [pair for pair in given if wire_name(pair[0]) != following[0]]
    query = urlencode([*others, following])
    return {"Link": f'<{path}?{query}>; rel="next"'}
