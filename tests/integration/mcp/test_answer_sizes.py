"""No answer is longer than a context window has room for, whatever the store holds."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from provenlab.tools.mcp.fitting import MOST_CHARACTERS, fitted
from provenlab.tools.mcp.tools import offered
from tests.contract.evaluation_labs import submitted
from tests.doors import Call, DirectDoor
from tests.integration.cli.laboratory import fill
from tests.integration.mcp.clients import agent
from tests.labs import opened

TRIAL = {"inputs": ["a" * 64], "evaluator": {"kind": "backtest", "version": "1"}, "cohort": "spring"}
LARGE: dict[str, Any] = {f"layer {number:04}": list(range(20)) for number in range(120)}
TEXT = "word " * 1_500
N_RECORDS = 6


@pytest.fixture
def crowded(new_url: Callable[[str], str]) -> tuple[str, dict[str, str]]:
    """A store whose records are as long as people make them, and many."""
    url = new_url("sqlite")
    with opened(url) as bench:
        fill(bench)
        call = DirectDoor(bench.lab)
        ids = submitted(call)
        _tell_much(call)
    return url, ids


def _tell_much(call: Call) -> None:
    for seed in range(N_RECORDS):
        call("log_journal_entry", **_trial(seed))
    call("start_run", runId="long", name="n", config=LARGE)
    events = [
        {"at": "2025-03-01T12:00:00Z", "kind": "log", "message": TEXT, "payload": {"all": TEXT}}
        for _ in range(N_RECORDS)
    ]
    call("report_progress", runId="long", events=events)
    for number in range(N_RECORDS * 10):
        made = {"artifactId": f"made-{number}", "kind": "k" * 100, "name": f"{number} {'n' * 200}"}
        call(
            "publish_artifact",
            **made,
            textContent=str(number),
            parents=[{"artifactId": "bars-1", "role": "r"}],
        )


def _trial(seed: int) -> dict[str, Any]:
    return {
        "hypothesis": TEXT,
        "mutationType": "everything",
        "configDiff": LARGE,
        "config": LARGE,
        "trial": TRIAL,
        "seed": seed,
        "results": {f"metric {number}": number / 7 for number in range(400)},
        "metadata": {"notes": TEXT},
    }


def _questions(ids: dict[str, str]) -> dict[str, dict[str, Any]]:
    """The most that each tool can be asked for."""
    return {
        "have_we_tried": {"config": LARGE, "trial": TRIAL},
        "similar_trials": {"config": LARGE, "k": 50},
        "query_journal": {"limit": 100},
        "list_cohorts": {"filter": {"limit": 50}},
        "get_scenario": {"scenarioId": ids["scenarioId"]},
        "list_candidates": {"filter": {"limit": 50}},
        "list_evaluations": {"filter": {"limit": 50}},
        "get_run": {"runId": "long"},
        "list_artifacts": {"filter": {"limit": 50}},
        "preview_artifact": {"artifactId": "bars-1", "limit": 200},
        "get_leaderboard": {"evaluationId": ids["evaluationId"], "limit": 200},
        "get_progress": {"runId": "long", "limit": 200},
        "why_champion": {"limit": 50},
        "lineage": {"artifactId": "bars-1", "direction": "downstream", "maxNodes": 100},
        "log_trial": _trial(N_RECORDS),
        "record_decision": {"entryId": 5, "decision": "rejected", "reason": TEXT},
        "create_candidate": {"scenarioId": ids["scenarioId"], "name": "n", "payload": {}},
        "submit_evaluation": {
            "cohortId": ids["cohortId"],
            "candidateIds": [ids["candidateId"]],
            "nSims": 40,
            "seed": 1,
        },
        "cancel_job": {"jobId": ids["evaluationId"], "reason": TEXT},
    }


def test_every_answer_fits_and_says_what_it_left_out(
    crowded: tuple[str, dict[str, str]], tmp_path: Path
) -> None:
    url, ids = crowded
    questions = _questions(ids)
    assert set(questions) == set(offered(True))

    async def told() -> dict[str, str]:
        async with agent(url, tmp_path, "--allow-writes") as client:
            answers = {}
            for tool, arguments in questions.items():
                result = await client.call_tool(tool, arguments)
                (content,) = result.content
                answers[tool] = content.text  # type: ignore[union-attr]
            return answers

    answers = asyncio.run(told())
    found = {tool: json.loads(text) for tool, text in answers.items()}
    assert {tool: len(text) for tool, text in answers.items() if len(text) > MOST_CHARACTERS} == {}
    assert found["have_we_tried"]["tried"] is True
    assert "cut" in found["have_we_tried"]
    assert "nextCursor" in found["query_journal"]
    assert found["log_trial"]["entryId"] > N_RECORDS
    events = found["get_progress"]["items"]
    assert [each["seq"] for each in events] == list(range(1, len(events) + 1))
    assert found["lineage"]["truncated"] is True
    with opened(url) as bench:
        count = DirectDoor(bench.lab)("count_journal", text="word")["count"]
    # What is asked again for a shorter answer was a question; what writes is asked once.
    assert count == N_RECORDS + 1


def test_what_writes_is_never_asked_twice() -> None:
    asked: list[int | None] = []

    def ask(size: int | None) -> Any:
        asked.append(size)
        return {"text": "x" * 10 * MOST_CHARACTERS}

    assert len(fitted(ask, None)) <= MOST_CHARACTERS
    assert asked == [None]


def test_what_is_short_is_told_however_long_the_rest_is() -> None:
    deep = {f"a name of a metric {number:04}" * 3: {"deep": ["x" * 99] * 3} for number in range(60)}
    entries = [{"results": deep, "config": {f"{number}": deep for number in range(30)}}] * 3
    text = fitted(lambda _size: {"tried": True, "trialKey": "a" * 64, "entries": entries}, None)
    told = json.loads(text)
    assert len(text) <= MOST_CHARACTERS
    assert (told["tried"], told["trialKey"]) == (True, "a" * 64)
    assert "cut" in told
