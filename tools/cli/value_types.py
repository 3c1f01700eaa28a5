"""Kinds of values that a command line takes beyond words and numbers."""

import re
import sys
from pathlib import Path
from typing import Any, NamedTuple

import click

_MOST_BYTES = 64 * 1024 * 1024


def json_of(text: str) -> Any:
    """The JSON value of a text, of `@FILE`, or of standard input for `-`; InvalidJson when it is none."""
    from provenlab.tools.bridge.strict_json import read_json

    return read_json(_bytes_of(text))


def _bytes_of(text: str) -> bytes:
    if text == "-":
        return sys.stdin.buffer.read(_MOST_BYTES)
    if text.startswith("@"):
        return Path(text[1:]).expanduser().read_bytes()
    return text.encode("utf-8", "surrogateescape")


class JsonValue(click.ParamType[Any]):
    """JSON, or the file it is in."""

    name = "JSON|@FILE|-"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from provenlab.core.errors import ProvenlabError

        try:
            return json_of(value) if isinstance(value, str) else value
        except ProvenlabError as error:
            self.fail(f"{error.message}; give JSON, @FILE, or - for standard input", param, ctx)
        except OSError as error:
            self.fail(f"{value[1:]} cannot be read: {error.strerror}", param, ctx)


class WordOrJson(click.ParamType[Any]):
    """A number or another JSON value where the text is one, else the text itself."""

    name = "VALUE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from provenlab.core.errors import ProvenlabError

        try:
            return json_of(value) if isinstance(value, str) and value[:1] not in "@-" else value
        except ProvenlabError:
            return value


class Pair(click.ParamType[tuple[str, Any]]):
    """`KEY=VALUE`; the value is a number where numbers are wanted and it reads as one."""

    name = "KEY=VALUE"

    def __init__(self, is_text: bool) -> None:
        self._is_text = is_text

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, Any]:
        if isinstance(value, tuple):
            return value
        key, equals, text = value.partition("=")
        if not equals or not key:
            self.fail(f"{value!r} is no KEY=VALUE", param, ctx)
        return key, text if self._is_text or not text else WORD_OR_JSON.convert(text, param, ctx)


class CountOrAll(click.ParamType[Any]):
    """A number of rows, or `all`."""

    name = "N|all"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "all" or isinstance(value, int):
            return value
        if not value.isdecimal():
            self.fail(f"{value!r} is neither a number nor all", param, ctx)
        return int(value)


class Order(click.ParamType[dict[str, Any]]):
    """A metric to sort by: `auc` from the highest down, `auc:asc` from the lowest up."""

    name = "METRIC[:asc]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dict[str, Any]:
        if isinstance(value, dict):
            return value
        metric, _, direction = value.rpartition(":")
        if not metric or direction not in ("asc", "desc"):
            metric, direction = value, "desc"
        return {"metric": metric, "descending": direction == "desc"}


class Bounds(click.ParamType[dict[str, Any]]):
    """A range of a number: `auc>=0.9`, `auc<=0.95`, or both as `0.9<=auc<=0.95`."""

    name = "'METRIC>=X'"
    _SHAPE = re.compile(r"^(?:(?P<low>[^<>=]+)<=)?(?P<key>[^<>=]+?)(?:(?P<sign>>=|<=|=)(?P<value>[^<>=]+))?$")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dict[str, Any]:
        if isinstance(value, dict):
            return value
        shape = self._SHAPE.match(value)
        if shape is None or not (shape["low"] or shape["sign"]):
            self.fail(f"{value!r} is no range such as 'auc>=0.9' or '0.9<=auc<=0.95'", param, ctx)
        found: dict[str, Any] = {"key": shape["key"].strip()}
        if shape["low"]:
            found["atLeast"] = self._number(shape["low"], param, ctx)
        if shape["sign"] in (">=", "="):
            found["atLeast"] = self._number(shape["value"], param, ctx)
        if shape["sign"] in ("<=", "="):
            found["atMost"] = self._number(shape["value"], param, ctx)
        return found

    def _number(self, text: str, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            return float(text)
        except ValueError:
            self.fail(f"{text.strip()!r} is no number", param, ctx)


class NamedVersion(NamedTuple):
    """A version of a model that was named with it."""

    model_name: str
    version: int


class Version(click.ParamType[Any]):
    """A version of a model, `4` or `bidder/4`."""

    name = "[MODEL/]VERSION"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not isinstance(value, str):
            return value
        model_name, _, version = value.rpartition("/")
        if not version.isdecimal():
            self.fail(f"{value!r} is no version such as 4 or MODEL/4", param, ctx)
        return NamedVersion(model_name, int(version)) if model_name else int(version)


class Shorthand(NamedTuple):
    """How a small record is written on a command line."""

    option: str
    type: click.ParamType[Any]
    help: str


JSON, WORD_OR_JSON, COUNT_OR_ALL, VERSION = JsonValue(), WordOrJson(), CountOrAll(), Version()
SHORTHANDS = {
    "MetricOrder": Shorthand("sort", Order(), "By a final metric, the highest first; METRIC:asc the lowest."),
    "MetricBounds": Shorthand("where", Bounds(), "A final metric in a range: 'auc>=0.9', '0.9<=auc<=0.95'."),
    "ResultBounds": Shorthand("where", Bounds(), "A result in a range: 'sharpe>=1', '0.9<=auc<=0.95'."),
}
