"""A run that goes on is followed without a reload, and left alone when it has ended."""

from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import expect

from provenlab.tools.cli.session import Session
from tests.browser.visits import Visit

_REPORTED = {"kind": "progress", "percent": 62.5, "message": "epoch 5 of 8 <i>soon</i>"}


def test_progress_and_the_end_appear_without_a_reload(visit: Visit, shown_store: Path) -> None:
    with Session(str(shown_store)) as lab:
        lab.ask("start_run", {"runId": "live-1", "name": "followed", "kind": "live", "config": {}})
        visit.page.clock.install()
        visit.go("/runs/live-1")
        visit.page.evaluate("() => { window.loadedOnce = true; }")
        asked: list[str] = []
        visit.page.on("request", lambda request: asked.append(request.url.removeprefix(visit.origin)))

        event = {**_REPORTED, "at": datetime.now(UTC).isoformat(), "clientSeq": 1}
        lab.ask("report_progress", {"runId": "live-1", "events": [event]})
        visit.page.clock.fast_forward(2_500)
        expect(visit.page.locator("progress")).to_have_attribute("value", "62.5")
        expect(visit.page.get_by_text("epoch 5 of 8 <i>soon</i>")).to_be_visible()

        lab.ask("finish_run", {"runId": "live-1", "metrics": {"auc": 0.91}})
        visit.page.clock.fast_forward(2_500)
        expect(visit.page.get_by_role("row", name="auc 0.91")).to_be_visible()
    assert visit.page.evaluate("() => window.loadedOnce") is True
    n_asked = len(asked)
    # The browser may fetch the mark of the site after it has drawn the page.
    assert {path for path in asked if not path.startswith("/static/")} == {"/runs/live-1/live"}
    visit.page.clock.fast_forward(60_000)
    visit.page.evaluate("() => new Promise((resolve) => requestAnimationFrame(resolve))")
    assert len(asked) == n_asked
