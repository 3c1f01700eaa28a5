"""Run cards: one page that depends on nothing but what is stored."""

from html.parser import HTMLParser
from typing import Any

import pytest

from tests.doors import Call, refusal

AT = "2025-03-01T12:00:00Z"
HOSTILE = "<script>alert(1)</script> | `x` \"'&"


def recorded(call: Call, run_id: str = "run-1", **fields: Any) -> None:
    definition = {
        "name": "nightly",
        "config": {"lr": 0.1, "model": {"depth": 3}},
        "datasets": [{"dataset": "FD004", "version": "2"}],
        "seed": 7,
        "origin": {
            "createdAt": AT,
            "gitCommit": "abc123",
            "gitDirty": True,
            "argv": ["train.py", "--lr", "0.1"],
        },
        **fields,
    }
    call("start_run", runId=run_id, **definition)
    points = [
        {"seq": step, "key": "loss", "step": step, "value": value, "at": AT}
        for step, value in enumerate([0.9, 0.5, "NaN", 0.25])
    ]
    call("log_metrics", runId=run_id, points=points)
    call(
        "report_progress",
        runId=run_id,
        events=[{"at": AT, "kind": "progress", "percent": 50, "phase": "fit"}],
    )
    call(
        "log_artifact", runId=run_id, artifactId=f"{run_id}-plot", kind="plot", name="curve", textContent="x"
    )


def card(call: Call, run_id: str = "run-1", **fields: Any) -> str:
    content: str = call("get_run_card", runId=run_id, **fields)["content"]
    return content


def test_a_card_tells_what_a_run_was_and_what_came_of_it(call: Call) -> None:
    recorded(call)
    call("finish_run", runId="run-1", metrics={"auc": 0.93, "bias": "Infinity"})
    shown = card(call)
    for expected in (
        "# nightly",
        "| **Status** | completed |",
        "| **Datasets** | FD004 2 |",
        "| **Commit** | abc123 \\(with changes\\) |",
        "| auc | 0.93 |",
        "| bias | ∞ |",
        "| loss | 4 | 0.25 | 0.9 | 0.25 | █▄ ▁ |",
        "| model.depth | 3 |",
        "| curve | plot | 1 |",
        "fit · 50 %",
        "python train.py --lr 0.1",
    ):
        assert expected in shown


def test_a_card_of_a_failure_tells_why(call: Call) -> None:
    recorded(call)
    error = {"kind": "exception", "type": "ValueError", "message": "no rows", "traceback": "line 1\nline 2"}
    call("fail_run", runId="run-1", error=error)
    shown = card(call)
    assert "exception · ValueError · no rows" in shown
    assert "```text\nline 1\nline 2\n```" in shown


@pytest.mark.requirement("RUN-22")
def test_the_same_stored_state_gives_the_same_card(call: Call) -> None:
    recorded(call)
    for form in ("markdown", "html"):
        assert card(call, format=form) == card(call, format=form)


def test_names_and_values_stay_text_in_every_format(call: Call) -> None:
    recorded(call, name=HOSTILE, config={HOSTILE: HOSTILE})
    call(
        "fail_run",
        runId="run-1",
        error={"kind": "exception", "message": HOSTILE, "traceback": f"```\n{HOSTILE}"},
    )
    assert "<script>" not in card(call).split("```")[0]
    page = Tags()
    page.feed(card(call, format="html"))
    assert "script" not in page.names
    assert HOSTILE in "".join(page.texts)
    assert page.addresses == []


def test_a_card_of_no_run_is_not_found(call: Call) -> None:
    call("init_store")
    assert refusal(call, "get_run_card", runId="none").code == "not_found"


@pytest.mark.parametrize("count", [121, 5_000])
def test_a_long_series_is_thinned_and_keeps_its_spikes(call: Call, count: int) -> None:
    call("start_run", runId="long", name="long", config={}, origin={"createdAt": AT})
    values = [1.0] * count
    values[count // 3], values[count // 2] = 99.0, -99.0
    points = [
        {"seq": step, "key": "x", "step": step, "value": value, "at": AT} for step, value in enumerate(values)
    ]
    call("log_metrics", runId="long", points=points)
    page = card(call, "long", format="html")
    assert f"<td class=number>{count}</td><td class=number>-99</td><td class=number>99</td>" in page
    assert page.count(",") < 400 + page.split("<body>")[0].count(",")


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.texts: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
