"""The Calcutta at the end of the demo, as a user would run it."""

import os
import re
import subprocess
import sys
from pathlib import Path

from provenlab.tools.compose import open_parts

ROOT = Path(__file__).resolve().parents[2]


def test_the_calcutta_of_the_demo_ends_with_an_identical_replay(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs/examples/calcutta.py"), str(tmp_path)],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src"), "COLUMNS": "140", "NO_COLOR": "1"},
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "5 worlds of 68 teams and 40 opponents each" in done.stdout
    assert "5 worlds x 10,000 tournaments" in done.stdout
    assert re.search(r"replay of run \S+: 8 artifacts, identical", done.stdout)
    places = re.findall(r"^ +(\d) +(\w+(?:, \w+)*)(?: \*)? +\$", done.stdout, re.M)
    assert [place for place, _ in places] == [str(each + 1) for each in range(len(places))]
    strategies = sorted(each for _, cell in places for each in cell.split(", "))
    assert strategies == ["dp", "greedy_marginal", "milp", "payout_search", "proportional"]
    lab = open_parts(str(tmp_path / "calcutta.sqlite"))
    assert lab.read_only.verification.verify(True).findings == ()
    lab.close()
