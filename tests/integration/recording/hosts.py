"""Host programs: what a user's script does with a recorder in it, and what the same script does without."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, product
from pathlib import Path
from typing import TypeVar

from provenlab.core.models.run import Run, RunFilter
from provenlab.tools.compose import LabParts
from tests.labs import ManualClock, opened

ROOT = Path(__file__).resolve().parents[3]
WARNING = "provenlab"
_LONG = bool(os.environ.get("PROVENLAB_LONG"))

# Recorded and unrecorded hosts are the same file, so that their tracebacks can be the same too.
PROLOGUE = """\
import contextlib, os, sys
class Nothing:
    lost = False
    def __getattr__(self, name):
        return lambda *given, **named: None
if "HOST_STORE" in os.environ:
    import provenlab
    lab = provenlab.open_lab(os.environ["HOST_STORE"])
    def recorded(name="host", **fields):
        return lab.run(name, **fields)
else:
    def recorded(name="host", **fields):
        return contextlib.nullcontext(Nothing())
def say(text):
    os.write(1, f"{text}\\n".encode())
"""


Case = TypeVar("Case")


def sampled(cases: Iterable[Case], every: int) -> list[Case]:
    """Some of the cases, since each costs several processes; all of them in long runs."""
    return list(cases)[:: 1 if _LONG else every]


def paired(one: Iterable[Case], other: Iterable[Case]) -> list[tuple[Case, Case]]:
    """Each of the first with one of the others in turn; every pair in long runs."""
    firsts, others = list(one), list(other)
    if _LONG:
        return list(product(firsts, others))
    return list(zip(firsts, cycle(others), strict=False))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a host left behind; a negative code is the signal that ended it."""

    code: int
    stdout: str
    stderr: str

    @property
    def warnings(self) -> list[str]:
        """What provenlab said."""
        return [line for line in self.stderr.splitlines() if line.startswith(WARNING)]

    @property
    def own(self) -> tuple[int, str, str]:
        """Everything that is the host's."""
        kept = [line for line in self.stderr.splitlines() if not line.startswith(WARNING)]
        return self.code, self.stdout, "\n".join(kept)


@dataclass(slots=True)
class Host:
    """A script in a folder of its own; `environment` beyond what every host gets."""

    folder: Path
    body: str
    environment: dict[str, str] = field(default_factory=dict)
    before: Callable[[], object] | None = None

    def start(self, store: str | None) -> "subprocess.Popen[str]":
        """The host at work; recorded when there is a store."""
        script = self.folder / "host.py"
        script.write_text(PROLOGUE + self.body, encoding="utf-8")
        return subprocess.Popen(
            [sys.executable, str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            env=surroundings(self.folder, store, self.environment),
            preexec_fn=self.before,
        )

    def run(self, store: str | None) -> Outcome:
        """The host from beginning to end."""
        return outcome_of(self.start(store))


def outcome_of(process: "subprocess.Popen[str]", given: str | None = None) -> Outcome:
    """Waits for a host; one that hangs is a failure."""
    try:
        stdout, stderr = process.communicate(given, timeout=90)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGABRT)
        process.communicate()
        raise
    return Outcome(process.returncode, stdout, stderr)


def surroundings(folder: Path, store: str | None, more: Mapping[str, str]) -> dict[str, str]:
    """The environment of a host: this checkout, a lab home of its own, and no rank."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    own = {"PYTHONPATH": str(ROOT / "src"), "HOME": str(folder), "PROVENLAB_HOME": str(folder / "home")}
    # Reports of a crashed interpreter say where it hung.
    recorded = {} if store is None else {"HOST_STORE": store}
    return {**kept, **own, "PYTHONFAULTHANDLER": "1", **recorded, **more}


def assert_unnoticed(recorded: Outcome, alone: Outcome, warnings: int = 1) -> None:
    """The recorder changed nothing of what the host does, and said one line at most."""
    assert recorded.own == alone.own, recorded
    assert len(recorded.warnings) <= warnings, recorded.stderr


@contextmanager
def stored(store: str, clock: ManualClock | None = None) -> Iterator[LabParts]:
    """The lab that a host recorded into."""
    with opened(store, clock) as bench:
        yield bench.lab


def runs_of(store: str) -> list[Run]:
    """All runs of a store, oldest first."""
    with stored(store) as lab:
        return list(reversed(lab.runs.registry.list_runs(RunFilter(), limit=None).items))


def points_of(store: str, run_id: str) -> list[tuple[int, str, float]]:
    """The points of a run as (seq, key, value), in order."""
    with stored(store) as lab:
        return [(each.seq, each.key, each.value) for each in lab.runs.registry.metric_series(run_id)]


_REPLAY = """
import pathlib, time
with recorded("replay"):
    mine = f"-{os.getpid()}.jsonl"
    until = time.monotonic() + 60
    while [path for path in pathlib.Path(WHERE).rglob("*.jsonl") if not path.name.endswith(mine)]:
        assert time.monotonic() < until, "calls stay behind"
        time.sleep(0.05)
assert lab._recorder.settle(60)
"""


def replay(folder: Path, store: str) -> None:
    """Another process records into the same store, and stays until it has sent what others left."""
    done = Host(folder, _REPLAY.replace("WHERE", repr(str(folder)))).run(store)
    assert (done.code, done.warnings) == (0, []), done


def host_runs(folder: Path, store: str, name: str = "host") -> list[Run]:
    """The runs of that name, oldest first, once everything that was kept has been sent."""
    replay(folder, store)
    return [run for run in runs_of(store) if run.name == name]


def outboxes(folder: Path) -> list[Path]:
    """Calls that wait for a store."""
    return sorted(folder.rglob("*.jsonl"))


def set_aside(folder: Path) -> list[str]:
    """Calls that no store took, one text each."""
    return [line for path in folder.rglob("*.refused") for line in path.read_text().splitlines()]
