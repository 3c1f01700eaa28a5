"""A request as a person would type it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import click

from provenlab.core.operations.registry import find_operation
from provenlab.tools.cli.request_fields import RequestField, fields_of
from provenlab.tools.cli.value_types import Bounds, Order, Pair
from provenlab.tools.cli.verb import Verb


def words_of(verb: Verb, request: Mapping[str, Any]) -> list[str]:
    """The arguments and options that ask for this request."""
    fields = fields_of(find_operation(verb.operation).request, verb.arguments, verb.hidden)
    options = [word for field in fields if _has(field, request) for word in _option(field, request)]
    arguments = [word for field in fields if _has(field, request) for word in _argument(field, request)]
    return [*options, "--", *arguments] if arguments else options


def _value(field: RequestField, request: Mapping[str, Any]) -> Any:
    value: Any = request
    for name in field.path:
        value = value[name]
    return value


def _has(field: RequestField, request: Mapping[str, Any]) -> bool:
    try:
        _value(field, request)
    except KeyError:
        return False
    return True


def _argument(field: RequestField, request: Mapping[str, Any]) -> list[str]:
    if not isinstance(field.param, click.Argument):
        return []
    value = _value(field, request)
    return [_text(each) for each in value] if field.param.nargs == -1 else [_text(value)]


def _option(field: RequestField, request: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(field.param, click.Option):
        return
    value, param = _value(field, request), field.param
    if param.is_flag:
        yield field.shown if value else param.secondary_opts[0]
    elif isinstance(param.type, Pair):
        for key, each in value.items():
            yield from (field.shown, f"{key}={_text(each)}")
    else:
        for each in value if param.multiple else [value]:
            yield from (field.shown, _typed(param.type, each))


def _typed(kind: click.ParamType[Any], value: Any) -> str:
    if isinstance(kind, Order):
        return f"{value[kind.field]}:{'desc' if value.get('descending', True) else 'asc'}"
    if isinstance(kind, Bounds):
        low = f"{value['atLeast']}<=" if "atLeast" in value else ""
        high = f"<={value['atMost']}" if "atMost" in value else ""
        return f"{low}{value['key']}{high}"
    return "all" if value is None else _text(value)


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str) else json.dumps(value)
