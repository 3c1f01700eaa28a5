"""The evaluation of the README runs as it is written."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECTION = re.compile(r"## Candidates in simulated worlds\n.*?^```python\n(.*?)^```$", re.M | re.S)


def test_the_evaluation_of_the_readme_ends_with_an_identical_replay(tmp_path: Path) -> None:
    program = SECTION.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert program is not None
    done = subprocess.run(
        [sys.executable, "-c", program[1]],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    *board, verdict = done.stdout.splitlines()
    assert sorted(line.split()[1] for line in board) == ["dp", "greedy_marginal", "proportional"]
    assert verdict == "identical"
