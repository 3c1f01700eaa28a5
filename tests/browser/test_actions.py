"""A version is promoted by mouse and by keys; the browser itself sends what the server asks for."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from provenlab.tools.cli.session import Session
from tests.browser.served import served
from tests.browser.visits import Visit, visit_of
from tests.integration.cli.laboratory import MODEL


@pytest.fixture
def own_store(shown_store: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(shown_store, tmp_path / shown_store.name))


@pytest.fixture
def operator(browser: Browser, own_store: Path, tmp_path: Path) -> Iterator[Visit]:
    with served(own_store, tmp_path / "home", "--allow-actions") as shown:
        address, entrance = shown
        with visit_of(browser, address) as visit:
            visit.go(entrance.removeprefix(address))
            yield visit
            assert visit.faults == []


def test_a_version_is_promoted_after_it_was_shown_what_would_change(operator: Visit, own_store: Path) -> None:
    page = operator.page
    operator.go(f"/models/{MODEL}/1")
    page.get_by_role("link", name="Promote…").click()
    expect(page.get_by_role("row", name="Champion version 2 version 1", exact=True)).to_be_visible()
    assert operator.too_wide() == []
    page.get_by_label("Your name").fill("ana")
    page.get_by_role("button").click()
    # The browser asks for the reason before anything is sent.
    expect(page.get_by_label("Reason")).to_be_focused()
    page.keyboard.type("it was better")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Promote version 1 of {MODEL}: done")
    assert operator.too_wide() == []
    with Session(str(own_store)) as lab:
        event = lab.ask("get_champion_info", {"modelName": MODEL})["event"]
    assert (event["champion"], event["actor"], event["reason"]) == (1, "ana", "it was better")
    assert page.evaluate("() => document.cookie") == ""


def test_a_page_of_another_server_can_send_no_form(operator: Visit, own_store: Path) -> None:
    forged = f"""<form method="post" action="{operator.origin}/actions/rollback?model={MODEL}">
      <input name="form" value="x"><input name="actor" value="x"><input name="reason" value="x"></form>"""
    page = operator.page
    page.route("http://other.example/", lambda route: route.fulfill(body=forged, content_type="text/html"))
    page.goto("http://other.example/")
    with page.expect_response(f"{operator.origin}/**") as answered:
        page.evaluate("() => document.forms[0].submit()")
    assert answered.value.status == 403
    operator.faults.clear()
    with Session(str(own_store)) as lab:
        assert lab.ask("get_champion_info", {"modelName": MODEL})["version"] == 2
