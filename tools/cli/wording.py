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
    """The error with the option or argument it is about for the path of its field."""
    path, _, rest = error.message.partition(": ")
    field = path.removeprefix("filter.").removeprefix("policy.")
    known = [each for each in names if field == each or field.startswith((f"{each}.", f"{each}["))]
    if not known or not rest:
        return ValidationFailed(in_words(error.message, names), error.details)
    name = max(known, key=len)
    gap = " " if rest.startswith(_READS_ON) else ": "
    said = f"{names[name]}{field[len(name) :]}{gap}{rest}"
    return ValidationFailed(in_words(said, names), error.details)
