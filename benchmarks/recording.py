"""What recording its runs adds to a script, step by step as the script sees it."""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.bridge import environment
from benchmarks.figures import Figure, at_most_ms
from benchmarks.setting import Setting

_PROGRAM = Path(__file__).with_name("recording_script.py")
_TARGETS = {"import provenlab": 20.0, "next run": 5.0}


def measure(setting: Setting) -> Iterator[Figure]:
    """Milliseconds of elapsed time, each process for itself; there is no floor: without us it is nothing."""
    for engine in setting.engines:
        setting.progress.step(f"recording: {engine}")
        url = setting.fresh_url(engine)
        _steps(url)
        repeats = setting.scale.repeats(15)
        seen = [_steps(url) for _ in range(repeats)]
        for step in seen[0]:
            bound = _TARGETS.get(step)
            yield Figure(
                group="recording",
                engine=engine,
                name=step,
                library_ms=statistics.median(each[step] for each in seen),
                floor_ms=None,
                target=None if bound is None else at_most_ms(bound),
                repeats=repeats,
            )


def _steps(url: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, _PROGRAM, url], capture_output=True, env=environment(), text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
