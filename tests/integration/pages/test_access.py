"""Who may ask for pages, what a browser may do with them, and what is refused."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from provenlab.core.errors import Forbidden, ValidationFailed
from provenlab.tools.http.server import ServeOptions
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.places import PLACES
from provenlab.tools.pages.rendering import static_address
from provenlab.tools.pages.server import serve_pages
from tests.integration.pages.browsing import browser_of, reading_of
from tests.labs import Bench, open_bench, opened


def _address(place: str) -> str:
    ids = {"run_id": "run-1", "experiment_id": "exp-1", "entry_id": "1", "job_id": "job-1", "version": "1"}
    hashes = dict.fromkeys(("candidate_id", "cohort_id", "scenario_id"), "0" * 64)
    return place.format(
        **ids, **hashes, model_name="provenlab-model", artifact_id="bars-1", evaluation_id="ev-1"
    )


@pytest.mark.parametrize("place", [*PLACES, "/artifacts/{artifact_id}/content", "/static/pages.css"])
def test_another_host_and_another_origin_are_refused_everywhere(browser: TestClient, place: str) -> None:
    address = _address(place)
    for headers in (
        {"Host": "evil.example"},
        {"Host": "localhost.evil.example"},
        {"Origin": "http://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
    ):
        answer = browser.get(address, headers=headers)
        assert answer.status_code == 403, headers
        assert "forbidden" in reading_of(answer.text).text


@pytest.mark.parametrize("place", PLACES)
def test_whatever_would_write_is_refused(browser: TestClient, place: str) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert browser.request(method, _address(place)).status_code == 403


def test_a_browser_runs_and_fetches_nothing_but_our_own_files(browser: TestClient) -> None:
    for address in ("/", "/runs/run-1", "/nowhere"):
        answer = browser.get(address)
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["x-request-id"]
        page = reading_of(answer.text)
        assert [each.attributes.get("src") for each in page.all("script")] == [static_address("live.js")]
        assert page.all("style") == []
        assert not any(
            name.startswith("on") or name == "style" for e in page.elements for name in e.attributes
        )


def test_a_card_is_shown_apart_from_everything(browser: TestClient) -> None:
    policy = browser.get("/runs/run-1/card").headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; sandbox;")


def test_the_bytes_of_an_artifact_are_only_ever_saved(browser: TestClient) -> None:
    answer = browser.get("/artifacts/clean-1/content")
    assert answer.json() == {"close": [1.5, 2]}
    assert answer.headers["content-disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/nowhere", 404, "not_found"),
        ("/runs/", 404, "not_found"),
        ("/runs/none", 404, "not_found"),
        ("/runs/a%20b", 422, "validation_failed"),
        ("/journal/none", 422, "validation_failed"),
        ("/journal/999", 404, "not_found"),
        ("/models/provenlab-model/x", 422, "validation_failed"),
        ("/runs?limit=0", 422, "validation_failed"),
        ("/runs?limit=%D9%A3", 422, "validation_failed"),
        ("/runs?limit=0000001001", 422, "validation_failed"),
        (f"/runs?limit=0000001{'0' * 5_000}", 422, "validation_failed"),
        ("/runs?status=broken", 422, "validation_failed"),
        ("/runs?metric=auc&atLeast=much", 422, "validation_failed"),
        ("/journal?cursor=1.5e400", 422, "validation_failed"),
        ("/journal?cursor=nan", 422, "validation_failed"),
        ("/compare", 422, "validation_failed"),
        ("/compare?run=run-1&run=none", 404, "not_found"),
        ("/static/../site.py", 404, "not_found"),
        ("/static/%2e%2e/site.py", 404, "not_found"),
    ],
)
def test_what_cannot_be_shown_is_a_page_with_the_code(
    browser: TestClient, address: str, status: int, code: str
) -> None:
    answer = browser.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    page = reading_of(answer.text)
    assert f"Code {code}" in page.text
    assert "/runs" in page.links


def test_a_store_that_is_not_there_yet_is_told_and_not_made(new_url: Callable[[str], str]) -> None:
    bench = open_bench(new_url("sqlite").replace("lab.sqlite", "other.sqlite"))
    with browser_of(bench) as browser:
        answer = browser.get("/")
    assert answer.status_code == 409
    assert "provenlab store init" in answer.text
    assert not bench.lab.place.path.exists()


def test_pages_ask_only_what_reads(filled_lab: Bench) -> None:
    ask = Asking(filled_lab.lab)
    with pytest.raises(Forbidden):
        ask("sweep_blobs", dryRun=False)


def test_an_address_that_others_reach_is_refused() -> None:
    for host in ("0.0.0.0", "::", "192.0.2.1", "example.com"):
        with pytest.raises(ValidationFailed, match="this machine alone"):
            serve_pages(ServeOptions("memory:", host=host), print)


def test_pages_that_stay_open_leave_a_duckdb_store_free(new_url: Callable[[str], str]) -> None:
    url = new_url("duckdb")
    shown = open_bench(url, idle_ms=0)
    with browser_of(shown) as browser:
        assert browser.get("/runs").status_code == 200
        with opened(url, idle_ms=0) as writer:
            writer.lab.store.initialise()
            assert browser.get("/").status_code == 200
