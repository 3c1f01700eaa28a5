"""The fields of a READ request as query parameters."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple
from urllib.parse import parse_qsl

from starlette.requests import Request

from provenlab.core.errors import InvalidRequest, LimitExceeded, ProvenlabError, ValidationFailed
from provenlab.core.models.value import wire_name
from provenlab.tools.bridge.strict_json import read_json

Form = Literal["text", "scalar", "texts", "json"]

_FLATTENED = "filter"
_SCALARS = {"integer", "number", "boolean"}
_NULL = {"type": "null"}
_NAME_LIMIT = 200
_MOST_PARAMETERS = 10_100


class Parameter(NamedTuple):
    """A parameter, the place of its field in the request, and how its value is written.

    `text` stands for itself; `scalar` is a number, true, false or null; `texts` is repeated, once for each
    text; everything else is JSON.
    """

    name: str
    path: tuple[str, ...]
    form: Form
    schema: Mapping[str, Any]
    is_required: bool


def parameters_of(request: Mapping[str, Any], shared: Mapping[str, Any]) -> list[Parameter]:
    """Of the published schema of a request; the fields of its `filter` stand on their own."""
    return list(_fields(_resolved(request, shared), (), shared))


def _fields(
    schema: Mapping[str, Any], above: tuple[str, ...], shared: Mapping[str, Any]
) -> Iterable[Parameter]:
    required = set(schema.get("required", ()))
    for name, field in schema.get("properties", {}).items():
        if name == _FLATTENED and not above:
            yield from _fields(_resolved(field, shared), (name,), shared)
        else:
            yield Parameter(name, (*above, name), _form(field, shared), field, name in required)


def _form(field: Mapping[str, Any], shared: Mapping[str, Any]) -> Form:
    choices = [each for each in field.get("anyOf", [field]) if each != _NULL]
    kinds = {_resolved(each, shared).get("type") for each in choices}
    if kinds == {"string"}:
        return "text"
    if kinds and kinds <= _SCALARS:
        return "scalar"
    if kinds == {"array"} and len(choices) == 1:
        items = _resolved(_resolved(choices[0], shared).get("items", {}), shared)
        return "texts" if items.get("type") == "string" else "json"
    return "json"


def _resolved(schema: Mapping[str, Any], shared: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found: Mapping[str, Any] = shared[str(reference).rpartition("/")[2]]
    return found


def query_pairs(request: Request) -> list[tuple[str, str]]:
    """The names and values of the query, percent-decoded; InvalidRequest when they are no UTF-8."""
    try:
        text = request.scope["query_string"].decode("ascii")
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except UnicodeDecodeError:
        raise InvalidRequest("the query is not percent-encoded UTF-8") from None
    except ValueError:
        limit = _MOST_PARAMETERS
        raise LimitExceeded(
            f"more than {limit:,} parameters", {"limit": limit, "unit": "parameters"}
        ) from None


def read_parameters(
    known: Iterable[Parameter], given: Iterable[tuple[str, str]], operation: str
) -> dict[str, Any]:
    """The request these name-value pairs make; ValidationFailed names the parameter that is wrong.

    Names may be camelCase or snake_case, as on every door.
    """
    by_name = {each.name: each for each in known}
    request: dict[str, Any] = {}
    for written, text in given:
        parameter = by_name.get(written) or by_name.get(wire_name(written))
        if parameter is None:
            raise _unknown(written, by_name, operation)
        if "\0" in text:
            raise ValidationFailed.at(parameter.name, "contains a NUL character, which stores cannot keep")
        _put(request, parameter, text)
    return request


def _unknown(written: str, by_name: Mapping[str, Parameter], operation: str) -> ValidationFailed:
    those = ", ".join(sorted(by_name)) or "none"
    return ValidationFailed.at(written[:_NAME_LIMIT], f"is no parameter of {operation}; it has {those}")


def _put(request: dict[str, Any], parameter: Parameter, text: str) -> None:
    place = request
    for part in parameter.path[:-1]:
        place = place.setdefault(part, {})
    field = parameter.path[-1]
    if parameter.form == "texts":
        place.setdefault(field, []).append(text)
    elif field in place:
        raise ValidationFailed.at(parameter.name, "is given twice")
    else:
        place[field] = text if parameter.form == "text" else _json_of(parameter, text)


def _json_of(parameter: Parameter, text: str) -> Any:
    try:
        return read_json(text.encode("utf-8"))
    except InvalidRequest as error:
        wanted = "a number, true, false or null" if parameter.form == "scalar" else "JSON"
        raise ValidationFailed.at(
            parameter.name, f"is not written as {wanted}: {error.details.get('reason', 'not readable')}"
        ) from None


def in_parameters(error: ProvenlabError) -> ProvenlabError:
    """The error with the names of parameters for the paths of their fields."""
    if not isinstance(error, ValidationFailed):
        return error
    before = f"{_FLATTENED}."
    faults = [{**each, "path": each["path"].removeprefix(before)} for each in error.details.get("faults", ())]
    return ValidationFailed(error.message.removeprefix(before), {**error.details, "faults": faults})
