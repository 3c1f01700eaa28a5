"""Many processes that promote at once: one champion, a history in one line, aliases that agree with it."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.doors import DirectDoor
from tests.labs import SQL_BACKENDS, opened

ROOT = Path(__file__).resolve().parents[2]
PROMOTERS, EACH, VERSIONS = 8, 6, 12

PROMOTE = """
import json, random, sys
from provenlab.core.errors import Conflict
from provenlab.tools.compose import open_parts
url, number, times, expected = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
lab = open_parts(url)
dice = random.Random(number)
lab.models.standing("provenlab-model")
print("ready", flush=True)
sys.stdin.readline()
for _ in range(times):
    version = number + 2 if expected else dice.randint(1, 12)
    try:
        now = int(expected) if expected else None
        done = lab.models.promote("provenlab-model", version, expected_champion=now)
    except Conflict:
        print("null", flush=True)
        continue
    print(json.dumps(done.event and [done.event.seq, done.event.version]), flush=True)
lab.close()
"""


def promoter(url: str, number: int, times: int, expected: str = "") -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", PROMOTE, url, str(number), str(times), expected],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n", process.communicate()
    return process


def send_off(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def acknowledged(process: subprocess.Popen[str]) -> list[Any]:
    lines, errors = process.communicate(timeout=300)
    assert (process.returncode, errors) == (0, "")
    return [json.loads(line) for line in lines.splitlines()]


def prepared(url: str) -> None:
    with opened(url, idle_ms=0) as bench:
        call = DirectDoor(bench.lab)
        for n in range(VERSIONS):
            call("log_model_version", config={"n": n})
        call("promote_to_champion", version=1)


def require_one_line(url: str) -> list[tuple[int, int]]:
    """Sequence and version of every event, once they have been found to follow from each other."""
    with opened(url, idle_ms=0) as bench:
        call = DirectDoor(bench.lab)
        events = call("get_model_history")
        assert [each["seq"] for each in events] == list(range(1, len(events) + 1))
        for one, other in pairwise(events):
            assert other["previousChampion"] == one["champion"]
            assert other["version"] != one["version"]
        champion = call("get_champion_info")
        assert (champion["version"], champion["drift"]) == (events[-1]["champion"], [])
        call("reconcile_models")
        found = call("list_versions", limit=None)["items"]
        aliases = {alias: each["version"] for each in found for alias in each["aliases"]}
        assert aliases["champion"] == champion["version"]
        return [(each["seq"], each["version"]) for each in events]


@pytest.mark.requirement("MODELS-09")
@pytest.mark.parametrize("backend", SQL_BACKENDS)
def test_eight_processes_that_promote_leave_one_champion_and_one_line(
    backend: str, new_url: Callable[[str], str]
) -> None:
    url = new_url(backend)
    prepared(url)
    promoters = [promoter(url, number, EACH) for number in range(PROMOTERS)]
    for each in promoters:
        send_off(each)
    told = [tuple(event) for each in promoters for event in acknowledged(each) if event is not None]
    assert sorted(told) == require_one_line(url)[1:]


@pytest.mark.parametrize("backend", SQL_BACKENDS)
def test_of_eight_processes_that_expect_the_same_champion_one_wins(
    backend: str, new_url: Callable[[str], str]
) -> None:
    url = new_url(backend)
    prepared(url)
    promoters = [promoter(url, number, 1, expected="1") for number in range(PROMOTERS)]
    for each in promoters:
        send_off(each)
    told = [event for each in promoters for event in acknowledged(each) if event is not None]
    assert len(told) == 1
    assert require_one_line(url)[1:] == [tuple(told[0])]


def test_promoters_that_are_killed_leave_one_line_and_all_they_acknowledged(
    new_url: Callable[[str], str],
) -> None:
    url, told, dice = new_url("sqlite"), list[tuple[int, int]](), random.Random(7)
    prepared(url)
    for number in range(10):
        process = promoter(url, number, 1_000_000)
        send_off(process)
        assert process.stdout is not None
        heard = "".join(process.stdout.readline() for _ in range(dice.randint(1, 5)))
        time.sleep(dice.uniform(0, 0.05))
        process.send_signal(signal.SIGKILL)
        lines = heard + process.communicate()[0]
        whole = [json.loads(line) for line in lines.splitlines(keepends=True) if line.endswith("\n")]
        told += [tuple(event) for event in whole if event is not None]
        assert set(told) <= set(require_one_line(url))
    assert len(told) > 10
