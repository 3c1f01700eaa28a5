"""From wherever and under whatever name the bridge is started."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.doors import BRIDGE
from tests.integration.bridge.processes import run


def test_the_bridge_runs_from_anywhere_and_under_any_name(tmp_path: Path) -> None:
    request = {"operation": "describe", "name": "describe"}
    root, elsewhere = BRIDGE.parent.parent, tmp_path / "else where"
    elsewhere.mkdir()
    link = elsewhere / "ops"
    link.symlink_to(BRIDGE)
    (elsewhere / "json.py").write_text("raise SystemExit('shadowed')")
    installed = Path(sys.executable).parent / "experiment-tracker-ops"
    ways: list[tuple[Path, tuple[str | Path, ...]]] = [
        (root, (sys.executable, "tools/experiment_tracker_ops.py")),
        (root / "tools", (sys.executable, "experiment_tracker_ops.py")),
        (root / "tools", (sys.executable, "./experiment_tracker_ops.py")),
        (elsewhere, (sys.executable, BRIDGE)),
        (elsewhere, (sys.executable, link)),
        (elsewhere, (sys.executable, "-I", link)),
        (elsewhere, (sys.executable, "-P", "ops")),
        (root, (sys.executable, "-P", "-m", "provenlab.tools.experiment_tracker_ops")),
        (elsewhere, (installed,)),
    ]
    for cwd, program in ways:
        assert "operations" in run(request, tmp_path, program=program, cwd=cwd).result, program


def test_files_beside_the_script_shadow_nothing(tmp_path: Path) -> None:
    root = BRIDGE.parent.parent
    copy = tmp_path / "copy"
    for folder in ("core", "adapters", "tools", "sql", "src"):
        shutil.copytree(
            root / folder, copy / folder, symlinks=True, ignore=shutil.ignore_patterns("__pycache__")
        )
    for name in ("json", "signal", "sqlite3", "pydantic", "provenlab"):
        (copy / "tools" / f"{name}.py").write_text("raise SystemExit('shadowed')")
    script = copy / "tools" / "experiment_tracker_ops.py"
    request = {"operation": "init_store", "dbPath": str(tmp_path / "lab.sqlite")}
    for cwd in (copy / "tools", tmp_path):
        done = run(request, tmp_path, program=(sys.executable, script), cwd=cwd)
        assert done.result["engine"] == "sqlite"
    # And a checkout whose links were lost, as on a file system without them.
    for link in (copy / "src" / "provenlab").iterdir():
        if link.is_symlink():
            os.unlink(link)
    assert run(request, tmp_path, program=(sys.executable, script)).result["engine"] == "sqlite"


@pytest.mark.parametrize("chosen", ["lab.txt", "mysql://host/lab", "postgresql://127.0.0.1:1/lab"])
def test_describe_asks_no_store(chosen: str, tmp_path: Path) -> None:
    done = run({"operation": "describe", "name": "describe"}, tmp_path, env={"EXPERIMENT_DB": chosen})
    assert list(done.result["operations"]) == ["describe"]
    assert list(tmp_path.iterdir()) == []
