"""What pages may do where actions are allowed: by the token, by a form that was shown, once, for a reason."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from provenlab.core.errors import Conflict
from provenlab.tools.pages.address import Address
from provenlab.tools.pages.confirmations import Confirmations
from provenlab.tools.pages.entrance import Entrance
from provenlab.tools.pages.proposals import Proposal
from provenlab.tools.pages.rendering import static_address
from tests.doors import DirectDoor
from tests.integration.cli.laboratory import MODEL, fill
from tests.integration.pages.browsing import HOME, browser_of, reading_of
from tests.labs import Bench, new_store_file, opened

PROMOTE = f"/actions/promote?model={MODEL}&version=1"
ROLLBACK = f"/actions/rollback?model={MODEL}"
PROPOSED = (PROMOTE, ROLLBACK, "/actions/cancel-job?job=job-1")
SAID = {"actor": "ana", "reason": "it was better"}


@pytest.fixture(scope="session")
def filled_store(template: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = new_store_file(template("sqlite"), tmp_path_factory.mktemp("acting"))
    with opened(str(store)) as bench:
        fill(bench)
    return store


@pytest.fixture
def acting_bench(filled_store: Path, tmp_path: Path) -> Iterator[Bench]:
    with opened(str(new_store_file(filled_store, tmp_path))) as bench:
        bench.clock.move(1_000_000)
        yield bench


@pytest.fixture
def entrance() -> Entrance:
    return Entrance("bob")


@pytest.fixture
def operator(acting_bench: Bench, entrance: Entrance) -> Iterator[TestClient]:
    """A browser that came in with the token."""
    with browser_of(acting_bench, entrance=entrance) as browser:
        assert browser.get(entrance.address).status_code == 200
        yield browser


def form_at(browser: TestClient, address: str) -> dict[str, str]:
    """The fields that the form on a confirmation would send."""
    answer = browser.get(address)
    assert answer.status_code == 200, answer.text
    page = reading_of(answer.text)
    (form,) = page.all("form")
    assert (form.attributes["method"], form.attributes["action"]) == ("post", address)
    return {each.attributes["name"]: each.attributes.get("value", "") for each in page.all("input")}


def send(browser: TestClient, address: str, fields: dict[str, str], **headers: str) -> tuple[int, str]:
    """The status, and what stands on the page."""
    answer = browser.post(address, data=fields, headers={"Origin": HOME, **headers})
    return answer.status_code, reading_of(answer.text).text


def champion(bench: Bench) -> int:
    return int(DirectDoor(bench.lab)("get_champion_info", modelName=MODEL)["version"])


def test_a_version_is_promoted_as_it_was_shown_by_whom_and_why(
    acting_bench: Bench, operator: TestClient
) -> None:
    assert PROMOTE in reading_of(operator.get(f"/models/{MODEL}/1").text).links
    shown = reading_of(operator.get(PROMOTE).text).text
    assert "Champion version 2 version 1" in shown
    assert "Version 2 champion archived" in shown
    assert "auc of the champion 0.93 0.91" in shown
    form = form_at(operator, PROMOTE)
    assert form["actor"] == "bob"
    status, text = send(operator, PROMOTE, form | SAID)
    assert (status, "Promote version 1 of provenlab-model: done" in text) == (200, True)
    event = DirectDoor(acting_bench.lab)("get_model_history", modelName=MODEL)[-1]
    assert (event["kind"], event["champion"]) == ("promoted", 1)
    assert {name: event[name] for name in SAID} == SAID


def test_a_champion_is_rolled_back_to_the_one_that_was_shown(
    acting_bench: Bench, operator: TestClient
) -> None:
    assert ROLLBACK in reading_of(operator.get(f"/models/{MODEL}").text).links
    assert "Champion version 2 version 1" in reading_of(operator.get(ROLLBACK).text).text
    assert send(operator, ROLLBACK, form_at(operator, ROLLBACK) | SAID)[0] == 200
    assert champion(acting_bench) == 1
    assert operator.get(ROLLBACK).status_code == 409


def test_a_waiting_job_is_cancelled_with_its_run(acting_bench: Bench, operator: TestClient) -> None:
    address = "/actions/cancel-job?job=job-1"
    assert address in reading_of(operator.get("/jobs/job-1").text).links
    assert send(operator, address, form_at(operator, address) | SAID)[0] == 200
    call = DirectDoor(acting_bench.lab)
    assert call("get_job", jobId="job-1")["status"] == "cancelled"
    run = call("get_run", runId=call("get_job", jobId="job-1")["runId"])
    assert run["status"] == "cancelled"
    assert "by ana: it was better" in reading_of(operator.get(f"/runs/{run['runId']}").text).text
    assert address not in reading_of(operator.get("/jobs/job-1").text).links


def test_a_dead_letter_is_queued_again(acting_bench: Bench, operator: TestClient) -> None:
    call, address = DirectDoor(acting_bench.lab), "/actions/requeue-job?job=frail"
    call("submit_job", jobId="frail", name="frail", kind="frail", config={}, maxAttempts=1)
    acting_bench.lab.jobs.claim("w", ["frail"])
    acting_bench.clock.move(120)
    call("reap_lost_jobs")
    assert address in reading_of(operator.get("/jobs/frail").text).links
    assert "Attempts at most 1 6" in reading_of(operator.get(address).text).text
    assert send(operator, address, form_at(operator, address) | SAID)[0] == 200
    assert call("get_job", jobId="frail")["status"] == "queued"
    assert operator.get(address).status_code == 409


def test_a_run_is_cancelled_unless_a_job_drives_it(acting_bench: Bench, operator: TestClient) -> None:
    call, address = DirectDoor(acting_bench.lab), "/actions/cancel-run?run=by-hand"
    call("start_run", runId="by-hand", name="by hand", config={})
    assert address in reading_of(operator.get("/runs/by-hand").text).links
    assert send(operator, address, form_at(operator, address) | SAID)[0] == 200
    assert call("get_run", runId="by-hand")["error"]["message"] == "cancelled by ana: it was better"
    driven = call("get_job", jobId="job-1")["runId"]
    assert "cancel the job" in operator.get(f"/actions/cancel-run?run={driven}").text
    assert f"/actions/cancel-run?run={driven}" not in reading_of(operator.get(f"/runs/{driven}").text).links


def test_without_the_token_there_is_no_action_and_none_is_done(
    acting_bench: Bench, operator: TestClient, entrance: Entrance
) -> None:
    form = form_at(operator, PROMOTE) | SAID
    with browser_of(acting_bench, entrance=entrance) as stranger:
        for wrong in ("", "x", entrance.token[:-1], entrance.token + "x", "é"):
            assert stranger.get("/session", params={"token": wrong}).status_code == 403
        assert stranger.cookies.get("provenlab-80") is None
        for address in (f"/models/{MODEL}/1", f"/models/{MODEL}", "/jobs/job-1"):
            links = reading_of(stranger.get(address).text).links
            assert not any(link.startswith("/actions") for link in links)
        for address in PROPOSED:
            assert stranger.get(address).status_code == 403
            assert send(stranger, address, form)[0] == 403
        stranger.cookies.set("provenlab-80", entrance.token)
        assert send(stranger, PROMOTE, form)[0] == 403
    assert champion(acting_bench) == 2


def test_without_the_flag_there_is_nothing_to_post_to(browser: TestClient) -> None:
    for address in (*PROPOSED, "/session?token=x"):
        assert browser.get(address).status_code == 404
        assert browser.post(address, data=SAID, headers={"Origin": HOME}).status_code == 403


def test_pages_themselves_take_nothing_but_get(operator: TestClient) -> None:
    for address in ("/", "/runs", "/jobs/job-1", "/session", "/static/pages.css"):
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            answer = operator.request(method, address, headers={"Origin": HOME})
            assert answer.status_code == 405, (method, address)


def test_the_cookie_is_for_this_server_and_no_script(acting_bench: Bench, entrance: Entrance) -> None:
    token = entrance.token
    with browser_of(acting_bench, entrance=entrance) as browser:
        answer = browser.get(entrance.address, follow_redirects=False)
    said = answer.headers["set-cookie"]
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "httponly" in said.lower()
    assert "samesite=strict" in said.lower()
    assert token not in said
    assert answer.headers["cache-control"] == "no-store"


def test_two_servers_of_one_address_have_cookies_of_their_own(acting_bench: Bench) -> None:
    """Browsers send a cookie to every port of a host."""
    jar: dict[str, str] = {}
    for port, entrance in ((8001, Entrance()), (8002, Entrance())):
        with browser_of(acting_bench, entrance=entrance) as browser:
            browser.get(entrance.address, headers={"Host": f"127.0.0.1:{port}"}, follow_redirects=False)
            jar.update(browser.cookies)
    assert set(jar) == {"provenlab-8001", "provenlab-8002"}
    assert len(set(jar.values())) == 2


def test_a_token_that_was_used_is_spent(acting_bench: Bench) -> None:
    shown: list[str] = []
    way_in: Entrance = Entrance("bob", lambda: shown.append(way_in.address))
    used = way_in.address
    with browser_of(acting_bench, entrance=way_in) as browser:
        assert browser.get(used).status_code == 200
        assert browser.get(used).status_code == 200  # who is in already is not turned away
        assert shown == [way_in.address]
    with browser_of(acting_bench, entrance=way_in) as another:
        assert another.get(used).status_code == 403
        assert another.get(PROMOTE).status_code == 403
        assert another.get(shown[0]).status_code == 200
        assert another.get(PROMOTE).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:8080"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Host": "evil.example", "Origin": "http://evil.example"},
    ],
)
def test_a_form_of_another_page_is_refused(
    acting_bench: Bench, operator: TestClient, headers: dict[str, str]
) -> None:
    form = form_at(operator, PROMOTE) | SAID
    assert send(operator, PROMOTE, form, **headers)[0] == 403
    assert champion(acting_bench) == 2


def test_a_form_without_an_origin_is_refused(acting_bench: Bench, operator: TestClient) -> None:
    form = form_at(operator, PROMOTE) | SAID
    assert operator.post(PROMOTE, data=form).status_code == 403
    assert champion(acting_bench) == 2


def test_a_form_is_taken_once(acting_bench: Bench, operator: TestClient) -> None:
    form = form_at(operator, PROMOTE) | SAID
    assert send(operator, PROMOTE, form)[0] == 200
    DirectDoor(acting_bench.lab)("promote_to_champion", modelName=MODEL, version=2)
    status, text = send(operator, PROMOTE, form)
    assert (status, "used before" in text) == (409, True)
    assert champion(acting_bench) == 2


def test_a_form_is_taken_only_where_it_was_shown(acting_bench: Bench, operator: TestClient) -> None:
    form = form_at(operator, "/actions/cancel-job?job=job-1") | SAID
    for address in (PROMOTE, "/actions/cancel-job?job=job-3", f"{PROMOTE}&version=2"):
        assert send(operator, address, form)[0] == 409
        form = form_at(operator, "/actions/cancel-job?job=job-1") | SAID
    for forged in ("", "x" * 43):
        assert send(operator, PROMOTE, form | {"form": forged})[0] == 409
    assert champion(acting_bench) == 2
    assert DirectDoor(acting_bench.lab)("get_job", jobId="job-3")["status"] == "queued"


def test_what_is_no_longer_as_it_was_shown_is_not_done(acting_bench: Bench, operator: TestClient) -> None:
    form = form_at(operator, ROLLBACK) | SAID
    DirectDoor(acting_bench.lab)("promote_to_champion", modelName=MODEL, version=1)
    status, text = send(operator, ROLLBACK, form)
    assert (status, "meanwhile" in text) == (409, True)
    assert champion(acting_bench) == 1


def test_a_reason_and_a_name_are_needed_and_asking_for_them_does_not_use_up_the_form(
    acting_bench: Bench, operator: TestClient
) -> None:
    form = form_at(operator, PROMOTE)
    for said in ({"actor": "ana", "reason": " "}, {"actor": "", "reason": "r"}):
        assert send(operator, PROMOTE, form | said)[0] == 422
    assert champion(acting_bench) == 2
    assert send(operator, PROMOTE, form | SAID)[0] == 200


@pytest.mark.parametrize("address", PROPOSED)
def test_looking_at_a_proposal_changes_nothing(
    acting_bench: Bench, operator: TestClient, address: str
) -> None:
    before = DirectDoor(acting_bench.lab)("verify_store"), champion(acting_bench)
    for _ in range(3):
        assert operator.get(address).status_code == 200
        assert operator.head(address).status_code == 200
        assert operator.get(address, params={**SAID, "form": "x"}).status_code in (200, 422)
    assert (DirectDoor(acting_bench.lab)("verify_store"), champion(acting_bench)) == before


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"reason=" + b"x" * 70_000, {}, 413),
        (b'{"reason": "x"}', {"Content-Type": "application/json"}, 415),
        (b"reason=x", {"Content-Type": "multipart/form-data; boundary=x"}, 415),
        (b"reason=x", {"Content-Type": "text/plain"}, 415),
        (b"reason=a&reason=b&actor=c", {}, 400),
        (b"reason=%ff&actor=c", {}, 400),
        (b"&".join(b"a%d=1" % n for n in range(50)), {}, 400),
        (b"\xff", {}, 400),
    ],
)
def test_what_is_no_form_is_refused(
    operator: TestClient, content: bytes, headers: dict[str, str], status: int
) -> None:
    sent = {"Origin": HOME, "Content-Type": "application/x-www-form-urlencoded", **headers}
    assert operator.post(PROMOTE, content=content, headers=sent).status_code == status


def test_what_cannot_be_done_is_told_instead_of_proposed(operator: TestClient) -> None:
    for address, status in (
        (f"/actions/promote?model={MODEL}&version=2", 409),
        (f"/actions/promote?model={MODEL}&version=3", 409),
        (f"/actions/promote?model={MODEL}&version=99", 404),
        (f"/actions/promote?model={MODEL}&version=x", 422),
        ("/actions/rollback?model=none", 409),
        ("/actions/cancel-run?run=run-1", 409),
        ("/actions/cancel-job?job=job-2", 409),
        ("/actions/requeue-job?job=job-1", 409),
        ("/actions/drop-everything", 404),
    ):
        answer = operator.get(address)
        assert answer.status_code == status, address
        assert reading_of(answer.text).all("form") == []


def test_names_in_a_proposal_are_text(acting_bench: Bench, operator: TestClient) -> None:
    hostile = '"><script>alert(1)</script>'
    DirectDoor(acting_bench.lab)("start_run", runId="hostile", name=hostile, config={})
    address = "/actions/cancel-run?run=hostile"
    form = form_at(operator, address)
    for answer in (
        operator.get(address),
        operator.post(address, data=form | {"actor": hostile, "reason": hostile}, headers={"Origin": HOME}),
    ):
        page = reading_of(answer.text)
        assert hostile in page.text
        assert [each.attributes.get("src") for each in page.all("script")] == [static_address("live.js")]


def test_only_the_last_forms_are_kept_and_only_for_an_hour() -> None:
    now = [0.0]
    kept = Confirmations(lambda: now[0])
    address, proposal = Address("/x"), Proposal("t", "o", {}, "/", ())
    first = kept.issue(address, proposal)
    last = [kept.issue(address, proposal) for _ in range(500)][-1]
    with pytest.raises(Conflict, match="used before"):
        kept.redeem(first, address)
    assert kept.redeem(last, address) == proposal
    old = kept.issue(address, proposal)
    now[0] = 3601.0
    with pytest.raises(Conflict, match="too old"):
        kept.redeem(old, address)
