"""What is typed is what an operation is asked, for every operation and every field."""

from collections.abc import Mapping
from typing import Any

import pytest

from provenlab.core.operations.registry import find_operation
from provenlab.tools.cli.groups import verbs_of
from provenlab.tools.cli.nouns import NOUNS
from provenlab.tools.cli.session import Session
from provenlab.tools.cli.verb import Verb
from provenlab.tools.contract.corpus import FULL, MINIMAL
from tests.integration.cli.commands import run_here
from tests.integration.cli.typing_in import words_of

VERBS = [
    (noun, name, verb) for noun in NOUNS for name, verb in verbs_of(noun).items() if isinstance(verb, Verb)
]
# On a command line an empty list of arguments is a missing argument.
NOT_TYPED = {("find_by_input_artifacts", "minimal")}
CASES = [
    pytest.param(noun, name, verb, corpus[verb.operation], id=f"{noun} {name}, {size}")
    for noun, name, verb in VERBS
    for size, corpus in (("minimal", MINIMAL), ("full", FULL))
    if (verb.operation, size) not in NOT_TYPED
]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Mapping[str, Any]]]:
    """What the operations were asked; they answer nothing."""
    found: list[tuple[str, Mapping[str, Any]]] = []

    def ask(_session: Session, operation: str, params: Mapping[str, Any]) -> dict[str, Any]:
        found.append((operation, params))
        return {}

    monkeypatch.setattr(Session, "ask", ask)
    return found


@pytest.mark.parametrize(("noun", "name", "verb", "whole"), CASES)
def test_a_typed_request_arrives_as_it_was_meant(
    noun: str,
    name: str,
    verb: Verb,
    whole: Mapping[str, Any],
    asked: list[tuple[str, Mapping[str, Any]]],
) -> None:
    request = find_operation(verb.operation).request
    hidden = {request.model_fields[each].alias for each in verb.hidden}
    meant = {key: value for key, value in whole.items() if key not in hidden}
    ran = run_here(noun, name, "--json", *words_of(verb, meant))
    assert (ran.code, ran.stderr) in ((0, ""), (3, "")), ran
    *before, (operation, params) = asked
    # Who names no model may mean the only one.
    assert {each for each, _ in before} <= {"list_models"}
    assert operation == verb.operation
    assert request.model_validate(params) == request.model_validate({**verb.fallback, **meant})


def test_fields_of_a_file_are_taken_and_an_option_goes_before(
    asked: list[tuple[str, Mapping[str, Any]]], tmp_path: Any
) -> None:
    (tmp_path / "run.json").write_text('{"name": "from the file", "config": {"lr": 0.1}, "seed": 7}')
    ran = run_here("runs", "start", "--json", "--from", f"@{tmp_path / 'run.json'}", "--seed", "8")
    assert ran.code == 0, ran.stderr
    assert asked == [("start_run", {"name": "from the file", "config": {"lr": 0.1}, "seed": 8})]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["runs", "list", "--where", "auc"], "'auc' is no range such as 'auc>=0.9' or '0.9<=auc<=0.95'"),
        (["runs", "list", "--where", "auc>=much"], "'much' is no number"),
        (["runs", "list", "--limit", "-3"], "neither a number nor all"),
        (["runs", "list", "--status", "done"], "'done' is not one of 'pending', 'running', 'completed'"),
        (["runs", "finish", "run-1", "--metric", "auc"], "'auc' is no KEY=VALUE"),
        (["journal", "similar", "{lr: 1}"], "give JSON, @FILE, or - for standard input"),
        (["journal", "similar", '{"lr": 1, "lr": 2}'], "give JSON, @FILE, or - for standard input"),
        (["journal", "similar", "@/no/such/file"], "/no/such/file cannot be read: No such file"),
        (["runs", "start", "--from", "[1]"], "--from wants a JSON object"),
        (["runs", "shw", "run-1"], "no command 'shw'; did you mean show?"),
        (["runs", "show"], "missing argument 'RUN_ID'"),
        (["runs", "list", "--colour", "red"], "no such option '--colour'; did you mean one of"),
    ],
)
def test_a_wrong_command_line_is_told_in_one_line_with_what_would_be_right(
    words: list[str], said: str, asked: list[tuple[str, Mapping[str, Any]]]
) -> None:
    ran = run_here(*words)
    assert (ran.code, ran.stdout, asked) == (2, "", [])
    assert said in ran.stderr
    assert ran.stderr.startswith(f"provenlab {words[0]}")
    assert ran.stderr.count("\n") == 1
