"""A loop that is killed and restarted from the store alone tries nothing twice that it knows the end of."""

import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from provenlab.core.models.journal import JournalFilter
from tests.doors import environment
from tests.integration import overnight_loop
from tests.labs import SQL_BACKENDS, opened

PROPOSALS, POSSIBLE, AT_MOST_EACH = 1_000, 400, 120
NEVER = 0
Proposal = tuple[str, int]


def proposed_by(url: str, home: Path, seed: int, dies: int, killed_after: int | None) -> list[Proposal]:
    """What one process proposed until it ended, died by itself, or was killed after so many lines."""
    numbers = map(str, (seed, AT_MOST_EACH, POSSIBLE, dies))
    command = [sys.executable, overnight_loop.__file__, url, *numbers]
    lines: list[str] = []
    with subprocess.Popen(
        command, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            if len(lines) == killed_after:
                process.send_signal(signal.SIGKILL)
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert process.returncode in (0, -signal.SIGKILL)
    return [(word, int(window)) for word, window in (line.split() for line in lines)]


@pytest.mark.requirement("JOURNAL-12")
@pytest.mark.parametrize("backend", SQL_BACKENDS)
def test_a_thousand_proposals_over_kills_and_restarts_repeat_nothing(
    backend: str, new_url: Callable[[str], str], tmp_path: Path
) -> None:
    url, draw = new_url(backend), random.Random(7)
    proposals: list[Proposal] = []
    unfinished: list[int] = []
    seed = 0
    while len(proposals) < PROPOSALS:
        # One is killed between the question and the entry, one at whatever it does, one ends.
        dies = draw.randrange(1, 20) if seed % 3 == 0 else NEVER
        killed_after = draw.randrange(20, 100) if seed % 3 == 1 else None
        proposed = proposed_by(url, tmp_path / "home", seed, dies, killed_after)
        tries = [window for word, window in proposed if word == "tries"]
        if tries and seed % 3 != 2:
            unfinished.append(tries[-1])
        proposals += proposed
        seed += 1
    with opened(url) as bench:
        kept = [
            each.config_diff["window"]
            for each in bench.lab.journal.journal.query(JournalFilter(), limit=None).items
        ]
        findings = list(bench.lab.store.findings())
    tried = Counter(window for word, window in proposals if word == "tries")
    known = {window for word, window in proposals if word == "known"}
    assert seed >= 9
    assert len(kept) == len(set(kept)) > POSSIBLE * 0.8
    # Begun twice is only what a killed process had begun and not yet told.
    assert set((tried - Counter(unfinished)).values()) == {1}
    assert set(tried) - set(kept) <= set(unfinished)
    assert known <= set(kept) <= set(tried)
    assert findings == []
