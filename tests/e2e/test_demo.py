"""The demo, run twice into a folder of its own: what it says, what is stored, and that it is right."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from provenlab.core.operations.registry import find_operation
from provenlab.tools.compose import LabParts, open_parts
from provenlab.tools.dispatch import run_operation, wire_value
from tests.e2e.typescript_client import CLIENT, compile_client, run_quietly

EXPERIMENTS = 54
SLICES = 9
# A slice, its alerts, and of each experiment trades, metrics and curve; one strategy for all.
ARTIFACTS = 2 * SLICES + 3 * EXPERIMENTS + 1
FEE = 0.001


def run_demo(store: Path) -> str:
    program = CLIENT / "build/examples/sweep/main.js"
    return run_quietly("node", program, "--store", store, "--commit", "0f3c9ab")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "sweep.duckdb"


@pytest.fixture(scope="module")
def outputs(store: Path) -> list[str]:
    """What two runs said."""
    compile_client()
    return [run_demo(store), run_demo(store)]


@pytest.fixture
def lab(store: Path, outputs: list[str]) -> Iterator[LabParts]:
    lab = open_parts(store)
    yield lab
    lab.close()


def ask(lab: LabParts, operation: str, **params: Any) -> Any:
    return wire_value(run_operation(lab, find_operation(operation), params))


def test_the_second_run_creates_nothing(outputs: list[str]) -> None:
    counts = re.compile(r"^(experiments|artifacts): +(\d+) \((\d+) new, (\d+) there before\)$", re.MULTILINE)
    assert counts.findall(outputs[0]) == [
        ("experiments", str(EXPERIMENTS), str(EXPERIMENTS), "0"),
        ("artifacts", str(ARTIFACTS), str(ARTIFACTS), "0"),
    ]
    assert [found[2] for found in counts.findall(outputs[1])] == ["0", "0"]
    assert "nothing was executed or stored twice" in outputs[1]


def test_both_runs_report_the_same_results_from_the_store(outputs: list[str]) -> None:
    first, second = (
        text[text.index("\nThe best of each slice") : text.index("\nStored in")] for text in outputs
    )
    assert first == second
    assert len(re.findall(r"^(?:AAPL|FB|GOOG|IBM|MSFT) 20", first, re.MULTILINE)) == SLICES
    assert re.search(r"^6 experiments read AAPL 2005-2008", first, re.MULTILINE)
    assert re.search(r"^ +ohlcv: artifact AAPL 2005-2008 daily bars", first, re.MULTILINE)


def test_every_experiment_is_completed_with_its_three_outputs(lab: LabParts) -> None:
    assert ask(lab, "count_experiments") == {"total": EXPERIMENTS, "byStatus": {"completed": EXPERIMENTS}}
    experiments = ask(lab, "list_experiments")
    assert {tuple(sorted(each["outputs"])) for each in experiments} == {("curves", "metrics", "trades")}
    kinds = Counter(each["kind"] for each in ask(lab, "list_artifacts", filter={"limit": None})["items"])
    assert kinds == {
        "ohlcv": SLICES,
        "alerts": SLICES,
        "strategy": 1,
        "trades": EXPERIMENTS,
        "metrics": EXPERIMENTS,
        "curves": EXPERIMENTS,
    }


def test_the_store_it_leaves_is_sound(lab: LabParts) -> None:
    verification = ask(lab, "verify_store")
    assert verification["findings"] == []
    assert (verification["experiments"], verification["artifacts"]) == (EXPERIMENTS, ARTIFACTS)


def test_a_slice_leads_to_its_experiments_and_all_that_came_of_them(lab: LabParts) -> None:
    slices = ask(lab, "list_artifacts", filter={"kind": "ohlcv"})["items"]
    for each in slices:
        readers = ask(lab, "find_by_input_artifacts", artifactIds=[each["artifactId"]])
        assert len(readers) == EXPERIMENTS // SLICES
        lineage = ask(lab, "get_lineage", artifactId=each["artifactId"], direction="downstream")
        reached = Counter(node["kind"] for node in lineage["nodes"])
        assert reached == {"experiment": 6, "artifact": 1 + 1 + 3 * 6}


def rows_of(lab: LabParts, artifact_id: str) -> list[dict[str, str]]:
    artifact = ask(lab, "get_artifact", artifactId=artifact_id)
    content = b"".join(lab.blobs.open_stream(artifact["storageUri"])).decode()
    return list(csv.DictReader(io.StringIO(content)))


def replayed_trades(bars: list[dict[str, str]], fast: int, slow: int) -> list[tuple[str, str, float]]:
    """Written anew from the rule's words: at each open, look only at the closes before it."""
    dates, closes = [bar["date"] for bar in bars], [float(bar["close"]) for bar in bars]
    opens = [float(bar["open"]) for bar in bars]
    trades, bought = [], None
    for today in range(slow, len(bars)):
        known = closes[:today]
        rising = sum(known[-fast:]) / fast > sum(known[-slow:]) / slow
        if bought is None and rising and _week(dates[today]) != _week(dates[today - 1]):
            bought = today
        elif bought is not None and not rising:
            trades.append((dates[bought], dates[today], opens[today] / opens[bought]))
            bought = None
    if bought is not None:
        trades.append((dates[bought], dates[-1], closes[-1] / opens[bought]))
    return [(entry, left, growth * (1 - FEE) ** 2 - 1) for entry, left, growth in trades]


def _week(day: str) -> tuple[int, int]:
    return date.fromisoformat(day).isocalendar()[:2]


def test_the_stored_trades_are_those_of_the_rule(lab: LabParts) -> None:
    for experiment in ask(lab, "list_experiments"):
        params = experiment["config"]["params"]
        bars = rows_of(lab, experiment["inputs"]["ohlcv"][0])
        stored = rows_of(lab, experiment["outputs"]["trades"])
        expected = replayed_trades(bars, params["fast"], params["slow"])
        assert [(each["entry_date"], each["exit_date"]) for each in stored] == [each[:2] for each in expected]
        assert [float(each["profit"]) for each in stored] == pytest.approx(
            [each[2] for each in expected], abs=1e-6
        )
        curve = rows_of(lab, experiment["outputs"]["curves"])
        account = 1.0
        for _, _, profit in expected:
            account *= 1 + profit
        assert float(curve[-1]["equity"]) == pytest.approx(account, abs=1e-5)
