"""What a command is declared as; a noun's module is a table of these."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Verb(NamedTuple):
    """A command that asks one operation; its options are the fields of the operation's request.

    `arguments` are the fields given without a dash, in order. `hidden` fields cannot be given here, and
    `fallback` has those that the command sets unless somebody else does. `view` names the function that
    lays out the result for people, `module:function` below tools/cli; without one, lists become tables
    and records become lines of names and values. `no_when` names a field of the result that is false
    when the answer is no: exit code 3. `word` is one more argument, which may be left out, and `completed`
    names the function that makes of the store, and of what was given, what is asked.
    """

    operation: str
    brief: str
    arguments: tuple[str, ...] = ()
    view: str | None = None
    hidden: tuple[str, ...] = ()
    fallback: Mapping[str, Any] = _NOTHING
    no_when: str | None = None
    word: str | None = None
    completed: str | None = None


class Own(NamedTuple):
    """A command with code of its own: a `click.Command`, `module:name` below tools/cli.

    `operations` are those that it asks.
    """

    command: str
    brief: str
    operations: tuple[str, ...] = ()


Verbs = Mapping[str, Verb | Own]
