"""The command line as a process: what it loads, terminals, pipes, and machines that lack something."""

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from provenlab.tools.cli.failures import FAILED, INTERRUPTED
from tests.doors import environment
from tests.integration.cli.commands import run_process
from tests.integration.cli.laboratory import fill
from tests.labs import opened

WATCH = """
import os, sys
leave, before = os._exit, set(sys.modules)
def report(code):
    with open(os.environ["REPORT"], "w") as file:
        file.write("\\n".join(name for name, module in sys.modules.items() if module and name not in before))
    leave(code)
os._exit = report
"""
HIDE = """
import sys
class Hide:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "click":
            raise ModuleNotFoundError("No module named 'click'", name="click")
sys.meta_path.insert(0, Hide())
"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("processes") / "lab.sqlite"
    with opened(str(path)) as bench:
        fill(bench)
    return str(path)


def with_site(tmp_path: Path, text: str) -> dict[str, str]:
    (tmp_path / "site").mkdir(exist_ok=True)
    (tmp_path / "site/sitecustomize.py").write_text(text)
    path = os.pathsep.join(filter(None, (str(tmp_path / "site"), os.environ.get("PYTHONPATH"))))
    return {"PYTHONPATH": path, "REPORT": str(tmp_path / "modules")}


def loaded(tmp_path: Path, *words: str) -> set[str]:
    ran = run_process(tmp_path, *words, env=with_site(tmp_path, WATCH))
    assert (ran.code, ran.stderr) == (0, ""), ran
    return set((tmp_path / "modules").read_text().split())


def test_help_loads_neither_models_nor_engines(tmp_path: Path) -> None:
    for words in (["--help"], ["runs", "--help"], ["models", "--help"], ["--version"]):
        modules = loaded(tmp_path, *words)
        # The loader is a stand-in that keeps pydantic from searching for plug-ins.
        heavy = {name for name in modules if name.startswith(("pydantic", "provenlab.core"))}
        assert heavy - {"pydantic.plugin._loader"} == set(), words


def test_a_read_loads_its_own_noun_and_engine_only(lab: str, tmp_path: Path) -> None:
    modules = loaded(tmp_path, "runs", "list", "--store", lab)
    assert not modules & {
        "duckdb",
        "_duckdb",
        "psycopg",
        "numpy",
        "mlflow",
        "rich",
        "asyncio",
        "logging",
        "ssl",
    }
    own = {name.removeprefix("provenlab.") for name in modules}
    assert not own & {"core.operations.journal", "core.operations.promotions", "tools.cli.models.views"}
    # Secrets are taken out where something is written; the patterns take long to compile.
    assert "core.rules.redaction.nested_values" not in own


# What declares and reads another noun, and what only writing needs: each takes milliseconds to import.
NEVER_FOR_A_LIST = {
    "core.models.blob",
    "core.models.retention",
    "core.models.store",
    "core.operations.run_recording",
    "core.rules.redaction.nested_values",
    "core.rules.run_card_text",
    "core.services.artifacts",
    "core.services.journal",
    "core.services.runs",
}
MODELS = {
    f"core.models.{name}" for name in ("artifact", "experiment", "job", "journal", "model_version", "run")
}
SHOWN = {
    "experiments": {"core.models.experiment"},
    "artifacts": {"core.models.artifact", "core.models.blob"},
    "runs": {"core.models.run"},
    "journal": {"core.models.journal"},
    "jobs": {"core.models.job", "core.models.run"},
    "evaluations": {"core.models.job", "core.models.run"},
    "models": {"core.models.model_version"},
}
SLOW_LIBRARIES = {"shutil", "bz2", "lzma", "traceback", "logging", "tempfile", "subprocess"}


@pytest.mark.parametrize("noun", SHOWN)
def test_a_list_loads_no_models_but_those_it_shows(lab: str, tmp_path: Path, noun: str) -> None:
    modules = loaded(tmp_path, noun, "list", "--store", lab)
    own = {name.removeprefix("provenlab.") for name in modules}
    assert own & (NEVER_FOR_A_LIST | MODELS) - SHOWN[noun] == set()
    assert modules & SLOW_LIBRARIES == set()
    assert f"core.operations.{noun}" in own


def test_without_click_it_says_what_to_install(tmp_path: Path) -> None:
    ran = run_process(tmp_path, "runs", "list", env=with_site(tmp_path, HIDE))
    assert (ran.code, ran.stdout) == (1, "")
    assert ran.stderr == "provenlab: the command line is an extra; pip install 'provenlab[cli]' brings it\n"


def on_terminal(home: Path, *words: str, code: int = 0, **env: str) -> str:
    """What a terminal of 100 columns gets."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "provenlab", *words],
        stdout=follower,
        stderr=follower,
        stdin=subprocess.DEVNULL,
        env={**environment(home), "COLUMNS": "100", "TERM": "xterm", **env},
    )
    os.close(follower)
    found = b""
    while True:
        try:
            chunk = os.read(leader, 65536)
        except OSError:
            break
        if not chunk:
            break
        found += chunk
    os.close(leader)
    assert process.wait(60) == code, found
    return found.decode()


def test_a_terminal_gets_colours_unless_it_wants_none(lab: str, tmp_path: Path) -> None:
    command = ("runs", "list", "--store", lab)
    assert "\x1b[31mfailed   \x1b[0m" in on_terminal(tmp_path, *command)
    assert "\x1b" not in on_terminal(tmp_path, *command, NO_COLOR="1")
    assert "\x1b" not in on_terminal(tmp_path, *command, TERM="dumb")


def test_hostile_names_do_not_reach_the_terminal(lab: str, tmp_path: Path) -> None:
    shown = on_terminal(tmp_path, "experiments", "list", "--store", lab)
    assert "\x1b[31mred" not in shown
    assert "\\x1b[31mred" in shown


def test_a_reader_that_goes_away_is_no_error_of_ours(lab: str, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "provenlab", "runs", "series", "run-1", "--jsonl", "--store", lab],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(tmp_path),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == FAILED


def test_what_an_encoding_lacks_is_escaped(lab: str, tmp_path: Path) -> None:
    env = {"PYTHONIOENCODING": "latin-1"}
    ran = run_process(tmp_path, "journal", "show", "2", "--store", lab, env=env, encoding="latin-1")
    assert (ran.code, ran.stderr) == (0, "")
    assert "\\u251c\\u2500 3 errored" in ran.stdout


def test_the_store_may_come_from_the_environment_and_json_from_standard_input(tmp_path: Path) -> None:
    env = {"EXPERIMENT_DB": str(tmp_path / "lab.sqlite")}
    fields = json.dumps({"name": "n", "config": {"lr": 0.1}, "runId": "run-1"})
    assert run_process(tmp_path, "runs", "start", "--from", "-", env=env, stdin=fields).code == 0
    ran = run_process(tmp_path, "runs", "list", "--json", env=env)
    assert [each["runId"] for each in json.loads(ran.stdout)["items"]] == ["run-1"]


def test_completion_knows_nouns_verbs_options_and_ids(lab: str, tmp_path: Path) -> None:
    def completed(words: str, index: int, store: str = lab) -> set[str]:
        asked = {"_PROVENLAB_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(index)}
        asked["EXPERIMENT_DB"] = store
        ran = run_process(tmp_path, env=asked)
        return {line.partition(",")[2] for line in ran.stdout.splitlines()}

    assert {"runs", "journal", "doctor"} <= completed("provenlab ", 1)
    assert completed("provenlab runs se", 2) == {"series"}
    assert {"--sort", "--status"} <= completed("provenlab runs list --s", 3)
    assert completed("provenlab runs list --status c", 4) == {"completed", "cancelled"}
    runs = {"run-1", "run-2", "run-3", "job-1", "job-2", "job-3", "eval-1"}
    assert completed("provenlab runs show ", 3) == runs
    assert completed("provenlab evaluations leaderboard ", 3) == {"eval-1"}
    assert len(completed("provenlab candidates show ", 3)) == 3
    assert completed("provenlab journal thread ", 3) == {"1", "2", "3", "4", "5"}
    assert completed("provenlab runs show ", 3, str(tmp_path / "none.sqlite")) <= {""}


def test_following_a_run_ends_when_the_run_has_ended(tmp_path: Path) -> None:
    url = str(tmp_path / "lab.sqlite")
    start = ("runs", "start", "--run-id", "run-1", "--name", "n", "--config", "{}", "--store", url)
    assert run_process(tmp_path, *start).code == 0
    with subprocess.Popen(
        [sys.executable, "-m", "provenlab", "runs", "progress", "run-1", "--follow", "--store", url],
        stdout=subprocess.PIPE,
        env=environment(tmp_path),
        text=True,
    ) as following:
        assert following.stdout is not None
        assert following.stdout.readline().endswith("running\n")
        assert run_process(tmp_path, "runs", "finish", "run-1", "--store", url).code == 0
        assert following.stdout.readline().endswith("completed\n")
        assert following.stdout.read() == ""
        assert following.wait(60) == 0


def test_ctrl_c_ends_it_with_a_word_and_without_a_traceback(tmp_path: Path) -> None:
    url = str(tmp_path / "lab.sqlite")
    start = ("runs", "start", "--run-id", "run-1", "--name", "n", "--config", "{}", "--store", url)
    assert run_process(tmp_path, *start).code == 0
    with subprocess.Popen(
        [sys.executable, "-m", "provenlab", "runs", "progress", "run-1", "--follow", "--store", url],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(tmp_path),
        text=True,
    ) as following:
        assert following.stdout is not None
        assert following.stdout.readline().endswith("running\n")
        following.send_signal(signal.SIGINT)
        out, errors = following.communicate(timeout=60)
    assert (following.returncode, out, errors) == (INTERRUPTED, "", "\nprovenlab: interrupted\n")


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="no device that is always full")
def test_a_full_disk_is_told_once_and_a_device_is_never_replaced(lab: str, tmp_path: Path) -> None:
    for words in (["runs", "list"], ["runs", "list", "--json"], ["runs", "card", "run-1"], ["--help"]):
        with Path("/dev/full").open("w") as full:
            ran = subprocess.run(
                [sys.executable, "-m", "provenlab", *words],
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                env={**environment(tmp_path), "EXPERIMENT_DB": lab},
                check=False,
            )
        assert (ran.returncode, ran.stderr.count("\n")) == (FAILED, 1)
        assert "standard output cannot be written: No space left on device" in ran.stderr
    ran_here = run_process(tmp_path, "runs", "export", "-o", "/dev/full", "--store", lab)
    assert ran_here.code != 0
    assert "/dev/full cannot be written: No space left on device" in ran_here.stderr
    assert Path("/dev/full").is_char_device()


def test_closed_streams_are_no_error(lab: str, tmp_path: Path) -> None:
    closing = f'exec "{sys.executable}" -m provenlab runs list --store "{lab}"'
    for streams in (">&-", "<&- >&- 2>&-"):
        ran = subprocess.run(
            ["sh", "-c", f"{closing} {streams}"], env=environment(tmp_path), capture_output=True, check=False
        )
        assert (ran.returncode, ran.stderr) == (0, b"")
