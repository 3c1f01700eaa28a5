"""The fields of a request as the options and arguments of a command."""

import types
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

import click
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from provenlab.core.models.text import HASH_PATTERN, ID_PATTERN
from provenlab.core.models.value import wire_name
from provenlab.tools.cli.known_ids import known_ids
from provenlab.tools.cli.value_types import (
    COUNT_OR_ALL,
    JSON,
    MOMENT,
    SHORTHANDS,
    VERSION,
    WORD_OR_JSON,
    Pair,
)
from provenlab.tools.cli.wording import shown

_FLATTENED = ("filter", "policy")
_NONE = type(None)
_SHORT = {
    "limit": ("-n",),
    "model_name": ("--model", "-m"),
    "dry_run": (" /--apply",),
    **dict.fromkeys(("min_created_at", "date_from"), ("--since",)),
    **dict.fromkeys(("max_created_at", "date_to"), ("--until",)),
}
_TIME_HELP = "An instant, a day, or how long ago: 7d, 12h, yesterday."


class RequestField(NamedTuple):
    """A field a person can give: where it goes in the request, and the parameter that takes it.

    `read` makes the field's value of what click took from the command line. `is_required` fields that can
    be given many times are empty when they are not given.
    """

    path: tuple[str, ...]
    param: click.Parameter
    read: Callable[[Any], Any]
    is_required: bool = False

    @property
    def shown(self) -> str:
        """As a person writes it."""
        return shown(self.param)


class _Kind(NamedTuple):
    type: click.ParamType[Any]
    is_many: bool = False
    is_flag: bool = False
    read: Callable[[Any], Any] = lambda value: value


def fields_of(
    model: type[BaseModel], arguments: tuple[str, ...] = (), hidden: tuple[str, ...] = ()
) -> list[RequestField]:
    """The fields of a request model but for the hidden ones; those of a filter or policy stand alone."""
    found = [each for each in _fields(model, (), arguments) if each.param.name not in hidden]
    order = {wire_name(name): place for place, name in enumerate(arguments)}
    return sorted(found, key=lambda each: order.get(each.path[-1], len(order)))


def policies_of(model: type[BaseModel]) -> list[type[BaseModel]]:
    """The flattened models whose text says what their fields mean; that of a filter does not."""
    inner = (_core(info.annotation) for name, info in model.model_fields.items() if name == "policy")
    return [each for each in inner if isinstance(each, type) and issubclass(each, BaseModel)]


def _fields(model: type[BaseModel], above: tuple[str, ...], arguments: tuple[str, ...]) -> list[RequestField]:
    found: list[RequestField] = []
    for name, info in model.model_fields.items():
        inner = _core(info.annotation)
        if name in _FLATTENED and isinstance(inner, type) and issubclass(inner, BaseModel):
            found += _fields(inner, (*above, name), arguments)
        else:
            found.append(_field(name, info, above, name in arguments))
    return found


def _field(name: str, info: FieldInfo, above: tuple[str, ...], is_argument: bool) -> RequestField:
    kind = _kind(info.annotation, info.metadata, name)
    path = (*above, wire_name(name))
    if is_argument:
        argument = click.Argument(
            [name],
            type=VERSION if name == "version" else kind.type,
            nargs=-1 if kind.is_many else 1,
            required=info.is_required(),
            shell_complete=known_ids(name),
        )
        return RequestField(path, argument, kind.read)
    return RequestField(path, _option(name, info, kind), kind.read, info.is_required())


def _option(name: str, info: FieldInfo, kind: _Kind) -> click.Option:
    shorthand = SHORTHANDS.get(_name_of(_core(info.annotation)))
    dashed = (shorthand.option if shorthand else name).replace("_", "-")
    if kind.is_many:
        # Given once for each of them.
        dashed = dashed.removesuffix("s")
    names = [name, f"--{dashed}", *_SHORT.get(name, ())]
    if kind.is_flag:
        names = [name, f"--{dashed}/--no-{dashed}", *_SHORT.get(name, ())]
    metavar = _metavar_of(kind, info)
    is_moment = metavar == "TIME" and kind.type is click.STRING
    about = shorthand.help if shorthand else _TIME_HELP if is_moment and name in _SHORT else None
    return click.Option(
        names,
        type=None if kind.is_flag else MOMENT if is_moment else kind.type,
        multiple=kind.is_many,
        metavar=metavar,
        default=None,
        shell_complete=known_ids(name),
        help=_help(info, about),
    )


def _help(info: FieldInfo, about: str | None) -> str | None:
    default = info.default
    is_plain = isinstance(default, (str, int, float)) and not isinstance(default, bool)
    note = f"[default: {default}]" if is_plain else "[required]" if info.is_required() else None
    return " ".join(part for part in (about, note) if part) or None


def _kind(annotation: Any, metadata: list[Any], name: str) -> _Kind:
    core = _core(annotation)
    origin, inner = get_origin(core), get_args(core)
    shorthand = SHORTHANDS.get(_name_of(core))
    if shorthand:
        return _Kind(shorthand.type)
    if name == "limit":
        # null means all; an option that is not given is None as well, so `all` has a value of its own.
        return _Kind(COUNT_OR_ALL, read=lambda value: None if value == "all" else value)
    if origin is Literal and all(isinstance(each, str) for each in inner):
        return _Kind(click.Choice(inner))
    if origin is tuple and _is_word(inner[0]):
        return _Kind(_scalar(_core(inner[0])), is_many=True, read=list)
    if origin is dict and _is_word(inner[1]):
        return _Kind(Pair(is_text=_core(inner[1]) is str), is_many=True, read=dict)
    if core is bool:
        return _Kind(click.BOOL, is_flag=True)
    return _Kind(_scalar(core))


def _scalar(core: Any) -> click.ParamType[Any]:
    if core in (str, datetime):
        return click.STRING
    if core is int:
        return click.INT
    if core is float:
        return click.FLOAT
    return WORD_OR_JSON if get_origin(core) in (Union, types.UnionType) else JSON


def _metavar_of(kind: _Kind, info: FieldInfo) -> str | None:
    word = _metavar(info)
    return f"KEY={word}" if word is not None and isinstance(kind.type, Pair) else word


def _metavar(info: FieldInfo) -> str | None:
    """What a word stands for, where its type says so."""
    known = {ID_PATTERN: "ID", HASH_PATTERN: "SHA256"}
    for remark in _remarks(info.annotation, info.metadata):
        pattern, schema = getattr(remark, "pattern", None), getattr(remark, "json_schema", None)
        if pattern in known:
            return known[pattern]
        if isinstance(schema, dict) and schema.get("format") == "date-time":
            return "TIME"
    return None


def _remarks(annotation: Any, own: Iterable[Any] = ()) -> Iterator[Any]:
    """What an annotation is annotated with, at any depth."""
    for remark in own:
        yield from _remarks(None, remark.metadata) if isinstance(remark, FieldInfo) else (remark,)
    if get_origin(annotation) is Annotated:
        inner, *remarks = get_args(annotation)
        yield from _remarks(inner, remarks)
    else:
        for inner in get_args(annotation):
            yield from _remarks(inner)


def _is_word(annotation: Any) -> bool:
    return _core(annotation) in (str, int, float, datetime)


def _core(annotation: Any) -> Any:
    """The type itself, without None beside it and without what it is annotated with."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _core(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        rest = [each for each in get_args(annotation) if each is not _NONE]
        return _core(rest[0]) if len(rest) == 1 else annotation
    return annotation


def _name_of(core: Any) -> str:
    return getattr(core, "__name__", "")
