"""Which model is meant: named in any of three ways, or the only one there is."""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from provenlab.core.models.model_version import DEFAULT_MODEL
from provenlab.tools.cli.known_ids import Ask
from provenlab.tools.cli.value_types import NamedVersion

_SHOWN = 10


def with_model(ask: Ask, given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields with the name of the model, from --model, the word MODEL, or `MODEL/VERSION`.

    Without any of them the default model, or else the only one. UsageError where several have versions.
    """
    fields = {name: value for name, value in given.items() if name != "model"}
    words = {given.get("model_name"), given.get("model")}
    if isinstance(given.get("version"), NamedVersion):
        name, fields["version"] = given["version"]
        words.add(name)
    named = words - {None}
    if len(named) > 1:
        raise click.UsageError(f"{' and '.join(sorted(map(str, named)))} are two models; name one")
    fields["model_name"] = named.pop() if named else only_model(ask)
    return fields


def only_model(ask: Ask) -> str | None:
    """The one model that somebody may mean who names none; None for the default."""
    names = ask("list_models", {})
    if not names or DEFAULT_MODEL in names:
        return None
    if len(names) > 1:
        more = ", ..." if len(names) > _SHOWN else ""
        raise click.UsageError(f"there are several models; give --model {', '.join(names[:_SHOWN])}{more}")
    return str(names[0])


def known_versions(ask: Ask, named: str | None, typed: str, most: int) -> Iterator[str]:
    """What may be meant by what was typed of a version: numbers, or names that a number has yet to follow."""
    names = ask("list_models", {})
    before, slash, _ = typed.rpartition("/")
    chosen = before or named or (DEFAULT_MODEL if DEFAULT_MODEL in names else None)
    if chosen is None and len(names) > 1:
        yield from (f"{name}/" for name in names)
    elif chosen is not None or names:
        asked = {"modelName": chosen or names[0], "limit": most}
        yield from (f"{before}{slash}{each['version']}" for each in ask("list_versions", asked)["items"])
