"""What people see, for one lab that is always the same, on a narrow and on a wide terminal.

`PROVENLAB_GOLDEN=write` writes the files again; read the difference before it is committed.
"""

import os
from pathlib import Path

import pytest

from tests.contract.evaluation_labs import worked_off
from tests.integration.cli.commands import Ran, run_here
from tests.integration.cli.laboratory import fill
from tests.labs import opened

GOLDEN = Path(__file__).with_name("golden")
SCENARIO = "60245fbe50d858b294801bfab58fbf8ea1853f009d4998bb0ff36a9b50dbdfb6"
COHORT = "29c309ad2219c41a58da22923b9a5d95f97286b336e49d051bbbc4471a536dde"
CANDIDATE = "f343f4e87c5671feab3a2ce59ccde3a2028786c370804be78e2cfd14f3afee2d"
COMMANDS = (
    "experiments list",
    "experiments show exp-1",
    "experiments history exp-1",
    "experiments count",
    "experiments using clean-1",
    "experiments lineage exp-1",
    "artifacts list",
    "artifacts show clean-1",
    "artifacts lineage bars-1 --direction downstream",
    "runs list",
    "runs list --sort loss:asc --where auc>=0.9 --column config.lr",
    "runs show run-1",
    "runs show run-3",
    "runs compare run-1 run-2",
    "runs series run-2",
    "runs progress run-3",
    "runs card run-2",
    "journal list",
    "journal list --where auc>=0.9 --order oldest --tag lr",
    "journal show 2",
    "journal show 4",
    "journal thread 2",
    "journal decisions 5",
    'journal similar {"lr":0.2,"depth":6}',
    "jobs list",
    "jobs show job-1",
    "jobs count",
    "scenarios list",
    f"scenarios show {SCENARIO}",
    "cohorts list",
    f"cohorts show {COHORT}",
    "candidates list",
    f"candidates show {CANDIDATE}",
    f"candidates results {CANDIDATE} --metric mean_points",
    "evaluations list",
    "evaluations show eval-1",
    "evaluations leaderboard eval-1",
    "evaluations leaderboard eval-1 --metric mean_rank",
    "runs datasets eval-1",
    "models list",
    "models show 3",
    "models why",
    "models timeline",
    "models champion",
    "models champion --at 2025-03-01T14:00:00Z",
    "models compare 1 2",
    "store verify",
    "store sweep",
    "store gc --keep-last 1 --list-kept",
    "artifacts expiry bars-1",
)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("golden") / "lab.sqlite"
    with opened(str(path)) as bench:
        fill(bench)
        worked_off(bench.lab)
    return str(path)


def shown(ran: Ran, command: str) -> str:
    assert (ran.code, ran.stderr) == (0, ""), command
    return f"$ provenlab {command}\n{ran.stdout}\n"


@pytest.mark.parametrize("width", [80, 160])
def test_people_see_what_they_saw_before(lab: str, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("EXPERIMENT_DB", lab)
    found = "".join(shown(run_here(*command.split(" ")), command) for command in COMMANDS)
    golden = GOLDEN / f"{width}.txt"
    if os.environ.get("PROVENLAB_GOLDEN") == "write":
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [80, 160])
def test_no_line_of_a_table_is_wider_than_the_terminal(width: int) -> None:
    from provenlab.tools.cli.text import width_of

    text = (GOLDEN / f"{width}.txt").read_text(encoding="utf-8")
    # A card is Markdown, which other programs lay out, and commands are what the test typed.
    kept = [line for line in text.splitlines() if not line.startswith(("|", "$", "python "))]
    assert [line for line in kept if width_of(line) > width] == []


def test_the_golden_lab_has_letters_that_act_on_terminals_and_none_gets_there(lab: str) -> None:
    for width in (80, 160):
        text = (GOLDEN / f"{width}.txt").read_text(encoding="utf-8")
        assert "\x1b" not in text
        assert "\\x1b[31m" in text
