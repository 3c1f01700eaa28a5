"""Every page leads to pages that are there, shows what was recorded, and writes nothing."""

import sqlite3
from pathlib import Path

from starlette.testclient import TestClient

from provenlab.tools.pages.places import NAVIGATION, PLACES
from tests.contract.test_journal import TRIAL, log
from tests.doors import DirectDoor
from tests.integration.pages.browsing import Reading, browser_of, every_page, reading_of
from tests.labs import Bench, opened


def _text(browser: TestClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return reading_of(answer.text).text


def _rows(path: Path) -> list[str]:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def test_every_link_of_every_page_answers_and_nothing_is_written(
    browser: TestClient, filled_lab: Bench
) -> None:
    path = filled_lab.lab.place.path
    before = _rows(path)
    pages = every_page(browser)
    assert _rows(path) == before
    assert len(pages) < 400, "the walk was cut short"
    assert {place for _, place in NAVIGATION} < pages.keys()
    assert {"/runs/run-1", "/artifacts/bars-1", "/journal/2", "/jobs/job-2"} < pages.keys()
    assert {"/models/provenlab-model/3", "/experiments/exp-2", "/runs/run-1/card"} < pages.keys()
    assert {address: page.unbalanced for address, page in pages.items() if page.unbalanced} == {}


def test_every_place_has_a_view() -> None:
    from provenlab.tools.pages.places import found_view

    assert all(callable(found_view(view)) for view in PLACES.values())


def test_pages_can_be_used_with_a_keyboard_and_by_their_landmarks(browser: TestClient) -> None:
    for address in ("/", "/runs", "/runs/run-3", "/journal"):
        page = reading_of(browser.get(address).text)
        first = next(each for each in page.elements if each.tag == "a")
        assert first.attributes == {"class": "skip", "href": "#content"}
        assert [each.attributes["id"] for each in page.all("main")] == ["content"]
        assert len(page.all("h1")) == 1
        assert page.all("html")[0].attributes["lang"] == "en"
        labelled = {each.attributes.get("aria-label") for each in page.all("nav")}
        assert "Main" in labelled


def test_a_failed_run_says_why(browser: TestClient) -> None:
    text = _text(browser, "/runs/run-3")
    assert "Why it failed" in text
    assert "ValueError · loss is nan" in text
    assert "in train in step" in text


def test_a_run_shows_metrics_curves_timeline_config_and_artifacts(browser: TestClient) -> None:
    page = reading_of(browser.get("/runs/run-1").text)
    for words in ("auc 0.91", "epoch 25 of 50", "depth 6", "metrics of fd004 sweep", "last 0.293758"):
        assert words in page.text
    assert len(page.all("polyline")) == 2
    assert "hunter2" not in page.text


def test_the_list_of_runs_takes_criteria_order_and_columns_from_the_address(browser: TestClient) -> None:
    page = reading_of(browser.get("/runs?name=fd004+sweep&sort=metrics.auc&column=config.lr").text)
    rows = [each.text.split() for each in page.all("tr")][1:]
    assert [row[3] for row in rows] == ["0.3", "0.1", "0.9"]
    assert "failed" in _text(browser, "/runs?status=failed")
    assert "completed 0.91" not in _text(browser, "/runs?status=failed")
    assert "run-1" in browser.get("/runs?metric=auc&atMost=0.92").text
    assert "run-2" not in browser.get("/runs?metric=auc&atMost=0.92").text


def _ids(page: Reading) -> list[str]:
    return [each.attributes["value"] for each in page.all("input") if each.attributes.get("name") == "run"]


def test_rows_in_view_are_arranged_by_any_column_and_the_page_says_of_what(browser: TestClient) -> None:
    page = reading_of(browser.get("/runs?name=fd004+sweep&within=config.lr").text)
    assert _ids(page) == ["run-3", "run-2", "run-1"]
    assert "3 runs, by lr, highest first, among these rows only" in page.text
    other_way = next(each.attributes["href"] for each in page.all("a") if each.text == "lr ↓")
    turned = reading_of(browser.get(other_way).text)
    assert _ids(turned) == ["run-1", "run-2", "run-3"]
    assert [each.attributes["aria-sort"] for each in turned.all("th") if "aria-sort" in each.attributes] == [
        "ascending"
    ]
    # Who lacks it stands last, whichever the direction.
    by_mae = reading_of(browser.get("/runs?name=fd004+sweep&within=metrics.mae&direction=up").text)
    assert _ids(by_mae)[0] == "run-1"


def test_columns_at_first_are_those_that_tell_runs_apart(browser: TestClient) -> None:
    page = reading_of(browser.get("/runs?name=fd004+sweep").text)
    shown = [each.text for each in page.all("th") if each.attributes.get("class") == "number"]
    assert "lr" in shown
    assert "depth" not in shown


def test_a_page_within_a_section_leads_back_to_its_list(browser: TestClient) -> None:
    for address, place, thing in (
        ("/compare?run=run-1&run=run-2", "/runs", "comparison"),
        ("/runs/nobody", "/runs", "run"),
        ("/models/provenlab-model/2", "/models", "model"),
    ):
        page = reading_of(browser.get(address).text)
        (trail,) = [each for each in page.all("p") if each.attributes.get("class") == "trail"]
        assert trail.text.split()[-1] == thing
        current = [each for each in page.all("a") if each.attributes.get("aria-current")]
        assert [each.attributes["href"] for each in current] == [place]


def test_a_long_list_goes_on_at_the_next_page(browser: TestClient) -> None:
    seen, address = [], "/runs?limit=2"
    every = reading_of(browser.get("/runs").text).all("input")
    wanted = [each.attributes["value"] for each in every if each.attributes.get("name") == "run"]
    while address:
        page = reading_of(browser.get(address).text)
        boxes = [each for each in page.all("input") if each.attributes.get("name") == "run"]
        seen += [each.attributes["value"] for each in boxes]
        following = [each for each in page.all("a") if each.attributes.get("rel") == "next"]
        address = following[0].attributes["href"] if following else ""
    assert seen == wanted
    assert len(seen) >= 6


def test_a_comparison_shows_only_what_differs_and_lays_curves_over_each_other(browser: TestClient) -> None:
    page = reading_of(browser.get("/compare?run=run-1&run=run-2").text)
    paths = [each.text for each in page.all("th") if each.attributes.get("scope") == "row"]
    assert "lr" in paths
    assert "depth" not in paths
    assert {each.attributes["class"] for each in page.all("g")} == {"colour0", "colour1"}
    assert len(page.all("g")) == 4
    assert "lr 0.1 0.3 +0.2" in page.text
    # The same commit, host and tags.
    assert "Commit" not in paths


def test_runs_are_drawn_as_points_and_over_parallel_axes(browser: TestClient) -> None:
    points = reading_of(browser.get("/runs?view=scatter&x=config.lr&y=metrics.auc").text)
    titles = [each.text for each in points.all("title")][1:]
    assert titles == ["fd004 sweep (run-2): 0.3, 0.93", "fd004 sweep (run-1): 0.1, 0.91"]
    lines = reading_of(browser.get("/runs?view=parallel&y=metrics.auc&name=fd004+sweep").text)
    assert len([each for each in lines.all("polyline") if "way" in each.attributes["class"]]) == 2


def test_a_model_says_why_its_champion_is_champion_and_which_data_fed_it(browser: TestClient) -> None:
    page = reading_of(browser.get("/models/provenlab-model").text)
    for words in ("Why version 2 is the champion", "higher still", "The data that fed it", "leaked labels"):
        assert words in page.text
    assert {"/artifacts/clean-1", "/artifacts/bars-1", "/runs/run-2", "/journal/2"} <= set(page.links)


def test_an_idea_stands_within_its_thread(browser: TestClient) -> None:
    page = reading_of(browser.get("/journal/3").text)
    thread = [each for each in page.all("li") if "depth" in each.attributes.get("class", "")]
    assert [each.attributes["class"] for each in thread] == [
        "depth0",
        "depth1",
        "depth2 here",
        "depth2",
        "depth1",
    ]
    assert [each.text.split()[0] for each in thread] == ["1", "2", "3", "4", "5"]


def test_an_entry_says_which_runs_were_compared_before_it_was_promoted(browser: TestClient) -> None:
    shown = " ".join(_text(browser, "/journal/2").split())
    assert "fd004 sweep against the champion's fd004 sweep on spring" in shown
    with opened("memory:") as bench:
        call = DirectDoor(bench.lab)
        entry_id = log(call, config={"lr": 1}, trial=TRIAL)["entryId"]
        compared = {"champion": "nobody", "challenger": {"runId": "run-9", "cohort": "spring"}}
        call("record_decision", entryId=entry_id, decision="promoted", comparison=compared)
        with browser_of(bench) as other:
            shown = " ".join(_text(other, f"/journal/{entry_id}").split())
    assert "run-9 against nobody on spring" in shown


def test_the_journal_is_found_by_its_words(browser: TestClient) -> None:
    found = reading_of(browser.get("/journal?text=WARM-UP").text)
    assert "1 entry" in found.text
    assert "/journal/4" in found.links
    assert "/journal/3" not in found.links


def test_lineage_is_drawn_with_sources_at_the_left(browser: TestClient) -> None:
    page = reading_of(browser.get("/artifacts/clean-1").text)
    nodes = [each for each in page.all("g") if "node" in each.attributes["class"]]
    across = [float(each.attributes["x"]) for each in page.all("rect")]
    names = [each.text.split()[1] for each in nodes]
    places = dict(zip(names, across, strict=True))
    upstream = dict(zip(names[:2], across[:2], strict=True))
    assert upstream["bars-1"] < upstream["clean-1"]
    assert places["clean-1"] < places["exp-1"]


def test_a_form_that_says_nothing_leads_to_the_plain_address(browser: TestClient) -> None:
    answer = browser.get("/runs?status=&name=&kind=train", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/runs?kind=train")
