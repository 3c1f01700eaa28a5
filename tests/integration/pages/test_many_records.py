"""Lists and records of which there are more than a page shows."""

from collections.abc import Callable

from tests.doors import DirectDoor
from tests.integration.pages.browsing import browser_of, reading_of
from tests.labs import opened


def test_what_more_than_a_page_of_experiments_read_is_shown_without_walking_to_all_of_them(
    new_url: Callable[[str], str],
) -> None:
    provenance = {
        "gitCommit": "0f3c9ab",
        "gitDirty": False,
        "engineVersion": "1",
        "createdAt": "2025-03-01T00:00:00Z",
    }
    with opened(new_url("sqlite")) as bench:
        call = DirectDoor(bench.lab)
        call("publish_artifact", artifactId="bars", kind="ohlcv", name="bars", textContent="x")
        with browser_of(bench) as browser:
            seen = []
            for number in range(50):
                inputs = {"ohlcv": ["bars"]}
                call("create_experiment", name=f"e{number}", inputs=inputs, config={}, provenance=provenance)
                if number >= 48:
                    seen.append(reading_of(browser.get("/artifacts/bars").text).text)
    assert "What came of it" in seen[0]
    assert "too much to be drawn" not in seen[0]
    assert "What came of it" not in seen[1]
    assert "too much to be drawn" in seen[1]


def test_the_journal_counts_no_further_than_it_says(new_url: Callable[[str], str]) -> None:
    with opened(new_url("sqlite")) as bench:
        call = DirectDoor(bench.lab)
        for number in range(12):
            note = {"hypothesis": f"idea {number}", "mutationType": "m", "configDiff": {}, "results": {}}
            call("log_journal_entry", **note)
        with browser_of(bench) as browser:
            whole = reading_of(browser.get("/journal").text).text
            part = reading_of(browser.get("/journal?limit=5").text).text
            later = reading_of(browser.get("/journal?limit=5&cursor=8").text).text
    assert "12 entries" in whole
    assert "12 entries" in part
    assert "entries" not in later
