"""The commands that README and the guides show can be run as they stand there."""

import re
import shlex
from pathlib import Path

import pytest

from tests.architecture.source_tree import ROOT
from tests.integration.cli.commands import run_here
from tests.integration.cli.laboratory import fill
from tests.labs import opened

GUIDES = ROOT / "docs" / "guide"


def commands() -> list[list[str]]:
    text = "\n".join((GUIDES / name).read_text("utf-8") for name in ("command_line.md", "retention.md"))
    lines = [line.strip() for line in text.splitlines() if line.startswith("    provenlab ")]
    return [shlex.split(line.split("|")[0], comments=True)[1:] for line in lines]


def test_the_guides_show_commands() -> None:
    assert len(commands()) >= 14


def test_every_command_of_these_guides_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = str(tmp_path / "lab.sqlite")
    with opened(url) as bench:
        fill(bench)
    monkeypatch.setenv("EXPERIMENT_DB", url)
    monkeypatch.chdir(tmp_path)
    for words in commands():
        ran = run_here(*words)
        assert ran.code == 0, (words, ran.stderr)
        assert ran.stdout or "-o" in words


def test_every_option_that_is_shown_is_one_of_its_command() -> None:
    texts = [path.read_text("utf-8") for path in (ROOT / "README.md", *sorted(GUIDES.glob("*.md")))]
    shown = re.findall(r"^    provenlab ([a-z].*)$", "\n".join(texts), re.M)
    assert len(shown) > 20
    for line in shown:
        words = line.split("#")[0].split()
        command = [word for word in words[:2] if re.fullmatch(r"[a-z][a-z-]*", word)]
        told = run_here(*command, "--help")
        if told.code == 2:
            told = run_here(command[0], "--help")
        known = re.findall(r"(?<![\w-])--[a-z][a-z-]*", told.stdout)
        assert set(re.findall(r"(?<!\S)--[a-z][a-z-]*", " ".join(words))) <= set(known), line
