"""Packages that know where a store lies never open its file themselves."""

from pathlib import Path

import pytest

from tests.architecture.source_tree import ROOT, files_below, text_of
from tests.architecture.store_access import file_openings

GUARDED = ("_sql", "duckdb", "files", "sqlite")

# module -> names it may use -> why that never opens a store which an engine has open
ALLOWED: dict[str, dict[str, str]] = {
    "adapters/_sql/creation.py": {
        "open": "directories, and the private copy of a new store after its engine has closed it",
        "shutil": "rmtree opens directories only",
    },
    "adapters/_sql/migrations.py": {"read_text": "SQL source of the package"},
    "adapters/_sql/queries.py": {"read_text": "SQL source of the package"},
    "adapters/files/lock_holders.py": {"read_text": "the kernel's list of locks, and the lock's sidecar"},
    "adapters/files/scratch_folder.py": {
        "open": "the file `in-use` of a folder of its own, where no engine keeps anything",
        "shutil": "rmtree opens directories only",
    },
    "adapters/files/source_files.py": {"open": "files to publish; the store's own are told apart by inode"},
    "adapters/files/turnstile.py": {"open": "the sidecars .lock and .gate, which no engine opens"},
}


def guarded_modules() -> list[Path]:
    return [path for path in files_below("adapters", suffix=".py") if path.parts[1] in GUARDED]


def test_no_store_is_opened_behind_its_engine() -> None:
    faults = [
        f"{path}:{line}: {name} (if no engine can have that file open, allow it above and say why)"
        for path in guarded_modules()
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
