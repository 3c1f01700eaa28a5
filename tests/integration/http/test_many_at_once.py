"""Many requests at once, on every store."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.doors import DirectDoor
from tests.integration.http.door import HttpDoor, client_of
from tests.labs import BACKENDS, opened

# DuckDB opens its file for every operation.
CLIENTS = {"duckdb": 4}
MANY, RUNS = 12, 2


@pytest.mark.parametrize("backend", BACKENDS)
def test_many_requests_at_once_lose_nothing(backend: str, new_url: Callable[[str], str]) -> None:
    clients = CLIENTS.get(backend, MANY)
    with opened(new_url(backend)) as bench:
        with client_of(bench) as client:
            call = HttpDoor(client)

            def work(number: int) -> list[str]:
                done = []
                for turn in range(RUNS):
                    run_id = f"run-{number}-{turn}"
                    call("start_run", runId=run_id, name="n", config={"number": number}, tags=[f"t{number}"])
                    call("report_progress", runId=run_id, events=[_event(turn)])
                    call("finish_run", runId=run_id, metrics={"auc": number / clients})
                    found = call("list_runs", filter={"tags": [f"t{number}"], "status": "completed"})["items"]
                    assert {each["runId"] for each in found} == {
                        f"run-{number}-{at}" for at in range(turn + 1)
                    }
                    content = client.get(f"/v1/artifacts/{_metrics_of(call, run_id)}/content").json()
                    assert content == {"auc": number / clients}
                    done.append(run_id)
                return done

            with ThreadPoolExecutor(clients) as pool:
                done = [each for some in pool.map(work, range(clients)) for each in some]
        direct = DirectDoor(bench.lab)
        stored = direct("list_runs", filter={"limit": None, "status": "completed"})["items"]
        assert {each["runId"] for each in stored} == set(done)
        assert direct("verify_store")["findings"] == []


def _metrics_of(call: HttpDoor, run_id: str) -> str:
    (found,) = call("list_artifacts", filter={"producerId": run_id})["items"]
    return str(found["artifactId"])


def _event(seq: int) -> dict[str, object]:
    return {"clientSeq": seq, "kind": "progress", "at": "2025-03-01T12:00:00Z", "percent": 50.0}
