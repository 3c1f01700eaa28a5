"""The pages without a mouse: from the first key to a run and back."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.browser.visits import DESK, Visit

# What has the focus, whether it is seen to have it, and where it stands in the document.
_FOCUS = """() => {
  const found = document.activeElement, style = getComputedStyle(found), box = found.getBoundingClientRect();
  const all = [...document.querySelectorAll("*")];
  return {
    tag: found.tagName.toLowerCase(), text: found.textContent.trim(), name: found.getAttribute("name") ?? "",
    href: found.getAttribute("href") ?? "", at: all.indexOf(found), within: !!found.closest("main"),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    inside: box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight,
  };
}"""


def _tab(visit: Visit) -> dict[str, Any]:
    visit.page.keyboard.press("Tab")
    found: dict[str, Any] = visit.page.evaluate(_FOCUS)
    return found


def _tab_to(visit: Visit, **wanted: str) -> None:
    for _ in range(100):
        found = _tab(visit)
        if all(found[key] == value for key, value in wanted.items()):
            return
    raise AssertionError(f"no Tab leads to {wanted}")


def test_the_first_key_offers_to_skip_to_the_content(visit: Visit) -> None:
    visit.go("/runs")
    first = _tab(visit)
    assert (first["text"], first["inside"], first["outlined"]) == ("Skip to the content", True, True)
    visit.page.keyboard.press("Enter")
    assert visit.page.url.endswith("#content")
    assert _tab(visit)["within"]


def test_tab_goes_through_a_page_in_the_order_of_reading_and_is_seen(visit: Visit) -> None:
    visit.page.set_viewport_size(DESK)
    for address in ("/runs", "/runs/run-1", "/models/provenlab-model", "/journal"):
        visit.go(address)
        places = []
        while (found := _tab(visit))["tag"] != "body" and found["at"] not in places:
            assert found["outlined"], (address, found)
            assert found["inside"], (address, found)
            places.append(found["at"])
        assert len(places) > 8, address
        assert places == sorted(places), address


def test_a_list_is_filtered_a_run_opened_and_left_again_by_keys_alone(visit: Visit) -> None:
    visit.go("/runs")
    _tab_to(visit, name="name")
    visit.page.keyboard.type("fd004 sweep")
    with visit.page.expect_navigation():
        visit.page.keyboard.press("Enter")
    assert parse_qs(urlsplit(visit.page.url).query)["name"] == ["fd004 sweep"]
    _tab_to(visit, text="fd004 sweep")
    with visit.page.expect_navigation():
        visit.page.keyboard.press("Enter")
    assert visit.page.locator("h1").inner_text() == "fd004 sweep"
    visit.page.go_back()
    assert visit.page.locator("input[name=name]").input_value() == "fd004 sweep"
    assert visit.page.locator("tbody tr").count() == 3


def test_runs_are_chosen_and_compared_by_keys_alone(visit: Visit) -> None:
    visit.go("/runs?name=fd004+sweep")
    for _ in range(2):
        _tab_to(visit, name="run")
        visit.page.keyboard.press("Space")
    _tab_to(visit, text="Compare the chosen runs")
    with visit.page.expect_navigation():
        visit.page.keyboard.press("Enter")
    assert visit.page.locator("h1").inner_text() == "2 runs compared"


def test_a_graph_is_made_larger_by_keys_and_the_page_stays_as_wide(visit: Visit) -> None:
    visit.go("/runs/run-1")
    width = "() => document.querySelector('.graph svg').getBoundingClientRect().width"
    whole = "() => document.documentElement.scrollWidth"
    before, page = visit.page.evaluate(width), visit.page.evaluate(whole)
    visit.page.locator(".zoom input[value='100']").first.focus()
    visit.page.keyboard.press("ArrowRight")
    assert visit.page.evaluate(width) == 1.5 * before
    visit.page.keyboard.press("ArrowRight")
    assert visit.page.evaluate(width) == 2 * before
    assert visit.page.evaluate(whole) == page
