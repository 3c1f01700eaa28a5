"""Operations over HTTP do what they do elsewhere, and say it in HTTP's own words."""

import gzip
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from provenlab.core.operations import MODULES
from provenlab.core.operations.registry import Effect, all_operations
from tests.doors import DirectDoor, refusal
from tests.integration.cli.laboratory import fill, fill_through
from tests.integration.http.door import HttpDoor, client_of
from tests.integration.kept_stores import FOLDER
from tests.labs import Bench, opened

READS: list[tuple[str, dict[str, Any]]] = [
    ("list_runs", {"filter": {"tags": ["gpu", "night"], "order": {"metric": "auc"}, "limit": 2}}),
    ("list_runs", {"filter": {"metric": {"key": "auc", "atLeast": 0.92}, "limit": None}}),
    ("list_experiments", {"filter": {"status": "completed", "minCreatedAt": "2025-03-01T00:00:00+00:00"}}),
    ("get_run", {"runId": "run-3"}),
    ("compare_runs", {"runIds": ["run-1", "run-2", "run-3"]}),
    ("get_metric_series", {"runId": "run-1", "key": "loss", "limit": 7}),
    ("find_by_input_artifacts", {"artifactIds": ["bars-1", "clean-1"], "match": "all", "transitive": True}),
    ("get_lineage", {"artifactId": "bars-1", "direction": "downstream"}),
    ("query_journal", {"tags": ["lr"], "byResult": {"key": "auc"}, "text": "higher"}),
    ("similar_trials", {"config": {"lr": 0.2, "depth": 6, "loss": "\u4e2d & = + %"}, "k": 3}),
    (
        "find_trial",
        {
            "config": {"lr": 0.1},
            "trial": {"cohort": "spring", "evaluator": {"kind": "backtest", "version": "3"}},
        },
    ),
    ("get_artifact", {"artifactId": "clean-1"}),
    ("get_run_card", {"runId": "run-1", "format": "html"}),
    ("why_champion", {}),
    ("champion_at", {"instant": "2025-03-01T14:00:00Z"}),
    ("count_jobs", {}),
    ("describe_store", {}),
    ("describe", {"name": "get_run"}),
    ("verify_store", {"readBlobs": True}),
]


def test_what_is_sent_leaves_the_store_that_calls_leave(served: Bench, call: HttpDoor) -> None:
    fill_through(call, served)
    with opened("memory:") as other:
        fill(other)
        direct = DirectDoor(other.lab)
        here = DirectDoor(served.lab)
        for operation, params in READS:
            if operation != "describe_store":
                assert here(operation, **params) == direct(operation, **params), operation


def test_reads_answer_as_in_process(served: Bench, call: HttpDoor) -> None:
    fill(served)
    direct = DirectDoor(served.lab)
    for operation, params in READS:
        assert call(operation, **params) == direct(operation, **params), operation


def test_every_operation_has_one_way_in_and_its_effect_is_the_method(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    found = {path.removeprefix("/v1/"): set(ways) for path, ways in document["paths"].items()}
    wanted = {each.name: {"get" if each.effect is Effect.READ else "post"} for each in all_operations()}
    assert {name: found[name] for name in MODULES} == wanted
    for each in all_operations():
        wrong = client.get if each.effect is Effect.WRITE else client.post
        answer = wrong(f"/v1/{each.name}")
        assert (answer.status_code, answer.json()["code"]) == (405, "invalid_request")


def test_pages_are_linked_until_the_last(served: Bench, client: TestClient) -> None:
    fill(served)
    url, seen = "/v1/list_runs?limit=2&kind=train", []
    while url:
        answer = client.get(url)
        seen += [each["runId"] for each in answer.json()["items"]]
        link = answer.headers.get("Link")
        assert (link is None) == ("nextCursor" not in answer.json())
        url = "" if link is None else link.partition(">")[0].removeprefix("<")
        if url:
            assert link is not None
            assert link.endswith('; rel="next"')
            assert set(parse_qs(urlsplit(url).query)) == {"limit", "kind", "cursor"}
    whole = client.get("/v1/list_runs?kind=train&limit=null").json()["items"]
    assert seen == [each["runId"] for each in whole]
    assert len(seen) > 2


@pytest.mark.parametrize(
    ("url", "field", "parameters"),
    [
        (
            "/v1/list_experiments?limit=1&min_created_at=2000-01-01T00:00:00Z",
            "experimentId",
            {"limit", "min_created_at", "cursor"},
        ),
        ("/v1/get_metric_series?run_id=run-1&limit=1&after_seq=-1", "seq", {"run_id", "limit", "afterSeq"}),
    ],
)
def test_plain_lists_are_linked_while_their_pages_are_full(
    served: Bench, client: TestClient, url: str, field: str, parameters: set[str]
) -> None:
    fill(served)
    whole = [each[field] for each in client.get(url.replace("limit=1", "limit=null")).json()]
    seen: list[object] = []
    while url:
        answer = client.get(url)
        seen += [each[field] for each in answer.json()]
        url = answer.headers.get("Link", "").partition(">")[0].removeprefix("<")
        assert not url or set(parse_qs(urlsplit(url).query)) == parameters
    assert seen == whole
    assert len(seen) >= 2
    assert "Link" not in client.get("/v1/list_experiments").headers


def test_snake_case_is_taken_as_everywhere(served: Bench, client: TestClient) -> None:
    fill(served)
    assert client.get("/v1/get_run", params={"run_id": "run-1"}).json()["runId"] == "run-1"


@pytest.mark.parametrize(
    ("query", "path", "said"),
    [
        ("limit=x", "limit", "a number, true, false or null"),
        ("limit=-1", "limit", "greater than or equal to 0"),
        ("limit=1&limit=2", "limit", "is given twice"),
        (
            "limit=1&min_created_at=2025-01-01T00:00:00Z&minCreatedAt=2025-01-01T00:00:00Z",
            "minCreatedAt",
            "twice",
        ),
        ("status=great", "status", "pending"),
        ("order=auc", "order", "is not written as JSON"),
        ("order=%7B%22metric%22%3A1%7D", "order.metric", "string"),
        ("colour=red", "colour", "is no parameter of list_runs; it has cursor, dataset"),
        ("filter=%7B%7D", "filter", "is no parameter of list_runs"),
        ("name=a%00b", "name", "NUL"),
        ("tags=", "tags[0]", "at least 1"),
        ("metric=%7B%22key%22%3A%22auc%22%2C%22atLeast%22%3A1e999%7D", "metric", "range of a double"),
    ],
)
def test_a_wrong_parameter_is_named(client: TestClient, query: str, path: str, said: str) -> None:
    answer = client.get(f"/v1/list_runs?{query}")
    document = answer.json()
    assert (answer.status_code, document["code"]) == (422, "validation_failed")
    assert [each["path"] for each in document["details"]["faults"]] == [path]
    assert said in document["error"]


def test_errors_have_the_status_of_their_code(served: Bench, client: TestClient, call: HttpDoor) -> None:
    fill(served)
    assert client.get("/v1/get_run?runId=no-such").status_code == 404
    assert client.post("/v1/heartbeat", json={"runId": "run-1"}).status_code == 409
    assert client.get("/v1/get_champion_info?modelName=other").status_code == 404
    assert refusal(call, "get_champion_info", modelName="other").code == "no_champion"
    assert refusal(call, "start_run", name="n", config={}, leaseSeconds=-1.0).paths == ["leaseSeconds"]


def test_a_store_that_is_not_there_is_told_and_not_made(tmp_path: Any) -> None:
    path = tmp_path / "lab.sqlite"
    with opened(str(path)) as bench, client_of(bench) as client:
        answer = client.get("/v1/list_runs")
        assert (answer.status_code, answer.json()["code"]) == (409, "not_initialised")
        assert not path.exists()
        assert client.get("/v1/describe").status_code == 200


def test_a_store_of_an_earlier_release_is_told_and_not_migrated_by_a_question(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    path.write_bytes(gzip.decompress((FOLDER / "v9.sqlite.gz").read_bytes()))
    with opened(str(path)) as bench, client_of(bench) as client:
        refused = client.get("/v1/list_runs")
        assert (refused.status_code, refused.json()["code"]) == (409, "schema_outdated")
        assert client.post("/v1/init_store", json={}).status_code == 200
        assert client.get("/v1/list_runs").status_code == 200


def test_an_answer_that_is_too_large_tells_how_to_get_less(served: Bench) -> None:
    from provenlab.tools.http.door import Limits

    fill(served)
    with client_of(served, limits=Limits(reply_bytes=2_000)) as client:
        answer = client.get("/v1/list_runs")
        assert (answer.status_code, answer.json()["code"]) == (413, "limit_exceeded")
        assert client.get("/v1/list_runs?limit=0").status_code == 200


def test_a_read_that_takes_too_long_is_given_up_and_a_write_never(
    served: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    from provenlab.tools.http.door import Limits

    gate = threading.Event()
    entered = served.lab.store.__class__.description

    def slow(store: Any) -> Any:
        gate.wait(0.2)
        return entered(store)

    monkeypatch.setattr(served.lab.store.__class__, "description", slow)
    with client_of(served, limits=Limits(read_s=0.01)) as client:
        answer = client.get("/v1/describe_store")
        assert (answer.status_code, answer.json()["code"], answer.json()["retryable"]) == (
            504,
            "timed_out",
            True,
        )
        assert answer.headers["Retry-After"] == "1"
        assert client.post("/v1/init_store", json={}).status_code == 200
