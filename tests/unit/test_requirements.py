"""Every line that was asked for has a proof, and every proof names a line that was asked for."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.requirements import PROVEN_ELSEWHERE, REQUIREMENTS

ROOT = Path(__file__).resolve().parents[2]


def claimed_ids(source: str) -> Iterator[str]:
    """The ids in `@pytest.mark.requirement(...)` of the tests in a module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            for mark in node.decorator_list:
                match mark:
                    case ast.Call(
                        func=ast.Attribute(attr="requirement"), args=[ast.Constant(value=str(name))]
                    ):
                        yield name


def all_claimed_ids() -> set[str]:
    modules = (ROOT / "tests").rglob("test_*.py")
    return {name for path in modules for name in claimed_ids(path.read_text(encoding="utf-8"))}


def test_every_requirement_is_proven_by_a_test() -> None:
    assert REQUIREMENTS.keys() - all_claimed_ids() - PROVEN_ELSEWHERE.keys() == set()


def test_every_proof_names_a_requirement() -> None:
    assert all_claimed_ids() - REQUIREMENTS.keys() == set()
    assert PROVEN_ELSEWHERE.keys() - REQUIREMENTS.keys() == set()


def test_what_is_proven_elsewhere_is_there() -> None:
    assert [path for path in PROVEN_ELSEWHERE.values() if not (ROOT / path).is_file()] == []


def test_a_mark_on_a_test_is_found_and_one_on_anything_else_is_not() -> None:
    source = (
        "@pytest.mark.requirement('A-1')\n@pytest.mark.requirement('A-2')\ndef test_x(): pass\n"
        "@pytest.mark.requirement('A-3')\ndef check(): pass\n"
    )
    assert set(claimed_ids(source)) == {"A-1", "A-2"}
