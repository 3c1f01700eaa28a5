"""The command line is a door to every operation."""

from importlib.util import find_spec

import click
import pytest

from provenlab.core.operations import MODULES
from provenlab.core.operations.registry import find_operation
from provenlab.tools.cli.groups import commands_by_operation, part, root, verbs_of
from provenlab.tools.cli.nouns import ALONE, ELSEWHERE, EXCEPTIONS, NOUNS, OTHER_WORDS
from provenlab.tools.cli.request_fields import fields_of
from provenlab.tools.cli.verb import Own, Verb

EVERY_VERB = [(noun, name, verb) for noun in NOUNS for name, verb in verbs_of(noun).items()]


def test_every_operation_has_a_command_or_a_reason_for_none() -> None:
    missing = set(MODULES) - set(commands_by_operation()) - set(EXCEPTIONS)
    assert missing == set(), "a line in VERBS of tools/cli/<noun>.py gives an operation its command"
    assert set(commands_by_operation()) | set(EXCEPTIONS) == set(MODULES)
    assert set(commands_by_operation()) & set(EXCEPTIONS) == set()


@pytest.mark.parametrize(("noun", "name", "verb"), EVERY_VERB)
def test_every_command_can_be_made_and_explains_itself(noun: str, name: str, verb: Verb | Own) -> None:
    context = click.Context(root)
    group = root.get_command(context, noun)
    assert isinstance(group, click.Group)
    command = group.get_command(context, name)
    assert command is not None
    assert command.name == name
    assert verb.brief.endswith(".")
    assert verb.brief == command.short_help
    # --json and --jsonl are two values of one name.
    names = [param.name for param in command.params if param.opts != ["--jsonl"]]
    assert len(names) == len(set(names)), names
    options = [opt for param in command.params for opt in (*param.opts, *param.secondary_opts)]
    assert len(options) == len(set(options)), options
    assert command.get_help(click.Context(command))


@pytest.mark.parametrize(("noun", "name", "verb"), [each for each in EVERY_VERB if isinstance(each[2], Verb)])
def test_every_field_of_a_request_can_be_given(noun: str, name: str, verb: Verb) -> None:
    request = find_operation(verb.operation).request
    fields = fields_of(request, verb.arguments, verb.hidden)
    given = {each.param.name for each in fields} | set(verb.hidden)
    wanted = set(request.model_fields) - {"filter", "policy"}
    assert wanted <= given
    assert set(verb.arguments) | set(verb.hidden) <= given
    assert set(verb.fallback) <= {path for each in fields for path in each.path}
    if verb.view is not None:
        assert callable(part(verb.view))


def test_other_words_mean_verbs_that_are_there() -> None:
    verbs = {name for _, name, _ in EVERY_VERB}
    assert set(OTHER_WORDS.values()) <= verbs | set(NOUNS)
    commands = {*ALONE, *(f"{noun} {name}" for noun, name, _ in EVERY_VERB), "--version"}
    assert set(ELSEWHERE.values()) <= commands


def test_what_stands_alone_is_no_noun() -> None:
    assert set(ALONE) & set(NOUNS) == set()
    assert [noun for noun in NOUNS if find_spec(f"provenlab.tools.cli.{noun}") is None] == []
