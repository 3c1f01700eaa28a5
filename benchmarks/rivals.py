"""Other trackers, where they are installed: `--rivals-python` names the interpreter of their environment.

They do more than a create does here (MLflow checks its registry of experiments, Optuna samples), so their
figures are an anchor for what a user of them waits for, not a floor.
"""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

from benchmarks.bridge import environment
from benchmarks.declarations import declaration
from benchmarks.figures import Figure
from benchmarks.setting import Setting
from benchmarks.subject import Subject
from benchmarks.timing import interleaved

_PROGRAM = Path(__file__).with_name("rival_programs.py")
_NAMES = {"create": "create; the other: new run with params", "list": "newest 100", "get": "get by id"}


def measure(setting: Setting) -> Iterator[Figure]:
    """Milliseconds for each call of the rival, beside SQLite under the library in the same minutes."""
    if setting.rivals_python is None:
        setting.progress.step("rivals skipped: no --rivals-python given")
        return
    records = setting.scale.repeats(1_000)
    ours = _ours(setting, records)
    for rival in ("mlflow", "optuna"):
        setting.progress.step(f"rivals: {rival}, {records} runs")
        done = subprocess.run(
            [setting.rivals_python, _PROGRAM, rival, setting.fresh_url("sqlite"), str(records)],
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
    return {name: each.wall_ms for name, each in {**made, **read}.items()}
