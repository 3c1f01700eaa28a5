"""Other trackers, where they are installed: `--rivals-python` names the interpreter of their environment.

They do more than a create does here (MLflow checks its registry of experiments, Optuna samples), so their
figures are an anchor for what a user of them waits for, not a floor.
"""

import json
import subprocess
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from benchmarks.bridge import environment
from benchmarks.declarations import declaration
from benchmarks.figures import Figure
from benchmarks.runs import WHEN, RecordedRuns, metrics_of, point
from benchmarks.setting import Setting
from benchmarks.subject import Subject
from benchmarks.timing import interleaved

_PROGRAM = Path(__file__).with_name("rival_programs.py")
_NAMES = {
    "create": "create; the other: new run with params",
    "list": "newest 100",
    "get": "get by id",
    "run": "start, 20 params, 20 metrics, finish; the other: its fewest calls",
    "run, fluent": "start, 20 params, 20 metrics, finish; the other: as its users write it",
    "run, by value": "start, 20 params, 20 metrics, finish; the other: a call for each value",
    "points": "1,000 points in one call",
    "points in calls": "1,000 points in 50 calls",
}


def measure(setting: Setting) -> Iterator[Figure]:
    """Milliseconds for each call of the rival, beside SQLite under the library in the same minutes."""
    if setting.rivals_python is None:
        setting.progress.step("rivals skipped: no --rivals-python given")
        return
    records = setting.scale.repeats(1_000)
    for rival in ("mlflow", "optuna", "trackio"):
        setting.progress.step(f"rivals: {rival}, {records} runs")
        ours = _ours(setting, records)
        store = Path(setting.fresh_url("sqlite")).resolve()
        done = subprocess.run(
            [setting.rivals_python, _PROGRAM, rival, store, str(records)],
            capture_output=True,
            env=environment(),
            text=True,
            check=False,
        )
        if done.returncode != 0:
            setting.progress.step(f"rivals: {rival} skipped: {done.stderr.strip().splitlines()[-1:]}")
            continue
        found = json.loads(done.stdout.splitlines()[-1])
        for action, theirs in found["ms"].items():
            yield Figure(
                group="rivals",
                engine="sqlite",
                name=f"{rival} {found['version']}: {_NAMES[action]}, among {records}",
                library_ms=ours[action],
                floor_ms=theirs,
                repeats=records if action == "create" else 30,
                note="the floor column is the rival",
            )


def _ours(setting: Setting, records: int) -> dict[str, float]:
    subject = Subject(setting.fresh_url("sqlite"))
    numbers = iter(range(records + 1))
    made = interleaved({"create": lambda: subject.create(declaration("ours", next(numbers)))}, records)
    read = interleaved({"list": lambda: subject.newest(), "get": lambda: subject.get("ours-0000000")}, 30)
    subject.close()
    return {
        **{name: each.wall_ms for name, each in {**made, **read}.items()},
        **_our_runs(setting, records),
    }


def _our_runs(setting: Setting, records: int) -> dict[str, float]:
    runs = RecordedRuns(setting.fresh_url("sqlite"))
    numbers, sequences = count(), count(step=1_000)

    def whole() -> None:
        n = next(numbers)
        runs.start(f"r-{n}")
        runs.finish(f"r-{n}", metrics_of(n))

    def points(calls: int) -> None:
        each, first = 1_000 // calls, next(sequences)
        for begin in range(first, first + 1_000, each):
            runs.append("series", [point(seq, WHEN) for seq in range(begin, begin + each)])

    made = interleaved({"run": whole}, max(1, records // 5))
    runs.start("series")
    series = interleaved(
        {"points": lambda: points(1), "points in calls": lambda: points(50)}, setting.scale.repeats(10)
    )
    runs.close()
    found = {name: each.wall_ms for name, each in {**made, **series}.items()}
    return {**found, "run, fluent": found["run"], "run, by value": found["run"]}
