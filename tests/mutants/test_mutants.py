"""The strength of the suite itself: each planted bug makes some test of it fail."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutants.planted import PLANTED, PLANTED_IN_METRICS
from tests.mutants.planted_jobs import PLANTED_IN_JOBS
from tests.mutants.planted_models import PLANTED_IN_MODELS

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = ("listing", "lifecycle", "declaring", "artifacts", "lineage", "transactions")
# Where a bug is likely to be met; the rest of the contract comes after it.
FIRST = {
    "another definition is taken for the same": "declaring",
    "completed may run again": "lifecycle",
    "completion forgets the required outputs": "lifecycle",
    "events come newest first": "lifecycle",
    "filled slots may be overwritten": "lifecycle",
    "ignored failures are committed": "transactions",
    "lineage stops one edge early": "lineage",
    "parents come in any order": "artifacts",
    "pending cannot be cancelled": "lifecycle",
    "rollback keeps half": "transactions",
    "superseded cannot be tombstoned": "artifacts",
    "superseded inputs give no warning": "declaring",
    "supersedes is forgotten": "artifacts",
    "the commit is left out of the definition": "declaring",
    "the cursor names the next item": "transactions",
    "tombstoned inputs are taken": "declaring",
    "whole floats keep their point": "declaring",
}
BEYOND = {
    "verification is content with anything": "tests/integration/sqlite/test_bit_rot.py",
    "reads run where writing is possible": "tests/integration/sqlite/test_reads.py",
    **{name: suite for name, (_, suite) in PLANTED_IN_MODELS.items()},
    **dict.fromkeys(PLANTED_IN_JOBS, "tests/contract/test_jobs.py"),
    **dict.fromkeys(PLANTED_IN_METRICS, "tests/contract/test_experiment_metrics.py"),
    "cancelled jobs are tried again when lost": "tests/contract/test_job_operators.py",
}
IN_MEMORY = {"rollback keeps half"}
# Every third one in a default run.
CHOSEN = sorted(PLANTED)[:: 1 if os.environ.get("PROVENLAB_LONG") else 3]


def suite_for(mutant: str | None) -> list[str]:
    if mutant in BEYOND:
        return [BEYOND[mutant]]
    first = FIRST.get(mutant or "", CONTRACT[0])
    return [f"tests/contract/test_{each}.py" for each in dict.fromkeys((first, *CONTRACT))]


def run_suite(mutant: str | None) -> subprocess.CompletedProcess[str]:
    """The contract suite on one store, in this process's interpreter, up to the first failure."""
    backend = "memory" if mutant in IN_MEMORY else "sqlite"
    plugin = ["-p", "tests.mutants.plugin"] if mutant else []
    chosen = ["-k", f"{backend} and not served", "-x", "-q", "-p", "no:cacheprovider", "--no-header"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *plugin, *suite_for(mutant), *chosen],
        cwd=ROOT,
        env={**os.environ, "PROVENLAB_MUTANT": mutant or "", "PROVENLAB_HYPOTHESIS": "planted"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize("mutant", CHOSEN)
def test_the_suite_finds_a_planted_bug(mutant: str) -> None:
    done = run_suite(mutant)
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout[-2_000:] + done.stderr[-2_000:]
    assert " failed" in done.stdout
    assert " error" not in done.stdout.splitlines()[-1]


def test_the_suite_is_content_when_nothing_is_planted() -> None:
    assert run_suite(None).returncode == pytest.ExitCode.OK
