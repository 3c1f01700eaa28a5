"""The tour of the README and the programs of two guides run as they are written."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def tour_blocks() -> list[tuple[str, str]]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    tour = text.split("<!-- tour:begin -->")[1].split("<!-- tour:end -->")[0]
    return [(language, body) for language, body in _BLOCK.findall(tour)]


def script(place: Path) -> str:
    """The blocks as one script; the setting up is what the test runs in already."""
    lines = ["set -eu", f"cd {place}"]
    for language, body in tour_blocks():
        if language == "python":
            lines.append(f"python <<'PROGRAM'\n{body}PROGRAM")
        else:
            lines.append(
                body.replace("make setup\n", "").replace("$PWD/.venv/bin", str(Path(sys.executable).parent))
            )
    return "\n".join(lines)


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    place = tmp_path_factory.mktemp("tour")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PROVENLAB")}
    done = subprocess.run(
        ["bash", "-c", script(place)], capture_output=True, text=True, env=environment, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_every_command_of_the_tour_answers(output: list[str]) -> None:
    documents = [json.loads(line) for line in output if line.startswith(("{", "["))]
    commands = sum(body.count("| experiment-tracker-ops") for _, body in tour_blocks())
    assert len(documents) == commands
    errors = [document for document in documents if isinstance(document, dict) and "error" in document]
    assert [error["code"] for error in errors] == ["invalid_transition"]


def test_the_tour_ends_with_a_sound_store_and_its_experiment(output: list[str]) -> None:
    text = "\n".join(output)
    assert '"sound":true' in text
    assert "exp-1 {'sharpe': 1.3}" in text
    assert "sound=True" in text


def test_the_example_of_a_champion_runs_as_it_is_written(tmp_path: Path) -> None:
    text = (ROOT / "docs/guide/models.md").read_text(encoding="utf-8")
    example = text.split("<!-- champion:begin -->")[1].split("<!-- champion:end -->")[0]
    ((_, program),) = _BLOCK.findall(example)
    environment = {**os.environ, "PROVENLAB_HOME": str(tmp_path / "home")}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "1 {'trees': 10}"
    assert [line.split()[2:4] for line in lines[-3:]] == [
        ["promoted", "1"],
        ["promoted", "2"],
        ["rolled_back", "1"],
    ]


def test_what_the_tour_recorded_is_what_it_reads(output: list[str]) -> None:
    text = "\n".join(output)
    assert "fd004_v5 {'layers': 2, 'lr': 0.1} {'loss': 0.01}" in text
    assert "\n0.01\n# fd004" in text


def test_the_loop_that_asks_first_tries_nothing_twice_and_nothing_again_when_it_restarts(
    tmp_path: Path,
) -> None:
    text = (ROOT / "docs/guide/journal.md").read_text(encoding="utf-8")
    section = text.split("<!-- tried:begin -->")[1].split("<!-- tried:end -->")[0]
    ((_, program),) = _BLOCK.findall(section)
    program += "    print(journal.count())\n"
    environment = {**os.environ, "EXPERIMENT_DB": str(tmp_path / "lab.sqlite")}
    outputs = [
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, env=environment, timeout=120
        )
        for _ in range(2)
    ]
    assert [each.stderr for each in outputs] == ["", ""]
    first, again = (each.stdout.splitlines() for each in outputs)
    assert first == again
    assert first[-1] == "2"
    assert first[0].endswith("[{'op': 'replace', 'path': '/window', 'value': 5}] {'sharpe': 0.2} pending")


def test_each_champion_of_the_guide_is_promoted_by_the_run_it_beat(tmp_path: Path) -> None:
    text = (ROOT / "docs/guide/journal.md").read_text(encoding="utf-8")
    section = text.split("<!-- promoted:begin -->")[1].split("<!-- promoted:end -->")[0]
    ((_, program),) = _BLOCK.findall(section)
    environment = {**os.environ, "EXPERIMENT_DB": str(tmp_path / "lab.sqlite")}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, timeout=120
    )
    assert done.stderr == ""
    assert re.findall(r"run_id='(run-\d)'", done.stdout) == ["run-1", "run-2"]
