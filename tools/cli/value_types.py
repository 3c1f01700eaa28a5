"""Kinds of values that a command line takes beyond words and numbers."""

import math
import re
import sys
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

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
    """A metric to sort by: `auc` from the highest down, `auc:asc` from the lowest up.

    `field` is what the order calls the metric.
    """

    name = "METRIC[:asc]"

    def __init__(self, field: str) -> None:
        self.field = field

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dict[str, Any]:
        if isinstance(value, dict):
            return value
        metric, _, direction = value.rpartition(":")
        if not metric or direction not in ("asc", "desc"):
            metric, direction = value, "desc"
        return {self.field: metric, "descending": direction == "desc"}


class Bounds(click.ParamType[dict[str, Any]]):
    """A range of a number: `auc>=0.9`, `auc<0.95`, `auc=1`, or both ends as `0.9<=auc<0.95`.

    Ranges include their ends; what excludes one ends at the double beside it.
    """

    name = "'METRIC>=X'"
    _SIGN = "(<=|>=|==|=|<|>)"
    _TURNED: ClassVar = {"<=": ">=", ">=": "<=", "<": ">", ">": "<", "=": "=", "==": "="}

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dict[str, Any]:
        if isinstance(value, dict):
            return value
        words = [each.strip() for each in re.split(self._SIGN, value)]
        if len(words) == 3 and _is_number(words[0]) and not _is_number(words[2]):
            words = [words[2], self._TURNED[words[1]], words[0]]
        elif len(words) == 5 and words[1][0] == words[3][0] != "=":
            words = [words[2], self._TURNED[words[1]], words[0], words[3], words[4]]
        if len(words) not in (3, 5) or not words[0]:
            self.fail(f"{value!r} is no range such as 'auc>=0.9' or '0.9<=auc<=0.95'", param, ctx)
        found: dict[str, Any] = {"key": words[0]}
        for sign, number in zip(words[1::2], words[2::2], strict=True):
            if not _is_number(number):
                self.fail(f"{number!r} is no number", param, ctx)
            found |= _end(sign, float(number))
        return found


def _is_number(text: str) -> bool:
    try:
        return float(text) == float(text)
    except ValueError:
        return False


def _end(sign: str, number: float) -> dict[str, float]:
    if sign in ("=", "=="):
        return {"atLeast": number, "atMost": number}
    if sign[0] == ">":
        return {"atLeast": number if sign == ">=" else math.nextafter(number, math.inf)}
    return {"atMost": number if sign == "<=" else math.nextafter(number, -math.inf)}


_UNITS = {"m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_AGO = r"(\d{1,6})([mhdw])"


class Moment(click.ParamType[str]):
    """An instant, or how long ago: `90m`, `12h`, `7d`, `2w`, `today`, `yesterday`."""

    name = "TIME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        word = str(value).strip()
        found = re.fullmatch(_AGO, word)
        if found:
            return _ago(int(found[1]) * _UNITS[found[2]])
        if word in ("today", "yesterday"):
            return f"{_ago(86_400 if word == 'yesterday' else 0)[:10]}T00:00:00Z"
        return _ago(0) if word == "now" else str(value)


def _ago(seconds: int) -> str:
    from datetime import UTC, datetime, timedelta

    return (datetime.now(UTC) - timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


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


JSON, WORD_OR_JSON, COUNT_OR_ALL = JsonValue(), WordOrJson(), CountOrAll()
VERSION, MOMENT = Version(), Moment()
SHORTHANDS = {
    "MetricOrder": Shorthand(
        "sort", Order("metric"), "By a final metric, the highest first; METRIC:asc the lowest."
    ),
    "ResultOrder": Shorthand(
        "sort", Order("key"), "By a number of the results, the highest first; KEY:asc the lowest."
    ),
    "MetricBounds": Shorthand("where", Bounds(), "A final metric in a range: 'auc>=0.9', '0.9<=auc<=0.95'."),
    "ResultBounds": Shorthand("where", Bounds(), "A result in a range: 'sharpe>=1', '0.9<=auc<=0.95'."),
}
