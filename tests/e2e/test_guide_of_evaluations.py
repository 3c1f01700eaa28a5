"""The evaluation of the guide runs as it is written."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guide" / "evaluations.md"
PROGRAM = re.compile(r"^```python\n(.*?)^```$", re.M | re.S)


def printed_by(number: int, folder: Path) -> list[str]:
    """What the program of that number in the guide prints, run from a folder without a checkout."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.findall(GUIDE.read_text("utf-8"))[number]],
        capture_output=True,
        text=True,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_evaluation_of_the_guide_ends_with_an_identical_replay(tmp_path: Path) -> None:
    *board, verdict = printed_by(0, tmp_path)
    assert sorted(line.split()[1] for line in board) == ["dp", "greedy_marginal", "proportional"]
    assert verdict == "identical"


def test_the_backtest_of_the_guide_trades_real_prices_with_errors(tmp_path: Path) -> None:
    lines = printed_by(1, tmp_path)
    assert [line.split()[0] for line in lines] == ["further", "rebound"]
    assert all(
        re.search(r"\+- \d+\.\d+%, Sharpe -?\d\.\d\d \+- 0\.\d\d, \d{2,} trades", line) for line in lines
    )


def test_the_learners_of_the_guide_are_judged_on_both_data_sets(tmp_path: Path) -> None:
    *judged, model = printed_by(2, tmp_path)
    assert [line.split()[0] for line in judged] == ["deep", "shallow"] * 2
    assert all(("auc" in line) == (at < 2) and ("nasa" in line) == (at > 1) for at, line in enumerate(judged))
    assert re.fullmatch(r"\d+ bytes of text, trees [0-9a-f]{12} predictions [0-9a-f]{12}", model)
