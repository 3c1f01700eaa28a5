"""A leaderboard with its errors, and the ways to candidates, cohorts, scenarios and worlds."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from provenlab import open_lab
from tests.contract.evaluation_labs import submitted, without, worked_off
from tests.doors import DirectDoor
from tests.integration.pages.browsing import Reading, browser_of, every_page, reading_of
from tests.labs import new_store_file, opened


@pytest.fixture(scope="module")
def evaluated(
    template: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    store = new_store_file(template("sqlite"), tmp_path_factory.mktemp("evaluated"))
    with opened(str(store)) as bench:
        submitted(DirectDoor(bench.lab))
        with open_lab(str(store)) as lab:
            lab.jobs.work(until_idle=True)
        with browser_of(bench) as browser:
            yield browser


def _page(browser: TestClient, begin: str) -> Reading:
    """The first page from the evaluation whose address begins so."""
    (place,) = {
        each for each in reading_of(browser.get("/evaluations").text).links if "/evaluations/" in each
    }
    page = reading_of(browser.get(place).text)
    if begin == "/evaluations/":
        return page
    return reading_of(browser.get(next(each for each in page.links if each.startswith(begin))).text)


def test_the_leaderboard_is_drawn_with_errors_and_leads_to_candidates(evaluated: TestClient) -> None:
    listed = reading_of(evaluated.get("/evaluations").text)
    (place,) = [each for each in listed.links if each.startswith("/evaluations/")]
    page = reading_of(evaluated.get(place).text)
    assert "Leaderboard" in page.text
    (verdict,) = [each.text for each in page.all("p") if each.attributes.get("class") == "verdict"]
    assert "from 4 leads from 0 by" in " ".join(verdict.split())
    assert "That is more than chance explains" in verdict
    candidates = [each for each in page.links if each.startswith("/candidates/")]
    classes = [each.attributes.get("class") for each in page.elements]
    assert len(set(candidates)) == classes.count("bar") == 2
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
    names = [each.text for each in page.all("tr") if "from " in each.text and "±" not in each.text][:2]
    assert ["from 4" in names[0], "from 0" in names[1]] == [True, True]


def test_ranks_of_each_candidate_are_a_histogram_of_all_draws(evaluated: TestClient) -> None:
    page = _page(evaluated, "/evaluations/")
    assert page.text.count("80 draws") == 2
    rows = [each.text.split() for each in page.all("tr")]
    assert ["Candidate", "world", "0", "world", "1"] in rows


def test_a_world_shows_its_bracket_its_payouts_and_what_is_bid(evaluated: TestClient) -> None:
    page = _page(evaluated, "/scenarios/")
    assert "8 teams, 2 opponents who bid 180 in all" in page.text
    assert "1. $10.00" in page.text
    seats = [each for each in page.elements if each.attributes.get("class") == "node"]
    assert len(seats) == 8 + 4 + 2 + 1
    heat = [each for each in page.elements if each.attributes.get("class", "").startswith("heat")]
    assert len(heat) == 6
    assert "all" in page.text


def test_a_candidate_is_drawn_over_the_scenarios_it_was_in(evaluated: TestClient) -> None:
    page = _page(evaluated, "/candidates/")
    bars = [each for each in page.elements if each.attributes.get("class") == "bar"]
    assert [each.text.split()[-2:] for each in bars] == [["world", "0"], ["world", "1"]]
    other = next(each for each in page.links if "metric=mean_points" in each)
    assert "mean_points in points" in reading_of(evaluated.get(other).text).text


def test_a_cohort_says_who_is_best_where(evaluated: TestClient) -> None:
    page = _page(evaluated, "/cohorts/")
    assert "Who is best where" in page.text
    best = [each for each in page.elements if each.attributes.get("class") == "best"]
    assert len(best) >= 2
