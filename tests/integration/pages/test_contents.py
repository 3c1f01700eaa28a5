"""The page of an artifact shows what it holds, page by page, with charts of its numbers."""

from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from provenlab.tools.pages.charts.histogram import counted, histogram
from tests.contract.requests import publish
from tests.contract.test_retention import run as finished_run
from tests.doors import DirectDoor
from tests.integration.pages.browsing import Reading, browser_of, reading_of
from tests.labs import opened


@pytest.fixture
def shelf(new_url: Callable[[str], str]) -> Iterator[TestClient]:
    with opened(new_url("sqlite")) as bench:
        call = DirectDoor(bench.lab)
        rows = [{"day": at, "price": at * 1.5, "note": f"<b>{at}</b>"} for at in range(130)]
        publish(call, "rows", format="json", jsonContent=rows)
        lines = ["name,score", *(f"n{at},{at % 7}" for at in range(60))]
        publish(call, "cells", format="csv", textContent="\n".join(lines))
        publish(call, "text", textContent="\n".join(f"line {at}" for at in range(250)))
        publish(call, "raw", base64Content="gAQA")
        publish(call, "wide", format="json", jsonContent=[{f"c{at}": at for at in range(40)}] * 3)
        with browser_of(bench) as browser:
            yield browser


def _page(browser: TestClient, address: str) -> Reading:
    answer = browser.get(address)
    assert answer.status_code == 200
    return reading_of(answer.text)


def _pager(page: Reading, word: str) -> str:
    return next(each.attributes["href"] for each in page.all("a") if each.text == word)


def test_rows_are_paged_through_by_links(shelf: TestClient) -> None:
    first = _page(shelf, "/artifacts/rows")
    assert "rows 1 to 50 of 130" in first.text
    assert "<b>0</b>" in first.text
    second = _page(shelf, _pager(first, "After"))
    assert "rows 51 to 100 of 130" in second.text
    third = _page(shelf, _pager(second, "After"))
    assert "rows 101 to 130 of 130" in third.text
    assert "After" not in [each.text for each in third.all("a")]
    assert _pager(second, "Before").startswith("/artifacts/rows#")
    assert "rows none of 130" in _page(shelf, "/artifacts/rows?offset=500").text


def test_numbers_are_charted_as_curves_or_histograms(shelf: TestClient) -> None:
    page = _page(shelf, "/artifacts/rows")
    assert len(page.all("polyline")) == 2
    other = _page(shelf, "/artifacts/cells?chart=histogram")
    bins = [each for each in other.elements if each.attributes.get("class") == "bin"]
    assert len(bins) == 7
    assert "score 60 values" in other.text
    assert not _page(shelf, "/artifacts/rows?chart=none").all("polyline")


def test_samples_are_histograms_and_walks_are_curves_unless_told_otherwise(shelf: TestClient) -> None:
    samples = _page(shelf, "/artifacts/cells")
    assert [each for each in samples.elements if each.attributes.get("class") == "bin"]
    assert _page(shelf, "/artifacts/rows").all("polyline")
    assert _page(shelf, "/artifacts/cells?chart=curve").all("polyline")


def test_columns_are_chosen_in_the_address(shelf: TestClient) -> None:
    page = _page(shelf, "/artifacts/wide")
    assert "30 of 40 columns" in page.text
    chosen = _page(shelf, "/artifacts/wide?column=c39")
    heads = [each.text for each in chosen.all("th") if each.attributes.get("scope") == "col"]
    assert heads == ["Row", "c39integer"]
    assert shelf.get("/artifacts/wide?column=c40").status_code == 422


def test_text_is_shown_and_what_is_none_is_not(shelf: TestClient) -> None:
    page = _page(shelf, "/artifacts/text")
    assert "lines 1 to 200 of 250" in page.text
    assert "line 249" in _page(shelf, _pager(page, "After")).text
    assert "Nothing of it is shown: byte 0: not UTF-8" in _page(shelf, "/artifacts/raw").text
    assert shelf.get("/artifacts/text?offset=-1").status_code == 422


def test_a_histogram_counts_every_value_once() -> None:
    found = histogram("x", [0.0, 0.1, 0.2, 1.0, None, float("nan")])
    assert found is not None
    assert sum(each.often for each in found.bins) == found.n_values == 4
    assert found.left_out == 2
    whole = histogram("x", [1.0, 3.0, 3.0])
    assert whole is not None
    assert [each.often for each in whole.bins] == [1, 0, 2]
    for values in ([5.5], [1e300, 1e300], [1e-320, 2e-320], [-1e308, 1e308], [1e17, 1e17 + 16]):
        drawn = histogram("x", values)
        assert drawn is not None
        assert sum(each.often for each in drawn.bins) == len(values)
        assert all(each.height >= 0 and each.width > 0 for each in drawn.bins)
    assert histogram("x", [None]) is None


def test_what_was_counted_before_is_drawn_as_it_was() -> None:
    found = counted("rank", {1: 10, 3: 5})
    assert found is not None
    assert [each.often for each in found.bins] == [10, 0, 5]
    assert counted("rank", {}) is None


def test_what_was_let_go_says_when_by_whom_and_why_and_offers_no_bytes(new_url: Callable[[str], str]) -> None:
    with opened(new_url("sqlite")) as bench:
        call = DirectDoor(bench.lab)
        for number in range(2):
            finished_run(call, f"run-{number}", f"trades-{number}", name="sweep")
        kept = {"name": "tidy", "keepLast": 1, "lastOf": "name", "keepDays": 0}
        call("collect_garbage", policy=kept, dryRun=False, minAgeSeconds=0, actor="ana", reason="it is full")
        with browser_of(bench) as browser:
            page = _page(browser, "/artifacts/trades-0")
            assert "by ana under the policy tidy: it is full" in page.text
            assert "Download" not in page.text
            assert "Content" not in [each.text for each in page.all("h2")]
            assert "Download" in _page(browser, "/artifacts/trades-1").text
