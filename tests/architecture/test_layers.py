"""The layer contracts of pyproject.toml hold, and each of them catches a planted import."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source_tree import CODE_FOLDERS, ROOT

LINTER = Path(sys.executable).with_name("lint-imports")


def broken_contracts(checkout: Path) -> list[str]:
    run = subprocess.run(
        [str(LINTER), "--no-cache", "--no-logo"],
        cwd=checkout,
        env=os.environ | {"PYTHONPATH": str(checkout / "src"), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    report = run.stdout + run.stderr
    assert "Contracts: " in report, report
    broken = [line.removesuffix(" BROKEN") for line in report.splitlines() if line.endswith(" BROKEN")]
    assert bool(broken) == (run.returncode != 0), report
    return broken


@pytest.fixture(scope="module")
def small_checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Empty packages under this checkout's contracts: a planted import is all there is to find."""
    checkout = tmp_path_factory.mktemp("checkout")
    shutil.copy(ROOT / "pyproject.toml", checkout)
    shutil.copytree(ROOT / "src", checkout / "src", symlinks=True)
    packages = [
        *CODE_FOLDERS[:3],
        *(f"core/{name}" for name in ("models", "rules", "ports", "services", "operations", "evaluation")),
        *(f"core/evaluation/{name}" for name in ("calcutta", "backtest", "ml_eval")),
        *(f"adapters/{name}" for name in ("_sql", "sqlite", "duckdb", "postgres", "memory")),
    ]
    for package in packages:
        (checkout / package).mkdir(parents=True)
        (checkout / package / "__init__.py").touch()
    (checkout / "core/errors.py").touch()
    (checkout / "sql").mkdir()
    return checkout


@pytest.fixture
def plant(small_checkout: Path) -> Iterator[Path]:
    yield small_checkout
    for planted in small_checkout.glob("**/*planted.py"):
        planted.unlink()


def test_the_layers_hold() -> None:
    assert broken_contracts(ROOT) == []


def test_the_small_checkout_is_sound(small_checkout: Path) -> None:
    assert broken_contracts(small_checkout) == []


@pytest.mark.parametrize(
    ("module", "statement", "contract"),
    [
        ("core/services/planted.py", "import provenlab.adapters.memory", "Doors over"),
        ("adapters/sqlite/planted.py", "import provenlab.tools", "Doors over"),
        ("core/models/planted.py", "import provenlab.core.rules", "Inside the core"),
        ("core/ports/planted.py", "import provenlab.core.services", "Inside the core"),
        ("core/planted.py", "", "Inside the core"),
        ("adapters/sqlite/planted.py", "import provenlab.adapters.duckdb", "Engines know"),
        ("adapters/_sql/planted.py", "import provenlab.adapters.postgres", "Engines know"),
        ("core/rules/planted.py", "def f():\n    import sqlite3", "The core does no"),
        ("core/errors_planted.py", "from os import environ", "The core does no"),
        ("core/evaluation/engine_planted.py", "", "The evaluation engine"),
        (
            "core/evaluation/calcutta/planted.py",
            "import provenlab.core.evaluation.backtest",
            "The evaluation engine",
        ),
        ("core/services/planted.py", "import provenlab.core.evaluation.calcutta", "Scenario kinds"),
        ("core/rules/planted.py", "import numpy", "Arrays are"),
        ("tools/planted.py", "import provenlab.adapters.duckdb", "Only the composition"),
        ("tools/planted.py", "import duckdb", "Only the composition"),
        ("tools/planted.py", "import click", "Only the command line"),
    ],
)
def test_a_planted_import_breaks_its_contract(
    plant: Path, module: str, statement: str, contract: str
) -> None:
    (plant / module).write_text(statement, encoding="utf-8")
    broken = broken_contracts(plant)
    assert [name for name in broken if name.startswith(contract)], broken


def test_the_composition_root_may_name_engines(plant: Path) -> None:
    compose = plant / "tools/compose.py"
    compose.write_text("import provenlab.adapters.duckdb", encoding="utf-8")
    assert broken_contracts(plant) == []
    compose.unlink()
