"""A module is named for the one thing it holds."""

import re
from pathlib import Path

import pytest

from tests.architecture.source_tree import project_files

SAYS_NOTHING = {"util", "utils", "helper", "helpers", "manager", "managers", "common", "misc"}


def nameless(path: Path) -> list[str]:
    """The words of a source path that name no thing."""
    if path.suffix not in {".py", ".ts", ".js", ".mjs"}:
        return []
    words = re.split(r"[\W_]+", str(path.with_suffix("")).lower())
    return sorted(SAYS_NOTHING.intersection(words))


def test_every_module_is_named_for_a_thing() -> None:
    assert {str(path): nameless(path) for path in project_files() if nameless(path)} == {}


@pytest.mark.parametrize(
    "name", ["core/utils.py", "tools/lock_manager.py", "adapters/common/blob.py", "src/test-helpers.ts"]
)
def test_a_planted_nameless_module_is_found(name: str) -> None:
    assert len(nameless(Path(name))) == 1
