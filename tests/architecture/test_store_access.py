"""Engine packages never open a store's file themselves."""

from pathlib import Path

import pytest

from tests.architecture.source_tree import ROOT, files_below, text_of
from tests.architecture.store_access import file_openings

ENGINES = ("sqlite", "duckdb")

# module -> names it may use -> why that never opens a store that an engine has open
ALLOWED: dict[str, dict[str, str]] = {}


def engine_modules() -> list[Path]:
    return [path for path in files_below("adapters", suffix=".py") if path.parts[1] in ENGINES]


def test_engine_packages_open_no_file() -> None:
    faults = [
        f"{path}:{line}: {name} (allow it in this test with the reason why it is safe)"
        for path in engine_modules()
        for line, name in file_openings(text_of(path))
        if name not in ALLOWED.get(str(path), {})
    ]
    assert faults == []


def test_every_allowance_is_still_used() -> None:
    for module, names in ALLOWED.items():
        assert (ROOT / module).is_file(), f"{module} is gone"
        assert set(names) <= {name for _, name in file_openings(text_of(Path(module)))}


@pytest.mark.parametrize(
    "planted",
    [
        "open(store)",
        "store.open('rb')",
        "os.open(store, os.O_RDONLY)",
        "Path(store).read_bytes()",
        "import shutil",
        "from os import open as look",
        "from shutil import copy as duplicate",
    ],
)
def test_a_planted_opening_is_found(planted: str) -> None:
    assert len(list(file_openings(f"def f(store):\n    {planted}\n"))) == 1


def test_calls_that_open_nothing_are_left_alone() -> None:
    harmless = "import os\nos.link(a, b)\nos.replace(a, b)\nduckdb.connect(a)\nhash(a)\n"
    assert list(file_openings(harmless)) == []
