"""Whatever a record holds, it is text."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from provenlab.tools.pages.rendering import static_address
from provenlab.tools.unseen_letters import written_out
from tests.doors import DirectDoor
from tests.integration.pages.browsing import browser_of, every_page, reading_of
from tests.labs import Bench, new_store_file, opened

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><script src=//evil.example/x.js></script>',
    "' onmouseover='alert(1)",
    '" onfocus="alert(1)" autofocus="',
    "<img src=x onerror=alert(1)>",
    "</title><svg onload=alert(1)>",
    "</textarea></select></option><iframe src=//evil.example>",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "${7*7}#{7*7}",
    "<!-- --><base href=//evil.example>",
    "]]><x>&lt;b&gt;&#60;",
    "\u2028\u2029\u202egnp.exe",
    "<a href=//evil.example>here</a>",
    "<form action=//evil.example><button>",
    "<style>*{display:none}</style>",
    "\\\"';--",
    "<math><mtext></mtext></math>",
    "/../../x?y=z&run=a#b",
    "a" * 100 + "<b>",
)
_STRANGE_IDS = (".", "..", "...", "a:b", "-", "compare", ".x")
_OURS = {
    *("html", "head", "meta", "title", "link", "script", "body", "a", "header", "nav", "main", "h1", "h2"),
    *("p", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td", "div", "span", "b", "code", "pre"),
    *("form", "label", "select", "option", "input", "button", "details", "summary", "ul", "ol", "li", "time"),
    *("section", "progress", "figure", "figcaption", "svg", "g", "rect", "line", "text", "path", "polyline"),
    *("circle", "strong", "br", "small", "fieldset", "legend"),
    *("footer", "caption", "optgroup"),
}


@pytest.fixture(scope="module")
def hostile(
    template: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    store = new_store_file(template("sqlite"), tmp_path_factory.mktemp("hostile"))
    with opened(str(store)) as bench:
        call = DirectDoor(bench.lab)
        for number, text in enumerate(PAYLOADS):
            _record(call, bench, number, text)
        _show(call)
        for number, each in enumerate(_STRANGE_IDS):
            call("publish_artifact", artifactId=each, kind="x", name=f"strange {number}", textContent=each)
            call("start_run", runId=each, name=f"strange {number}", config={})
        with browser_of(bench) as browser:
            yield browser


def _show(call: DirectDoor) -> None:
    """A table and a world in which every name is hostile."""
    rows = [{text: at, f"{at}{text}": text} for at in range(4) for text in PAYLOADS]
    call("publish_artifact", artifactId="table", kind="x", name="table", format="json", jsonContent=rows)
    teams = [text[:60] for text in PAYLOADS[:4]]
    world = {
        "slots": teams,
        "p": [[0.5] * 4] * 4,
        "rules": {"1": 0, "2": 1, "3": 2},
        "payouts": {"1": 100},
        "field": {PAYLOADS[0]: dict.fromkeys(teams[:3], 30), PAYLOADS[5]: dict.fromkeys(teams[1:], 33)},
    }
    call("create_scenario", kind="calcutta", name=PAYLOADS[1], world=world, inputs={"bars": "table"})


def _record(call: DirectDoor, bench: Bench, number: int, text: str) -> None:
    run, artifact, experiment = f"r{number}", f"a{number}", f"e{number}"
    label = text[:128]
    call(
        "publish_artifact",
        artifactId=artifact,
        kind=label,
        name=text,
        logicalKey=text,
        jsonContent={text: text},
    )
    call(
        "create_experiment",
        experimentId=experiment,
        name=text,
        description=text,
        inputs={"data": [artifact]},
        config={text: {text: text}},
        provenance={
            "gitCommit": label,
            "gitDirty": True,
            "engineVersion": label,
            "createdAt": "2025-03-01T00:00:00Z",
        },
    )
    call(
        "start_run",
        runId=run,
        name=text,
        kind=label,
        config={text: text, "n": number},
        tags=[label],
        experimentId=experiment,
        datasets=[{"dataset": text, "version": label, "artifactId": artifact}],
    )
    _go_on(call, bench, run, text)
    _think(call, number, text)


def _go_on(call: DirectDoor, bench: Bench, run: str, text: str) -> None:
    label, number = text[:128], int(run[1:])
    at = bench.clock.now().isoformat()
    points = [{"seq": step, "key": text, "step": step, "value": float(step), "at": at} for step in range(3)]
    call("log_metrics", runId=run, points=points)
    call("report_progress", runId=run, events=[{"kind": "log", "at": at, "phase": label, "message": text}])
    error = {"kind": label, "type": text, "message": text, "traceback": text}
    call("fail_run", runId=run, error=error, metrics={text: 1.0, "n": number})


def _think(call: DirectDoor, number: int, text: str) -> None:
    label, run, artifact = text[:128], f"r{number}", f"a{number}"
    call(
        "log_journal_entry",
        hypothesis=text,
        mutationType=label,
        configDiff={text: text},
        results={text: 1, "said": text},
        tags=[label],
        runId=run,
        metadata={text: [text]},
        promotionReason=text,
        **({"parentId": number} if number else {}),
    )
    call(
        "log_model_version",
        modelName="ranker",
        config={text: text},
        metrics={text: 1.0},
        tags={label: text},
        runId=run,
        inputArtifacts=[artifact],
    )
    call("promote_to_champion", modelName="ranker", version=number + 1, reason=text, actor=label)
    call(
        "submit_job",
        jobId=f"j{number}",
        kind=label,
        name=text,
        config={text: text},
        dedupKey=f"{number}{label}"[:128],
    )


def test_hostile_text_never_becomes_markup(hostile: TestClient) -> None:
    pages = every_page(hostile, most=600)
    assert len(pages) > 150
    for address, page in pages.items():
        if address.endswith("/card"):
            continue
        assert page.unbalanced == [], address
        assert {each.tag for each in page.elements} <= _OURS, address
        scripts = [each.attributes.get("src") for each in page.all("script")]
        assert scripts == [static_address("live.js")], address
        assert all(link.startswith(("/", "#")) and not link.startswith("//") for link in page.links), address
        for each in page.elements:
            assert not any(name.startswith("on") or name == "style" for name in each.attributes), address


@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_hostile_text_is_shown_as_it_is(hostile: TestClient, number: int) -> None:
    heading = reading_of(hostile.get(f"/runs/r{number}").text).all("h1")[0]
    assert heading.text == written_out(PAYLOADS[number])


def test_nothing_turns_the_direction_of_what_stands_beside_it(hostile: TestClient) -> None:
    for place in ("/runs", "/runs/r12", "/journal", "/artifacts/a12", "/models/ranker"):
        page = hostile.get(place).text
        assert not set("\u2028\u2029\u202e") & set(page), place
        assert "\\u202egnp.exe" in page, place


def test_charts_and_comparisons_hold_hostile_names(hostile: TestClient) -> None:
    names = "&".join(f"run=r{number}" for number in range(20))
    for address in (f"/compare?{names}", "/runs?view=scatter", "/runs?view=parallel&limit=100"):
        answer = hostile.get(address)
        assert answer.status_code == 200
        page = reading_of(answer.text)
        assert {each.tag for each in page.elements} <= _OURS
        assert page.unbalanced == []


def test_tables_worlds_and_groups_hold_hostile_names(hostile: TestClient) -> None:
    table = reading_of(hostile.get("/artifacts/table").text)
    (world,) = {each for each in table.links if each.startswith("/scenarios/")}
    for address in (
        world,
        "/artifacts/table?limit=1",
        "/artifacts/table?chart=histogram",
        "/runs?view=groups&group=tag&limit=200",
        "/journal?view=threads",
        "/experiments?limit=30",
    ):
        answer = hostile.get(address)
        assert answer.status_code == 200, address
        page = reading_of(answer.text)
        assert {each.tag for each in page.elements} <= _OURS, address
        assert page.unbalanced == [], address
    assert "<script>alert(1)</script>" in table.text


@pytest.mark.parametrize("number", range(len(_STRANGE_IDS)))
def test_ids_that_look_like_steps_or_words_have_a_page(hostile: TestClient, number: int) -> None:
    found = every_page(hostile, "/runs?name=strange+" + str(number), most=1)
    (link,) = [each for page in found.values() for each in page.links if each.startswith("/runs/")]
    assert reading_of(hostile.get(link).text).all("h1")[0].text == f"strange {number}"
    artifacts = reading_of(hostile.get(f"/artifacts?name=strange+{number}").text)
    (place,) = [each for each in artifacts.links if each.startswith("/artifacts/")]
    assert hostile.get(place).status_code == 200
    assert hostile.get(f"{place}/content").text == _STRANGE_IDS[number]
