"""Every code, provoked through the bridge: by a request, by a store, or planted where machines fail."""

import json
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from provenlab.core.operations.contract import error_codes
from tests.doors import BRIDGE
from tests.integration.bridge.processes import experiment, frame, run, served

CODES = error_codes()


def one_shot_errors(tmp_path: Path, *requests: dict[str, Any]) -> dict[str, Any]:
    """The error of the last request; those before it must succeed."""
    *before, last = requests
    for request in before:
        assert run(request, tmp_path).code == 0
    return run(last, tmp_path).error


def artifact(artifact_id: str, **more: Any) -> dict[str, Any]:
    named = {"artifactId": artifact_id, "kind": "ohlcv", "name": "bars", "textContent": "bars"}
    return {"operation": "publish_artifact", **named, **more}


def create(experiment_id: str, **more: Any) -> dict[str, Any]:
    return {"operation": "create_experiment", **experiment(experiment_id, **more)}


def to(status: str) -> dict[str, Any]:
    return {"operation": "update_status", "experimentId": "e", "status": status}


BY_REQUEST: dict[str, list[dict[str, Any]]] = {
    "invalid_request": [{}],
    "unknown_operation": [{"operation": "get_experimant"}],
    "validation_failed": [{"operation": "get_experiment", "experimentId": "not an id"}],
    "limit_exceeded": [create("e", config={"text": "x" * 1_100_000})],
    "not_initialised": [{"operation": "count_experiments"}],
    "not_found": [create("e"), {"operation": "get_experiment", "experimentId": "f"}],
    "conflict": [create("e"), create("e", name="another")],
    "invalid_transition": [create("e"), to("failed"), to("running")],
    "immutable": [
        artifact("a"),
        {"operation": "tombstone_artifact", "artifactId": "a"},
        create("e", inputs={"ohlcv": ["a"]}),
    ],
    "unreadable_content": [artifact("a", format="json", textContent="{")],
    "store_unavailable": [
        {"operation": "count_experiments", "dbPath": "postgresql://user:pass@127.0.0.1:1/lab"}
    ],
}


@pytest.mark.parametrize("code", BY_REQUEST)
def test_a_request_is_refused_with_the_code(code: str, tmp_path: Path) -> None:
    store = {"dbPath": str(tmp_path / "lab.sqlite")}
    error = one_shot_errors(
        tmp_path, *({**store, **each} if "operation" in each else each for each in BY_REQUEST[code])
    )
    assert (error["code"], error["type"], error["retryable"]) == (
        code,
        CODES[code]["type"],
        CODES[code]["retryable"],
    )


def garbage(path: Path) -> None:
    path.write_bytes(b"no database " * 1_000)


def foreign(path: Path) -> None:
    execute(path, "CREATE TABLE theirs (a)")


def newer(path: Path) -> None:
    run({"operation": "init_store", "dbPath": str(path)}, path.parent)
    execute(path, "INSERT INTO schema_migrations (version, name, applied_at) VALUES (9999, '9999_future', 0)")


def outdated(path: Path) -> None:
    run({"operation": "init_store", "dbPath": str(path)}, path.parent)
    execute(path, "UPDATE schema_migrations SET version = -version")


def execute(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    for trigger in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f'DROP TRIGGER "{trigger[0]}"')
    connection.execute(statement)
    connection.commit()
    connection.close()


BY_STORE: dict[str, Callable[[Path], None]] = {
    "store_corrupt": garbage,
    "foreign_store": foreign,
    "schema_newer": newer,
    "schema_outdated": outdated,
}


@pytest.mark.parametrize("code", BY_STORE)
def test_a_store_that_cannot_serve_is_told_by_the_code(code: str, tmp_path: Path) -> None:
    store = tmp_path / "lab.sqlite"
    BY_STORE[code](store)
    error = run({"operation": "count_experiments", "dbPath": str(store)}, tmp_path).error
    assert (error["code"], error["type"]) == (code, CODES[code]["type"])


PLANT = """
import sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "provenlab.adapters._sql.experiment_tracker":
            import provenlab.core.errors as errors
            raise {raised}
sys.meta_path.insert(0, Finder())
"""


def planted(tmp_path: Path, raised: str) -> dict[str, str]:
    folder = tmp_path / "plant"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(PLANT.format(raised=raised))
    return {"PYTHONPATH": str(folder)}


# Raised by machines: disks, permissions, other processes. Their adapters' tests make them real.
PLANTED = [
    "store_full",
    "store_read_only",
    "store_locked",
    "store_error",
    "blob_missing",
    "digest_mismatch",
    "uri_refused",
    "lease_lost",
]


@pytest.mark.parametrize("code", PLANTED)
def test_an_error_from_below_keeps_its_code(code: str, tmp_path: Path) -> None:
    env = planted(tmp_path, f"errors.{CODES[code]['type']}('why', {{'store': 's'}})")
    error = run(
        {"operation": "count_experiments", "dbPath": str(tmp_path / "lab.sqlite")}, tmp_path, env=env
    ).error
    assert error == {
        "error": "why",
        "type": CODES[code]["type"],
        "code": code,
        "details": {"store": "s"},
        "retryable": CODES[code]["retryable"],
    }


def test_a_fault_of_ours_is_told_by_its_type_alone(tmp_path: Path) -> None:
    env = planted(tmp_path, "KeyError('the payload')")
    request = frame(1, "count_experiments", dbPath=str(tmp_path / "lab.sqlite"))
    quiet = run(request, tmp_path, env=env)
    error = quiet.document["error"]
    assert (quiet.code, quiet.stderr, error["code"]) == (1, b"", -32603)
    assert error["data"]["code"] == "internal_error"
    assert error["data"]["details"] == {"exception": "KeyError"}
    assert b"payload" not in quiet.stdout
    asked = run(request, tmp_path, env={**env, "PROVENLAB_DEBUG": "1"})
    assert asked.stdout == quiet.stdout
    assert b"KeyError: 'the payload'" in asked.stderr


def test_a_session_goes_on_after_a_fault_of_ours(tmp_path: Path) -> None:
    env = planted(tmp_path, "RuntimeError()")
    session = frame(1, "count_experiments", dbPath=str(tmp_path / "lab.sqlite")) + frame(
        2, "describe", name="describe"
    )
    first, second = served(session, tmp_path, env=env)
    assert (first["error"]["code"], second["id"], "result" in second) == (-32603, 2, True)


@pytest.mark.parametrize("flags", [("-S",), ("-I", "-S")], ids=" ".join)
@pytest.mark.parametrize("arguments", [(), ("--serve",)], ids=["one-shot", "serve"])
def test_a_python_without_our_packages_says_what_is_missing(
    flags: tuple[str, ...], arguments: tuple[str, ...], tmp_path: Path
) -> None:
    done = run(b'{"operation":"describe"}', tmp_path, *arguments, program=(sys.executable, *flags, BRIDGE))
    error = done.error
    assert (error["code"], error["details"]["package"]) == ("missing_extra", "pydantic")
    assert error["details"]["python"] == sys.executable


@pytest.mark.parametrize(
    ("module", "store"), [("duckdb", "lab.duckdb"), ("psycopg", "postgresql://127.0.0.1:1/x")]
)
def test_an_engine_that_is_not_installed_is_named(module: str, store: str, tmp_path: Path) -> None:
    folder = tmp_path / "none"
    folder.mkdir()
    names = (module, f"_{module}")
    (folder / "sitecustomize.py").write_text(f"import sys\nfor name in {names!r}: sys.modules[name] = None\n")
    place = store if "://" in store else str(tmp_path / store)
    done = run({"operation": "init_store", "dbPath": place}, tmp_path, env={"PYTHONPATH": str(folder)})
    assert done.error["code"] == "missing_extra"
    assert module in done.error["error"]


def test_every_code_is_provoked_by_some_test() -> None:
    # invalid_json by the corpus, interrupted by signals; the champion's by the suites of models.
    others = {"invalid_json", "interrupted", "internal_error", "missing_extra"}
    of_models = {"no_champion", "no_rollback_target", "drift", "unusable_model"}
    of_evaluations = {"compute_lost"}
    of_retention = {"expired"}
    of_http = {"unauthenticated", "forbidden", "timed_out"}
    elsewhere = others | of_models | of_evaluations | of_retention | of_http
    assert {*BY_REQUEST, *BY_STORE, *PLANTED, *elsewhere} == set(CODES)


def test_a_password_in_a_url_is_in_no_error(tmp_path: Path) -> None:
    for url in (
        "postgresql://user:hunter2@127.0.0.1:1/lab",
        "postgresql://user:hunter2@127.0.0.1:notaport/lab",
        "postgresql://127.0.0.1:1/lab?password=hunter2",
        "mysql://user:hunter2@host/lab",
        "postgresql://user:hunter2@[::1/lab",
    ):
        done = run({"operation": "count_experiments", "dbPath": url}, tmp_path)
        assert done.error["code"] in ("store_unavailable", "validation_failed")
        assert b"hunter2" not in done.stdout


# Not of the shape of an id: by those an error does name its record.
SECRET = "hunter2 is my pass-word/\u00e9"


def variants(value: Any, replacement: Any) -> list[Any]:
    """The value with each part of it, one at a time, replaced."""
    found = [replacement]
    if isinstance(value, dict):
        for key, item in value.items():
            found += [{**value, key: each} for each in variants(item, replacement)]
    elif isinstance(value, list):
        for index, item in enumerate(value):
            found += [[*value[:index], each, *value[index + 1 :]] for each in variants(item, replacement)]
    return found


def test_no_error_repeats_a_value_of_its_request(tmp_path: Path) -> None:
    vectors = json.loads((BRIDGE.parent.parent / "clients" / "vectors.json").read_text(encoding="utf-8"))
    session, count = b"", 0
    store = str(tmp_path / "lab.sqlite")
    for name, bases in vectors["bases"].items():
        for replacement in (SECRET, [SECRET], {"a": SECRET}):
            for params in variants(bases["full"], replacement)[1:]:
                # A real error, not one of the missing store: whatever is accepted may run.
                session += frame(count, name, **{**params, "dbPath": store})
                count += 1
    replies = served(frame(-1, "init_store", dbPath=store) + session, tmp_path)[1:]
    assert len(replies) == count > 300
    errors = [reply for reply in replies if "error" in reply]
    assert len(errors) > 200
    said = [reply for reply in errors if "hunter2" in json.dumps(reply, ensure_ascii=False)]
    assert said == []
