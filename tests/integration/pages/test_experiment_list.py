"""The list of experiments has their metrics: as columns, as an order, as bounds, in groups and pictures."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.contract.requests import declare
from tests.contract.test_experiment_metrics import measured
from tests.doors import DirectDoor
from tests.integration.pages.browsing import Reading, browser_of, reading_of
from tests.labs import new_store_file, opened


@pytest.fixture(scope="module")
def sweep(template: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Six experiments of two windows and two names, the last without metrics."""
    with opened(str(new_store_file(template("sqlite"), tmp_path_factory.mktemp("sweep")))) as bench:
        call = DirectDoor(bench.lab)
        for n, sharpe in enumerate([0.5, 2.0, 1.5, "NaN", 1.0]):
            config = {"params": {"window": 10 + n % 2, "fee": n / 100}}
            metrics = {"sharpe": sharpe, "test": {"drawdown": n / 10}}
            name = "fast" if n < 3 else "slow"
            measured(call, f"e{n}", n, metrics, inputs={}, config=config, name=name)
        declare(call, "e5", 5, inputs={}, config={})
        with browser_of(bench) as browser:
            yield browser


def _ids(page: Reading) -> list[str]:
    return [link.removeprefix("/experiments/") for link in page.links if link.startswith("/experiments/")]


def _heading(page: Reading, text: str) -> str:
    return next(each.attributes["href"] for each in page.all("a") if each.text == text)


def test_metrics_are_columns_and_an_order_over_all_experiments(sweep: TestClient) -> None:
    page = reading_of(sweep.get("/experiments?limit=2").text)
    assert _ids(page) == ["e5", "e4"]
    page = reading_of(sweep.get("/experiments").text)
    assert "test.drawdown" in page.text
    best = reading_of(sweep.get(_heading(page, "sharpe")).text)
    assert _ids(best) == ["e1", "e2", "e4", "e0", "e5", "e3"]
    assert "6 experiments, by sharpe, highest first, among all experiments" in best.text
    assert _ids(reading_of(sweep.get(_heading(best, "sharpe ↓")).text)) == [
        "e0",
        "e4",
        "e2",
        "e1",
        "e5",
        "e3",
    ]


def test_an_order_goes_on_at_the_next_page(sweep: TestClient) -> None:
    seen, address = [], "/experiments?sort=metrics.sharpe&limit=2"
    for _ in range(3):
        page = reading_of(sweep.get(address).text)
        seen += _ids(page)
        address = next((each.attributes["href"] for each in page.all("a") if each.text == "Next page"), "")
    assert (seen, address) == (["e1", "e2", "e4", "e0", "e5", "e3"], "")


def test_bounds_of_a_metric_are_a_criterion(sweep: TestClient) -> None:
    page = reading_of(sweep.get("/experiments?metric=sharpe&atLeast=1&atMost=1.5").text)
    assert _ids(page) == ["e4", "e2"]
    assert "expected a number" in sweep.get("/experiments?metric=sharpe&atLeast=much").text


def test_columns_are_chosen_among_settings_and_metrics(sweep: TestClient) -> None:
    page = reading_of(sweep.get("/experiments?column=config.params.fee&column=metrics.test.drawdown").text)
    shown = [each.text for each in page.all("th") if each.attributes.get("class") == "number"]
    assert shown == ["params.fee", "test.drawdown"]
    assert _ids(reading_of(sweep.get(_heading(page, "params.fee")).text)) == [
        "e4",
        "e3",
        "e2",
        "e1",
        "e0",
        "e5",
    ]


def test_groups_tell_the_mean_of_each_metric(sweep: TestClient) -> None:
    page = reading_of(sweep.get("/experiments?view=groups&group=name&column=metrics.sharpe").text)
    (fast,) = [each.text for each in page.all("tr") if each.text.startswith("fast")]
    assert fast.split()[:4] == ["fast", "3", "completed", "3"]
    assert "1.33333" in fast
    assert "0.5 to 2" in fast
    by_setting = reading_of(sweep.get("/experiments?view=groups&group=config.params.window").text)
    assert {each.text for each in by_setting.all("th") if each.attributes["scope"] == "row"} == {
        "10",
        "11",
        "nothing",
    }
    by_status = reading_of(sweep.get("/experiments?view=groups&group=status").text)
    assert "/experiments?status=completed" in by_status.links


def test_experiments_are_drawn_against_their_settings(sweep: TestClient) -> None:
    points = reading_of(
        sweep.get("/experiments?view=scatter&x=config.params.fee&y=metrics.test.drawdown").text
    )
    assert len(points.all("circle")) == 5
    assert _ids(points)[:5] == ["e4", "e3", "e2", "e1", "e0"]
    lines = reading_of(sweep.get("/experiments?view=parallel&y=metrics.sharpe").text)
    assert len([each for each in lines.all("polyline") if "way" in each.attributes["class"]]) == 4


def test_the_page_of_an_experiment_shows_its_metrics(sweep: TestClient) -> None:
    page = reading_of(sweep.get("/experiments/e3").text)
    assert "sharpe NaN" in page.text
    assert "test.drawdown 0.3" in page.text
