"""One package, `provenlab`, however it is reached: checkout, sdist or wheel."""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture.source_tree import CODE_FOLDERS, ROOT

PACKAGE = ROOT / "src" / "provenlab"


def build(source: Path, target: str, into: Path) -> Path:
    """Builds without isolation: the backend is in the lock, so nothing is downloaded."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(into)]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = into.iterdir()
    return made


def wheel_by_way_of_sdist(tree: Path, into: Path) -> Path:
    sdist = build(tree, "sdist", into / "sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(into / "unpacked", filter="data")
    (source,) = (into / "unpacked").iterdir()
    return build(source, "wheel", into / "wheel")


def members(wheel: Path) -> dict[str, str]:
    """Name -> sha256 of the content."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}


def top_level_names(wheel: Path) -> set[str]:
    """What an installation adds beside the metadata folder."""
    names = {name.split("/")[0] for name in members(wheel)}
    return {name for name in names if not name.endswith(".dist-info")}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def wheel_from_sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return wheel_by_way_of_sdist(ROOT, tmp_path_factory.mktemp("sdist"))


def test_links_and_included_folders_and_real_folders_agree() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        targets = tomllib.load(file)["tool"]["hatch"]["build"]["targets"]
    links = {path.name: os.readlink(path) for path in PACKAGE.iterdir() if path.is_symlink()}
    assert links == {name: f"../../{name}" for name in CODE_FOLDERS}
    assert targets["wheel"]["force-include"] == {name: f"provenlab/{name}" for name in CODE_FOLDERS}
    assert set(CODE_FOLDERS) <= set(targets["sdist"]["only-include"])
    assert [name for name in CODE_FOLDERS if not (ROOT / name).is_dir() or (ROOT / name).is_symlink()] == []


def test_the_wheel_from_the_sdist_equals_the_one_from_the_tree(wheel: Path, wheel_from_sdist: Path) -> None:
    assert members(wheel) == members(wheel_from_sdist)


def test_the_wheel_installs_only_provenlab(wheel: Path) -> None:
    assert top_level_names(wheel) == {"provenlab"}


def test_the_wheel_holds_every_source_file(wheel: Path) -> None:
    sources = {
        f"provenlab/{path.relative_to(ROOT)}"
        for folder in CODE_FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".sql", ".html", ".css", ".js", ".svg"}
    }
    held = members(wheel).keys()
    assert sources <= held
    assert {"provenlab/__init__.py", "provenlab/__main__.py", "provenlab/py.typed"} <= held
    assert [name for name in held if name.endswith(".pyc")] == []


def test_the_wheel_installs_the_bridge_and_the_command_line(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith("entry_points.txt"))
        commands = archive.read(name).decode()
    assert "experiment-tracker-ops = provenlab.tools.bridge.main:main" in commands
    assert "provenlab = provenlab.tools.cli.main:main" in commands


def test_an_installed_wheel_imports_from_where_it_lies(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    assert imported_core(tmp_path) == str(tmp_path / "provenlab/core/__init__.py")


def test_the_editable_install_imports_the_checkout_and_no_copy() -> None:
    assert Path(imported_core()).resolve() == ROOT / "core/__init__.py"


def test_a_checkout_without_links_still_imports(tmp_path: Path) -> None:
    for name in ("__init__.py", "py.typed"):
        target = tmp_path / "src/provenlab" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((PACKAGE / name).read_bytes())
    (tmp_path / "core").mkdir()
    (tmp_path / "core/__init__.py").touch()
    assert imported_core(tmp_path / "src") == str(tmp_path / "core/__init__.py")


@pytest.fixture
def planted(tmp_path: Path) -> Callable[[str, str], Path]:
    """Copies the tree with one line of its build configuration changed."""

    def plant(line: str, fault: str) -> Path:
        copy = tmp_path / "planted"
        for folder in (*CODE_FOLDERS, "src"):
            shutil.copytree(ROOT / folder, copy / folder, symlinks=True)
        for name in ("README.md", "LICENSE"):
            shutil.copy(ROOT / name, copy)
        configuration = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
        assert configuration.count(line) == 1
        (copy / "pyproject.toml").write_text(configuration.replace(line, fault), encoding="utf-8")
        return copy

    return plant


def test_a_planted_omission_from_the_sdist_makes_the_wheels_differ(
    planted: Callable[[str, str], Path], tmp_path: Path
) -> None:
    only = "only-include = [\n    "
    tree = planted(only, 'exclude = ["core/errors.py"]\n' + only)
    assert members(build(tree, "wheel", tmp_path / "direct")) != members(
        wheel_by_way_of_sdist(tree, tmp_path)
    )


def test_a_planted_top_level_package_is_seen_in_the_wheel(
    planted: Callable[[str, str], Path], tmp_path: Path
) -> None:
    tree = planted('core = "provenlab/core"', 'core = "core"')
    assert top_level_names(build(tree, "wheel", tmp_path / "direct")) == {"provenlab", "core"}


def imported_core(*first_on_path: Path) -> str:
    """Where a fresh interpreter finds provenlab.core."""
    script = f"import sys; sys.path[:0] = {[str(path) for path in first_on_path]}; "
    script += "import provenlab.core; print(provenlab.core.__file__)"
    command = [sys.executable, "-I", "-c", script]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
