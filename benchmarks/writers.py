"""Eight processes that write at once; whatever was acknowledged must be there afterwards."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from benchmarks.bridge import call_once, environment, reply_of, start_call
from benchmarks.declarations import declaration
from benchmarks.figures import Figure, Target, at_most_times
from benchmarks.setting import Setting
from benchmarks.subject import Subject

WRITERS = 8
_FACTOR = 1.5


class LostWrites(Exception):
    """An acknowledged experiment is missing."""


def measure(setting: Setting) -> Iterator[Figure]:
    """Milliseconds for eight one-shot writers together, and for each create of eight that loop."""
    for engine in setting.engines:
        setting.progress.step(f"eight one-shot writers: {engine}")
        yield _one_shot(setting, engine)
    for engine in setting.engines:
        setting.progress.step(f"eight looping writers: {engine}")
        yield _looping(setting, engine)


@dataclass(slots=True)
class _Rounds:
    url: str
    acknowledged: set[str]

    def together(self, n: int) -> float:
        began = time.perf_counter()
        calls = [
            start_call("create_experiment", self.url, declaration(f"together-{n}", i)) for i in range(WRITERS)
        ]
        self.acknowledged |= {reply_of(each)["experimentId"] for each in calls}
        return (time.perf_counter() - began) * 1000

    def in_turn(self, n: int) -> float:
        began = time.perf_counter()
        for i in range(WRITERS):
            reply = call_once("create_experiment", self.url, declaration(f"in-turn-{n}", i))
            self.acknowledged.add(reply["experimentId"])
        return (time.perf_counter() - began) * 1000


def _one_shot(setting: Setting, engine: str) -> Figure:
    rounds = _Rounds(setting.fresh_url(engine), set())
    repeats = setting.scale.repeats(7)
    call_once("create_experiment", rounds.url, declaration("first", 0))
    together, in_turn = [], []
    for n in range(repeats):
        together.append(rounds.together(n))
        in_turn.append(rounds.in_turn(n))
    require_all_stored(rounds.url, rounds.acknowledged)
    library_ms, floor_ms = median(together), median(in_turn)
    target: Target | None = at_most_times(_FACTOR, floor_ms) if engine == "duckdb" else None
    return Figure(
        group="writers",
        engine=engine,
        name="8 one-shot creates at once; the floor is the same 8 in turn",
        library_ms=library_ms,
        floor_ms=floor_ms,
        target=target,
        repeats=repeats,
        note=f"{len(rounds.acknowledged)} of {len(rounds.acknowledged)} acknowledged are stored",
    )


def _looping(setting: Setting, engine: str) -> Figure:
    url = setting.fresh_url(engine)
    each = setting.scale.repeats(50)
    subject = Subject(url)
    subject.initialise()
    subject.close()
    began, written = _loop(url, each, WRITERS)
    require_all_stored(url, written)
    alone_ms, one = _loop(url, each, 1)
    require_all_stored(url, one)
    return Figure(
        group="writers",
        engine=engine,
        name="8 looping writers, per create; the floor is one looping alone",
        library_ms=began / len(written),
        floor_ms=alone_ms / len(one),
        repeats=len(written),
        note=f"{1000 * len(written) / began:,.0f}/s; all {len(written)} acknowledged are stored",
    )


def _loop(url: str, each: int, writers: int) -> tuple[float, set[str]]:
    """Milliseconds from the common start to the last end, and the ids that were acknowledged."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.looping_writer", url, f"loop-{writers}-{n}", str(each)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**environment(), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            text=True,
        )
        for n in range(writers)
    ]
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()
    began = time.perf_counter()
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    written = {line for process in processes for line in process.communicate()[0].split()}
    elapsed_ms = (time.perf_counter() - began) * 1000
    if len(written) != writers * each:
        raise LostWrites(f"{writers * each - len(written)} creates of looping writers failed")
    return elapsed_ms, written


def require_all_stored(url: str, acknowledged: set[str]) -> None:
    """LostWrites unless every acknowledged id is in the store."""
    subject = Subject(url)
    missing = acknowledged - subject.ids()
    subject.close()
    if missing:
        raise LostWrites(f"{len(missing)} of {len(acknowledged)} acknowledged experiments are not stored")
