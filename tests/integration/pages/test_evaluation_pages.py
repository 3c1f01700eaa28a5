"""A leaderboard with its errors, and the ways to candidates, cohorts, scenarios and worlds."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.contract.evaluation_labs import submitted, without, worked_off
from tests.doors import DirectDoor
from tests.integration.pages.browsing import browser_of, every_page, reading_of
from tests.labs import new_store_file, opened


@pytest.fixture(scope="module")
def evaluated(
    template: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    store = new_store_file(template("sqlite"), tmp_path_factory.mktemp("evaluated"))
    with opened(str(store)) as bench:
        submitted(DirectDoor(bench.lab))
        worked_off(bench.lab)
        with browser_of(bench) as browser:
            yield browser


def test_the_leaderboard_is_drawn_with_errors_and_leads_to_candidates(evaluated: TestClient) -> None:
    listed = reading_of(evaluated.get("/evaluations").text)
    (place,) = [each for each in listed.links if each.startswith("/evaluations/")]
    page = reading_of(evaluated.get(place).text)
    assert "Leaderboard" in page.text
    candidates = [each for each in page.links if each.startswith("/candidates/")]
    classes = [each.attributes.get("class") for each in page.elements]
    assert len(candidates) == 2 * classes.count("bar") >= 4
    assert classes.count("wide-error") == classes.count("bar")


def test_every_link_from_an_evaluation_answers(evaluated: TestClient) -> None:
    pages = every_page(evaluated, "/evaluations")
    for begin in ("/candidates/", "/cohorts/", "/scenarios/"):
        assert [address for address in pages if address.startswith(begin)], begin


def test_an_evaluation_without_results_says_so(new_url: Callable[[str], str]) -> None:
    with opened(new_url("sqlite")) as bench:
        submitted(DirectDoor(bench.lab))
        with browser_of(bench) as browser:
            (place,) = [
                each for each in reading_of(browser.get("/evaluations").text).links if "/evaluations/" in each
            ]
            assert "There are no results yet" in reading_of(browser.get(place).text).text


def test_candidates_without_a_value_come_last_and_the_page_says_so(new_url: Callable[[str], str]) -> None:
    with opened(new_url("sqlite")) as bench:
        made = submitted(DirectDoor(bench.lab))
        places = [made["scenarioId"]]
        worked_off(bench.lab, change=lambda found: without(found, made["candidateId"], "mean_points", places))
        with browser_of(bench) as browser:
            page = reading_of(browser.get("/evaluations/ev-1?metric=mean_points").text)
            assert browser.get(f"/candidates/{made['candidateId']}").status_code == 200
    assert "unranked: no value in 1 of 2 scenarios" in page.text
    assert [each for each in page.links if each.startswith("/candidates/")][-1].endswith(made["candidateId"])
