"""The same pages over every other place in which a lab keeps its things."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from starlette.testclient import TestClient

from provenlab.tools.compose import open_parts
from provenlab.tools.pages.entrance import Entrance
from provenlab.tools.pages.places import PLACES
from provenlab.tools.pages.site import site
from tests.browser.served import served
from tests.doors import DirectDoor
from tests.integration.cli.laboratory import MODEL, fill
from tests.integration.mlflow.stores import new_mlflow_database
from tests.integration.pages.browsing import HOME, browser_of, reading_of
from tests.integration.pages.test_actions import form_at, send
from tests.labs import opened
from tests.object_storage import object_storage

_WRITES = 3
_COMPARED = {"run": ["run-1", "run-2"]}


@contextmanager
def lab_with_pages(store: Path, entrance: Entrance | None = None) -> Iterator[tuple[DirectDoor, TestClient]]:
    """A way to write into a lab, and a browser of its pages, which have an own connection."""
    writer = open_parts(str(store))
    app, door = site(open_parts(str(store)), entrance=entrance)
    try:
        with TestClient(app, base_url=HOME, raise_server_exceptions=False) as browser:
            yield DirectDoor(writer), browser
    finally:
        door.close()
        writer.close()


def test_every_page_is_shown_over_postgres(new_url: Callable[[str], str]) -> None:
    with opened(new_url("postgres")) as bench:
        fill(bench)
        ids = _ids(DirectDoor(bench.lab))
        with browser_of(bench) as browser:
            for place in PLACES:
                answer = browser.get(place.format(**ids), params=_COMPARED if place == "/compare" else None)
                assert answer.status_code == 200, place


def _ids(call: DirectDoor) -> dict[str, str]:
    known = {"run_id": "run-1", "experiment_id": "exp-1", "entry_id": "2", "job_id": "job-1", "version": "1"}
    evaluated = call("get_evaluation", evaluationId="eval-1")
    found = {
        "cohort_id": evaluated["cohortId"],
        "candidate_id": evaluated["candidateIds"][0],
        "scenario_id": call("list_scenarios")["items"][0]["scenarioId"],
    }
    return {**known, **found, "model_name": MODEL, "artifact_id": "bars-1", "evaluation_id": "eval-1"}


def test_what_lies_in_object_storage_is_previewed_and_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = object_storage()
    with service.environment():
        monkeypatch.setenv("PROVENLAB_BLOBS", f"s3://{service.new_bucket()}")
        with lab_with_pages(tmp_path / "lab.sqlite") as (call, browser):
            bars = "date,close\n2024-01-02,185.64\n"
            call(
                "publish_artifact", artifactId="bars", kind="ohlcv", name="b", format="csv", textContent=bars
            )
            page = reading_of(browser.get("/artifacts/bars").text)
            content = browser.get("/artifacts/bars/content")
    assert "2024-01-02 185.64" in page.text
    assert content.text == bars


def test_models_that_are_kept_in_mlflow_are_shown_and_promoted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROVENLAB_TRACKING_URI", new_mlflow_database(tmp_path))
    entrance = Entrance("bob")
    with lab_with_pages(tmp_path / "lab.sqlite", entrance) as (call, browser):
        for auc in (0.9, 0.93):
            call("log_model_version", config={"lr": 0.1}, metrics={"auc": auc})
        call("promote_to_champion", version=1, reason="the first", actor="ana")
        for address in ("/models", f"/models/{MODEL}", f"/models/{MODEL}/1", f"/models/{MODEL}/2"):
            answer = browser.get(address)
            assert answer.status_code == 200
            assert "0.9" in answer.text
        browser.get(entrance.address)
        address = f"/actions/promote?model={MODEL}&version=2"
        assert send(browser, address, form_at(browser, address) | {"reason": "better"})[0] == 200
        story = reading_of(browser.get(f"/models/{MODEL}").text).text
        assert "Why version 2 is the champion" in story
        assert "by bob: better" in story
        assert call("get_model_version", modelName=MODEL, version=2)["aliases"] == ["champion"]


def test_a_server_of_pages_leaves_a_duckdb_store_to_writers_of_other_processes(
    new_url: Callable[[str], str], tmp_path: Path
) -> None:
    store = Path(new_url("duckdb"))
    with served(store, tmp_path / "home") as (address, _):
        for number in range(_WRITES):
            # A lock that the server held on to would not go away by waiting.
            writer = open_parts(str(store), lock_timeout_ms=10_000)
            DirectDoor(writer)("start_run", runId=f"run-{number}", name=f"night {number}", config={})
            writer.close()
            with urlopen(f"{address}/runs") as answer:
                assert f"night {number}" in answer.read().decode()
