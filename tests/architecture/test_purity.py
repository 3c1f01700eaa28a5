"""The core answers from its arguments alone.

Imports are held by the layer contracts; these calls need no import, or one that is otherwise harmless.
"""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source_tree import files_below, text_of

IMPURE_NAMES = {"open", "print", "input", "exec", "eval", "breakpoint", "__import__"}
IMPURE_ATTRIBUTES = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "uuid": {"uuid1", "uuid4", "uuid7", "getnode"},
}


def impure_calls(source: str) -> Iterator[tuple[int, str]]:
    """(line, call) of each call whose answer depends on more than its arguments, or that has an effect."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in IMPURE_NAMES:
                yield node.lineno, name
            case (
                ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=name))
                | ast.Call(func=ast.Attribute(value=ast.Attribute(attr=owner), attr=name))
            ) if name in IMPURE_ATTRIBUTES.get(owner, ()):
                yield node.lineno, f"{owner}.{name}"
            case _:
                pass


def test_the_core_asks_nothing_of_its_surroundings() -> None:
    faults = [
        f"{path}:{line}: {call}"
        for path in files_below("core", suffix=".py")
        for line, call in impure_calls(text_of(path))
    ]
    assert faults == []


@pytest.mark.parametrize(
    "planted", ["datetime.now(UTC)", "datetime.datetime.utcnow()", "uuid.uuid4()", "open(p)", "print(1)"]
)
def test_a_planted_impure_call_is_found(planted: str) -> None:
    assert len(list(impure_calls(planted))) == 1


def test_conversions_of_given_instants_are_pure() -> None:
    assert list(impure_calls("datetime.fromisoformat(t).astimezone(UTC)\nuuid.UUID(t)\n")) == []
