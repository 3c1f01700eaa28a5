"""What one call loads: a host pays for each module at every call.

Who adds a module to these lists has measured it, or found a way to import it where it is used.
"""

import sys
from pathlib import Path
from typing import Any

import pytest

from tests.integration.bridge.processes import experiment, run

PACKAGES = {
    "provenlab",
    "pydantic",
    "pydantic_core",
    "annotated_types",
    "typing_extensions",
    "typing_inspection",
    "rfc8785",
}
OF_ENGINE = {"sqlite": set[str](), "duckdb": {"_duckdb"}, "postgres": {"psycopg", "psycopg_binary"}}
WATCH = """
import os, sys
leave, before = os._exit, set(sys.modules)
def report(code):
    with open(os.environ["REPORT"], "w") as file:
        file.write("\\n".join(name for name, module in sys.modules.items() if module and name not in before))
    leave(code)
os._exit = report
"""

BRIDGE_MODULES = """
    tools tools.bridge tools.bridge.calls tools.bridge.envelope tools.bridge.limits tools.bridge.main
    tools.bridge.no_plugins tools.bridge.one_shot tools.bridge.outline tools.bridge.replies
    tools.bridge.signals tools.bridge.strict_json tools.bridge.wire tools.compose tools.compose_blobs
    tools.compose_evaluations tools.compose_experiments tools.dispatch tools.later tools.places
    core core.errors core.models core.models.experiment core.models.instant core.models.metric
    core.models.number core.models.page core.models.provenance core.models.remark core.models.status
    core.models.text core.models.value
    core.operations core.operations.experiments core.operations.lab core.operations.registry core.ports
    core.ports.clock core.ports.progress core.rules core.rules.canonical_json core.rules.digests
    core.rules.experiment_changes core.rules.limits core.rules.state_machine core.services
    core.services.experiments
    adapters adapters.system adapters.system.clock adapters.system.ids adapters.wrappers
    adapters.wrappers.read_only adapters.files adapters.files.os_errors adapters._sql adapters._sql.creation
    adapters._sql.damage adapters._sql.database adapters._sql.experiment_listing
    adapters._sql.experiment_rows adapters._sql.experiment_tracker adapters._sql.migrations
    adapters._sql.queries adapters._sql.store
"""
CREATE_MODULES = """
    adapters._sql.artifact_catalog adapters._sql.artifact_rows core.models.artifact core.models.blob
    core.ports.artifact_catalog
    core.rules.artifact_changes
"""
ENGINE_MODULES = {
    "sqlite": """
        adapters.sqlite adapters.sqlite.connection adapters.sqlite.errors adapters.sqlite.schema
        adapters.sqlite.session adapters.sqlite.store
    """,
    "duckdb": """
        adapters.duckdb adapters.duckdb.driver adapters.duckdb.errors adapters.duckdb.handle
        adapters.duckdb.idle adapters.duckdb.schema adapters.duckdb.session adapters.duckdb.store
        adapters.files.lock_holders adapters.files.turnstile
    """,
    "postgres": """
        adapters.postgres adapters.postgres.address adapters.postgres.connections adapters.postgres.errors
        adapters.postgres.schema adapters.postgres.session adapters.postgres.statements
        adapters.postgres.store
    """,
}
# Each would cost 5 to 50 ms; the driver of PostgreSQL brings some of them itself.
HEAVY = {
    "argparse",
    "asyncio",
    "concurrent",
    "csv",
    "difflib",
    "email",
    "http",
    "importlib.metadata",
    "logging",
    "multiprocessing",
    "shutil",
    "socket",
    "ssl",
    "subprocess",
    "tempfile",
    "traceback",
    "unittest",
    "xml",
    "zipfile",
}
NEVER = {"duckdb", "numpy", "pandas", "pyarrow", "sqlalchemy", "mlflow", "jsonschema"}


def loaded(request: dict[str, Any], home: Path) -> set[str]:
    """The modules that a process holds when it has answered a request, and did not hold at its start."""
    folder = home / "watch"
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(WATCH)
    report = home / "modules"
    done = run(request, home, env={"PYTHONPATH": str(folder), "REPORT": str(report)})
    assert (done.code, done.stderr) == (0, b""), done
    return set(report.read_text().split())


@pytest.fixture(params=["sqlite", "duckdb", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """An engine, and a store of it that exists."""
    engine: str = request.param
    url = (
        str(tmp_path / f"lab.{engine}")
        if engine != "postgres"
        else request.getfixturevalue("fresh_postgres_url")
    )
    assert run({"operation": "init_store", "dbPath": url}, tmp_path).code == 0
    return engine, url


def test_a_call_loads_what_it_needs_and_no_more(store: tuple[str, str], tmp_path: Path) -> None:
    engine, url = store
    # More than one text for the same name: stores are shared between tests, ids are not.
    name = f"e-{tmp_path.name}"[:100].replace("[", ".").replace("]", ".")
    created = loaded({"operation": "create_experiment", "dbPath": url, **experiment(name)}, tmp_path)
    got = loaded({"operation": "get_experiment", "dbPath": url, "experimentId": name}, tmp_path)
    always = set(f"{BRIDGE_MODULES} {ENGINE_MODULES[engine]}".split())
    assert own(got) - always == set()
    assert own(created) - always - set(CREATE_MODULES.split()) == set()
    for modules in (created, got):
        assert foreign(modules) == PACKAGES | OF_ENGINE[engine]
        assert modules & NEVER == set()
        if engine != "postgres":
            assert modules & HEAVY == set()


def own(modules: set[str]) -> set[str]:
    return {name.removeprefix("provenlab.") for name in modules if name.startswith("provenlab.")}


def foreign(modules: set[str]) -> set[str]:
    tops = {name.partition(".")[0] for name in modules}
    compiled = {name for name in tops if "cython" in name or name.startswith("_sysconfigdata")}
    return tops - compiled - sys.stdlib_module_names


def test_the_list_would_notice_a_module_too_many(tmp_path: Path) -> None:
    request = {"operation": "describe", "name": "describe"}
    modules = loaded(request, tmp_path)
    assert own(modules) - set(BRIDGE_MODULES.split()) >= {
        "core.operations.contract",
        "core.operations.describe",
    }


def test_operations_of_every_kind_load_only_their_own_module(tmp_path: Path) -> None:
    store = str(tmp_path / "lab.sqlite")
    assert run({"operation": "init_store", "dbPath": store}, tmp_path).code == 0
    modules = own(loaded({"operation": "list_artifacts", "dbPath": store}, tmp_path))
    assert "core.services.lineage" not in modules
    assert "adapters._sql.audit" not in modules
    modules = own(loaded({"operation": "count_experiments", "dbPath": store}, tmp_path))
    assert not {"core.operations.artifacts", "core.operations.lineage", "core.operations.store"} & modules
