"""Names of fields in the words of the command line, in help and in errors."""

import re
from collections.abc import Iterable, Mapping

import click

from provenlab.core.errors import ValidationFailed
from provenlab.core.models.value import wire_name

_READS_ON = ("is ", "has ", "contains ", "give ", "begins ", "use ")


def shown(param: click.Parameter) -> str:
    """A parameter as a person writes it: `RUN_ID`, `--limit`."""
    if isinstance(param, click.Argument):
        return param.make_metavar(click.Context(click.Command("x")))
    return max(param.opts, key=len)


def names_of(params: Iterable[click.Parameter]) -> dict[str, str]:
    """What the fields of a request are called here, by their names on the wire."""
    names = {"dbPath": "--store"}
    for each in params:
        name = wire_name(each.name or "")
        names[name] = shown(each)
        if each.secondary_opts:
            names[f"{name}: false"] = each.secondary_opts[-1]
    return names


def in_words(text: str, names: Mapping[str, str]) -> str:
    """A docstring or message with options for the fields that it names in backticks."""

    def word(found: re.Match[str]) -> str:
        field, value = found[1], found[2] or ""
        if field not in names:
            return found[0]
        return names.get(f"{field}: {value}") or f"{names[field]} {value}".rstrip()

    # A field of one word reads like a word, and may be one.
    return re.sub(r"`(?:filter\.|policy\.)?([a-z]+[A-Z]\w*|cursor)(?:: (\w+))?`", word, text)


def reworded(error: ValidationFailed, names: Mapping[str, str]) -> ValidationFailed:
    """The error with the options or arguments it is about for the paths of its fields, all that it lists."""
    faults = error.details.get("faults") or []
    absent = [each["path"] for each in faults if each["message"] == "is missing"]
    if len(absent) > 1 and len(absent) == error.details["count"]:
        *first, last = (_named(path, names) or path for path in absent)
        return ValidationFailed(f"{', '.join(first)} and {last} are missing", error.details)
    path, _, rest = error.message.partition(": ")
    name = _named(path, names)
    if not name or not rest:
        return ValidationFailed(in_words(error.message, names), error.details)
    gap = " " if rest.startswith(_READS_ON) else ": "
    return ValidationFailed(in_words(f"{name}{gap}{rest}", names), error.details)


def _named(path: str, names: Mapping[str, str]) -> str:
    """What the command line calls a path of a request; empty when it has no name for it."""
    field = path.removeprefix("filter.").removeprefix("policy.")
    known = [each for each in names if field == each or field.startswith((f"{each}.", f"{each}["))]
    longest = max(known, key=len, default="")
    return names[longest] + field[len(longest) :] if longest else ""
