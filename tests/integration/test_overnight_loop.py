"""A loop that is restarted from the store alone tries nothing twice."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from provenlab.core.models.journal import JournalFilter
from tests.doors import environment
from tests.integration import overnight_loop
from tests.labs import SQL_BACKENDS, opened

WORKERS, PROPOSALS, POSSIBLE = 10, 100, 400


def tried_by(url: str, seed: int, home: Path) -> list[int]:
    command = [sys.executable, overnight_loop.__file__, url, str(seed), str(PROPOSALS), str(POSSIBLE)]
    done = subprocess.run(command, env=environment(home), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return [int(line) for line in done.stdout.split()]


@pytest.mark.parametrize("backend", SQL_BACKENDS)
def test_a_thousand_proposals_over_restarts_repeat_nothing(
    backend: str, new_url: Callable[[str], str], tmp_path: Path
) -> None:
    url = new_url(backend)
    tried = [number for seed in range(WORKERS) for number in tried_by(url, seed, tmp_path / "home")]
    assert len(tried) - len(set(tried)) == 0
    assert len(tried) > POSSIBLE * 0.8
    with opened(url) as bench:
        kept = bench.lab.journal.journal.query(JournalFilter(), limit=None).items
    assert sorted(each.config_diff["window"] for each in kept) == sorted(tried)
