"""What people ask first, answered from the front page within three clicks, and without reading an id."""

from starlette.testclient import TestClient

from tests.integration.pages.browsing import Reading, reading_of


def _page(browser: TestClient, address: str) -> Reading:
    answer = browser.get(address)
    assert answer.status_code == 200
    return reading_of(answer.text)


def _followed(browser: TestClient, page: Reading, text: str) -> Reading:
    """The page behind the first link that says so: one click."""
    return _page(browser, next(each for each in page.all("a") if each.text == text).attributes["href"])


def test_which_data_fed_the_champion(browser: TestClient) -> None:
    front = _page(browser, "/")
    assert "provenlab-model version 2 higher still AAPL features" in front.text
    model = _followed(browser, front, "provenlab-model")
    nodes = [
        each.text.split() for each in model.elements if "node" in each.attributes.get("class", "").split()
    ]
    assert ["artifact", "AAPL", "bars"] in [each[-3:] for each in nodes]
    reigns = [each for each in model.elements if each.attributes.get("class", "").startswith("reign")]
    assert len(reigns) == 4


def test_why_this_run_failed(browser: TestClient) -> None:
    front = _page(browser, "/")
    assert "ValueError loss is nan" in front.text
    run = _followed(browser, front, "fd004 sweep")
    assert run.text.index("Why it failed") < run.text.index("Kind")
    assert "The last it said: fit 50 % epoch 25 of 50" in run.text


def test_what_differs_between_two_runs(browser: TestClient) -> None:
    front = _page(browser, "/")
    boxes = {each.attributes["value"] for each in front.all("input") if each.attributes.get("name") == "run"}
    assert {"run-1", "run-2"} <= boxes
    compared = _page(browser, "/compare?run=run-1&run=run-2")
    assert "lr 0.1 0.3" in compared.text
    beside = _followed(browser, _page(browser, "/runs/run-3"), "Compare with the one before")
    assert "2 runs compared" in beside.text


def test_which_ideas_about_something_were_tried_and_what_came_of_them(browser: TestClient) -> None:
    front = _page(browser, "/")
    (form,) = [each for each in front.all("form") if each.attributes.get("action") == "/journal"]
    assert form.attributes["method"] == "get"
    found = _page(browser, "/journal?text=higher")
    assert "2 entries · 1 pending · 1 promoted" in found.text
    threads = _page(browser, "/journal?text=higher&view=threads")
    for words in (
        "a higher learning rate",
        "far too high errored loss is nan",
        "lower rejected auc 0.88 no better",
    ):
        assert words in threads.text


def test_runs_are_grouped_by_a_setting_with_their_metrics(browser: TestClient) -> None:
    page = _page(browser, "/runs?view=groups&group=config.lr&name=fd004+sweep")
    rows = {each.text.split()[0]: each.text.split() for each in page.all("tr")[1:]}
    assert rows["0.1"][1:4] == ["1", "completed", "1"]
    assert "0.93" in rows["0.3"]
    assert "failed" in rows["0.9"]
    by_tag = _page(browser, "/runs?view=groups&group=tag&name=fd004+sweep")
    link = next(each.attributes["href"] for each in by_tag.all("a") if each.text == "gpu")
    assert "runs in view" not in _page(browser, link).text
    assert "group" not in link
    assert "mean, least to most" in by_tag.text


def test_settings_of_experiments_are_columns(browser: TestClient) -> None:
    page = _page(browser, "/experiments?column=config.fast")
    assert "fast" in [each.text for each in page.all("th")]
    assert "AAPL bars" in page.text


def test_a_run_stands_in_the_middle_of_its_lineage(browser: TestClient) -> None:
    page = _page(browser, "/runs/run-1")
    nodes = {
        each.text.split()[0] for each in page.elements if "node" in each.attributes.get("class", "").split()
    }
    assert nodes == {"dataset", "run", "artifact"}


def test_who_used_an_artifact_and_how(browser: TestClient) -> None:
    page = _page(browser, "/artifacts/clean-1")
    assert page.text.index("Used by") < page.text.index("rows 1 to 2")
    rows = [" ".join(each.text.split()) for each in page.all("tr")]
    assert "provenlab-model, version 2 model fed the champion champion" in rows
    assert "momentum, fast 5 experiment read as features completed" in rows
    assert "evaluation over three springs evaluation stands on it pending" in rows
    made = _page(browser, "/artifacts/bars-1")
    assert "AAPL features, winsorised \u4e2d\u6587 artifact was made from it active" in [
        " ".join(each.text.split()) for each in made.all("tr")
    ]


def test_what_waits_in_the_order_in_which_workers_take_it(browser: TestClient) -> None:
    waiting = _page(browser, "/jobs?status=queued")
    names = [each.text for each in waiting.all("a") if each.attributes["href"].startswith("/jobs/")]
    assert names == ["night 3", "night 1", "evaluation over three springs"]
    assert "3 jobs, in the order in which workers take them" in waiting.text
    assert "4 jobs, the last enqueued first" in _page(browser, "/jobs").text
