"""`provenlab mcp` through the SDK's own client over standard input and output."""

import asyncio
import gzip
import json
import os
import random
import re
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from mcp import Client, MCPError

from provenlab import open_lab
from provenlab.core.operations import MODULES
from provenlab.core.operations.registry import Effect
from provenlab.tools.mcp.fitting import MOST_CHARACTERS
from provenlab.tools.mcp.tools import offered
from tests.architecture.source_tree import ROOT
from tests.calcuttas import entry
from tests.contract.evaluation_labs import cohort, submitted
from tests.doors import DirectDoor, Refused
from tests.integration.cli.laboratory import fill
from tests.integration.kept_stores import FOLDER
from tests.integration.mcp.clients import agent, agent_here, answer
from tests.labs import opened

TRIALS = int(os.environ.get("PROVENLAB_AGENT_TRIALS", "200"))
TRIAL = {"inputs": ["a" * 64], "evaluator": {"kind": "backtest", "version": "1"}, "cohort": "spring"}

Session = Callable[[Client], Awaitable[Any]]


@pytest.fixture(params=["sqlite", "duckdb"])
def store(request: pytest.FixtureRequest, new_url: Callable[[str], str]) -> str:
    return new_url(request.param)


@pytest.fixture
def filled(new_url: Callable[[str], str]) -> str:
    url = new_url("sqlite")
    with opened(url) as bench:
        fill(bench)
    return url


def talk(store: str, home: Path, session: Session, *words: str) -> Any:
    """The result of a conversation with a server of its own."""

    async def conversation() -> Any:
        async with agent(store, home, *words) as client:
            return await session(client)

    return asyncio.run(conversation())


def talk_here(store: str, session: Session, allow_writes: bool = False) -> Any:
    """The result of a conversation with a server in this process."""

    async def conversation() -> Any:
        async with agent_here(store, allow_writes) as client:
            return await session(client)

    return asyncio.run(conversation())


def server_of(store: str) -> int:
    """The process that serves a store."""
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = each.read_bytes().decode(errors="replace").split("\0")
            if store in words and "mcp" in words:
                return int(each.parent.name)
    raise AssertionError(f"no server of {store}")


def test_a_loop_that_is_restarted_in_the_middle_repeats_nothing(store: str, tmp_path: Path) -> None:
    """Every session knows what was tried from the store alone; the server of the first one is killed."""
    draw = random.Random(7)
    possible = TRIALS if store.endswith(".sqlite") else TRIALS // 10
    proposals = [draw.randrange(possible) for _ in range(2 * possible)]
    tried: list[int] = []

    async def work(client: Client, windows: list[int]) -> None:
        for window in windows:
            asked = {"config": {"window": window}, "trial": TRIAL}
            if (await answer(client, "have_we_tried", **asked))["tried"]:
                continue
            tried.append(window)
            await answer(
                client,
                "log_trial",
                **asked,
                hypothesis="another window is better",
                mutationType="hyperparameter",
                configDiff={"window": window},
                results={"sharpe": draw.random()},
                disposition="errored" if window % 7 == 0 else "evaluated",
            )

    half = len(proposals) // 2

    async def until_killed(client: Client) -> None:
        await work(client, proposals[:half])
        os.kill(server_of(store), signal.SIGKILL)

    talk(store, tmp_path, until_killed, "--allow-writes")
    talk(store, tmp_path, lambda client: work(client, proposals), "--allow-writes")
    assert sorted(tried) == sorted(set(proposals))
    with opened(store) as bench:
        direct = DirectDoor(bench.lab)
        assert len(direct("query_journal", limit=None)["items"]) == len(tried)
        assert direct("verify_store")["findings"] == []


def test_reading_tools_say_so_and_writing_ones_are_there_only_when_allowed(tmp_path: Path) -> None:
    async def listed(client: Client) -> dict[str, Any]:
        return {each.name: each for each in (await client.list_tools()).tools}

    store = str(tmp_path / "lab.sqlite")
    reading = talk_here(store, listed)
    all_tools = talk_here(store, listed, allow_writes=True)
    assert {name for name in all_tools if name not in reading} >= {"log_trial", "record_decision"}
    for name, tool in all_tools.items():
        reads = offered(True)[name].declared().effect is Effect.READ
        assert tool.annotations.read_only_hint == reads == (name in reading)
        jsonschema.Draft202012Validator.check_schema(tool.input_schema)
    assert {name for name, tool in all_tools.items() if tool.annotations.destructive_hint} == {"cancel_job"}
    changing_more_each_time = {n for n, tool in all_tools.items() if not tool.annotations.idempotent_hint}
    assert changing_more_each_time == {"log_trial"}
    assert not Path(store).exists()


def test_every_tool_is_an_operation() -> None:
    names = {"have_we_tried", "similar_trials", "log_trial", "record_decision", "query_journal"}
    names |= {"get_progress", "why_champion", "lineage", "list_cohorts", "create_candidate", "cancel_job"}
    names |= {"get_scenario", "list_candidates", "list_evaluations", "get_run", "list_artifacts"}
    assert names | {"submit_evaluation", "get_leaderboard", "preview_artifact"} == set(offered(True))
    assert {each.operation for each in offered(True).values()} <= set(MODULES)


def test_the_first_question_of_a_loop_makes_the_store_where_it_may(tmp_path: Path) -> None:
    store = tmp_path / "new.sqlite"

    async def ask(client: Client) -> Any:
        return await answer(client, "have_we_tried", config={"lr": 0.1}, trial=TRIAL)

    async def refused(client: Client) -> str:
        with pytest.raises(Refused) as caught:
            await ask(client)
        return caught.value.code

    assert (talk_here(str(store), refused), store.exists()) == ("not_initialised", False)
    assert talk_here(str(store), ask, allow_writes=True)["tried"] is False


def test_a_store_of_an_earlier_release_is_migrated_by_who_may_write(tmp_path: Path) -> None:
    store = tmp_path / "old.sqlite"
    store.write_bytes(gzip.decompress((FOLDER / "v9.sqlite.gz").read_bytes()))

    async def ask(client: Client) -> Any:
        return await answer(client, "query_journal", limit=1)

    async def refused(client: Client) -> str:
        with pytest.raises(Refused) as caught:
            await ask(client)
        return caught.value.code

    assert talk_here(str(store), refused) == "schema_outdated"
    assert talk_here(str(store), ask, allow_writes=True)["items"]


def test_what_an_agent_could_not_find_again_is_not_logged(filled: str, tmp_path: Path) -> None:
    note = {"hypothesis": "h", "mutationType": "m", "configDiff": {}, "results": {}}

    async def session(client: Client) -> Refused:
        with pytest.raises(Refused) as caught:
            await answer(client, "log_trial", **note, config={"lr": 0.1})
        return caught.value

    refused = talk_here(filled, session, allow_writes=True)
    assert refused.paths == ["trial"]


def test_repeated_calls_of_tools_that_say_so_change_nothing(
    new_url: Callable[[str], str], tmp_path: Path
) -> None:
    url = new_url("sqlite")
    with opened(url) as bench:
        ids = submitted(DirectDoor(bench.lab))
    calls: dict[str, dict[str, Any]] = {
        "create_candidate": {"scenarioId": ids["scenarioId"], "name": "n", "payload": entry(0, 50, 25, 10)},
        "submit_evaluation": {
            "cohortId": ids["cohortId"],
            "candidateIds": [ids["candidateId"]],
            "nSims": 9,
            "seed": 9,
        },
        "cancel_job": {"jobId": ids["evaluationId"], "actor": "agent", "reason": "enough"},
        "record_decision": {"entryId": 1, "decision": "rejected", "reason": "no better"},
    }
    with opened(url) as bench:
        logged = {"hypothesis": "h", "mutationType": "m", "configDiff": {}, "results": {}}
        DirectDoor(bench.lab)("log_journal_entry", **logged)

    async def session(client: Client) -> list[bool]:
        changed = []
        for _ in range(2):
            for tool, arguments in calls.items():
                found = await answer(client, tool, **arguments)
                changed.append(found.get("created", found.get("changed")))
        return changed

    assert set(calls) == {each.name for each in offered(True).values() if each.repeatable}
    assert talk_here(url, session, allow_writes=True) == [True] * 4 + [False] * 4


def test_a_tool_that_writes_is_not_known_unless_allowed(filled: str, tmp_path: Path) -> None:
    async def session(client: Client) -> str:
        with pytest.raises(MCPError) as caught:
            await client.call_tool("record_decision", {"entryId": 1, "decision": "rejected"})
        return caught.value.message

    assert talk_here(filled, session).startswith("no tool record_decision; there are have_we_tried")


def test_the_questions_of_an_agent_are_answered(filled: str, tmp_path: Path) -> None:
    async def session(client: Client) -> dict[str, Any]:
        near = await answer(client, "similar_trials", config={"lr": 0.2, "depth": 6, "loss": "huber"}, k=2)
        return {
            "near": len(near["items"]),
            "best": (await answer(client, "query_journal", byResult={"key": "auc"}, limit=1))["items"][0],
            "progress": await answer(client, "get_progress", runId="run-1"),
            "why": await answer(client, "why_champion"),
            "lineage": await answer(client, "lineage", artifactId="clean-1", direction="upstream"),
            "decided": await answer(client, "record_decision", entryId=1, decision="rejected", reason="old"),
        }

    found = talk_here(filled, session, allow_writes=True)
    assert found["near"] == 2
    assert found["best"]["results"]["auc"] == 0.93
    assert found["progress"]["items"][-1]["kind"] == "status"
    assert found["why"]["version"]["version"] == 2
    assert {each["id"] for each in found["lineage"]["nodes"]} == {"clean-1", "bars-1"}
    assert found["decided"]["promotionDecision"] == "rejected"


def test_an_agent_has_a_candidate_evaluated(new_url: Callable[[str], str], tmp_path: Path) -> None:
    url = new_url("sqlite")
    with opened(url) as bench:
        cohort(DirectDoor(bench.lab))

    async def submit(client: Client) -> Any:
        (known,) = (await answer(client, "list_cohorts", filter={"limit": 1}))["items"]
        candidates = [
            (
                await answer(
                    client,
                    "create_candidate",
                    scenarioId=known["scenarioIds"][0],
                    name=f"from {first}",
                    payload=entry(first, 50, 25, 10),
                )
            )["candidateId"]
            for first in (0, 3)
        ]
        plan = {"cohortId": known["cohortId"], "candidateIds": candidates, "nSims": 40, "seed": 1}
        first = await answer(client, "submit_evaluation", **plan)
        again = await answer(client, "submit_evaluation", **plan)
        assert again["evaluationId"] == first["evaluationId"]
        return first

    submitted = talk_here(url, submit, allow_writes=True)
    with open_lab(url) as lab:
        lab.jobs.work(until_idle=True)

    async def read(client: Client) -> Any:
        progress = await answer(client, "get_progress", runId=submitted["runId"])
        of = {"evaluationId": submitted["evaluationId"]}
        first = await answer(client, "get_leaderboard", **of, limit=1)
        return progress, await answer(client, "get_leaderboard", **of), first

    progress, leaderboard, first = talk_here(url, read)
    assert progress["items"][-1]["status"] == "completed"
    assert len(leaderboard["entries"]) == 2
    assert (len(first["entries"]), first["candidates"]) == (1, 2)


def test_pages_are_followed_to_the_end_though_answers_are_cut_to_size(
    new_url: Callable[[str], str], tmp_path: Path
) -> None:
    url, count = new_url("sqlite"), 60
    with opened(url) as bench:
        direct = DirectDoor(bench.lab)
        for number in range(count):
            direct(
                "log_journal_entry",
                hypothesis="x" * 900 if number % 2 else "y" * 9,
                mutationType="m",
                configDiff={},
                results={},
                config={"number": number},
            )

    async def session(client: Client) -> list[int]:
        seen: list[int] = []
        cursor: dict[str, int] = {}
        while True:
            result = await client.call_tool("query_journal", {"limit": 100, **cursor})
            text = result.content[0].text  # type: ignore[union-attr]
            assert len(text) <= MOST_CHARACTERS
            page = json.loads(text)
            assert result.structured_content == page
            seen += [each["config"]["number"] for each in page["items"]]
            if "nextCursor" not in page:
                return seen
            cursor = {"cursor": page["nextCursor"]}

    assert talk_here(url, session) == list(reversed(range(count)))


def test_errors_are_read_by_the_agent_and_name_what_would_be_right(filled: str, tmp_path: Path) -> None:
    async def refusals(client: Client) -> list[Refused]:
        found = []
        for tool, arguments in (
            ("get_progress", {"runId": "no-such"}),
            ("get_progress", {"runId": "run-1", "limit": 10_000}),
            ("lineage", {"artifactId": "clean-1"}),
            ("similar_trials", {"config": {"lr": 0.1}, "colour": "red"}),
            ("similar_trials", {"config": {"n": 2**60}}),
        ):
            with pytest.raises(Refused) as caught:
                await answer(client, tool, **arguments)
            found.append(caught.value)
        return found

    found = talk_here(filled, refusals)
    codes = [(each.code, each.message) for each in found]
    assert [code for code, _ in codes] == [
        "not_found",
        "validation_failed",
        "validation_failed",
        "validation_failed",
        "invalid_json",
    ]
    assert found[0].details["hint"] == "list_evaluations tells which there are"
    assert "from 1 to 200" in codes[1][1]
    assert "direction" in codes[2][1]
    assert "is no field of similar_trials" in codes[3][1]


def test_what_the_guide_tells_a_host_starts_the_server(tmp_path: Path) -> None:
    found = re.search(
        r"<!-- mcp:begin -->\n```json\n(.*?)```\n",
        (ROOT / "docs/guide/mcp.md").read_text(encoding="utf-8"),
        re.DOTALL,
    )
    assert found is not None
    told = json.loads(found[1])["mcpServers"]["lab"]
    assert told["command"] == "provenlab"
    verb, _, store, *words = told["args"]
    assert verb == "mcp"

    async def session(client: Client) -> list[str]:
        return [each.name for each in (await client.list_tools()).tools]

    assert "log_trial" in talk(str(tmp_path / store), tmp_path, session, *words)
