"""The TypeScript client as npm would hand it out, used by a project that has nothing else of the checkout."""

import json
import re
import tarfile
from pathlib import Path

import pytest

from tests.e2e.typescript_client import CLIENT, ROOT, compile_client, run_quietly

_BLOCK = re.compile(r"^```ts\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SETTINGS = {
    "compilerOptions": {
        "strict": True,
        "exactOptionalPropertyTypes": True,
        "target": "es2022",
        "module": "nodenext",
        "types": ["node"],
    }
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked package."""
    place = tmp_path_factory.mktemp("package")
    compile_client()
    run_quietly("npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", place, cwd=CLIENT)
    with tarfile.open(next(place.glob("*.tgz"))) as archive:
        archive.extractall(place, filter="data")
    return place / "package"


@pytest.fixture(scope="module")
def project(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that depends on the package and on what the package depends on."""
    place = tmp_path_factory.mktemp("project")
    modules = place / "node_modules"
    modules.mkdir()
    package.rename(modules / "provenlab")
    for name in ("zod", "@types", "undici-types"):
        (modules / name).symlink_to(CLIENT / "node_modules" / name)
    (place / "package.json").write_text('{"type": "module"}')
    (place / "tsconfig.json").write_text(json.dumps(_SETTINGS))
    readme = (modules / "provenlab/README.md").read_text()
    lifecycle, errors, without_python = _BLOCK.findall(readme)
    (place / "lifecycle.ts").write_text(lifecycle)
    (place / "errors.ts").write_text(lifecycle + errors)
    (place / "without_python.ts").write_text(without_python)
    run_quietly(CLIENT / "node_modules/.bin/tsc", "-p", place)
    return place


def test_the_package_holds_code_types_contract_and_licence_and_nothing_else(project: Path) -> None:
    package = project / "node_modules/provenlab"
    files = {str(path.relative_to(package)) for path in package.rglob("*") if path.is_file()}
    assert {"README.md", "package.json", "dist/LICENSE", "dist/index.js", "dist/index.d.ts"} <= files
    assert {Path(name).suffix for name in files} == {"", ".js", ".ts", ".json", ".md"}
    assert not [name for name in files if name.endswith(".ts") and not name.endswith(".d.ts")]
    assert (package / "dist/contract.json").read_bytes() == (ROOT / "clients/contract.json").read_bytes()
    manifest = json.loads((package / "package.json").read_text())
    assert list(manifest["dependencies"]) == ["zod"]


def test_the_readme_runs_against_the_bridge(project: Path) -> None:
    run_quietly("node", project / "lifecycle.js", cwd=project)
    script = (
        'import { ExperimentTrackerAdapter } from "provenlab";'
        'const tracker = new ExperimentTrackerAdapter("lab.duckdb");'
        'const { status, outputs } = await tracker.getExperiment("exp-123");'
        "console.log(JSON.stringify([status, outputs]));"
    )
    answer = run_quietly("node", "--input-type=module", "-e", script, cwd=project)
    assert json.loads(answer) == ["completed", {"metrics": "metrics-1"}]


def test_a_host_is_tested_without_python(project: Path) -> None:
    assert run_quietly("node", project / "without_python.js", cwd=project) == "[]\n"
