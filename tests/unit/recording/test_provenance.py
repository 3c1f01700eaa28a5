"""What is found out about a checkout and a machine, and that nothing is guessed where nothing answers."""

import subprocess
import sys
from pathlib import Path

import pytest

from provenlab.adapters.system.provenance import LocalProvenance


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one commit, whose program no configuration of the user reaches."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    folder = tmp_path / "project"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "trunk")
    (folder / "fit.py").write_text("print(1)\n")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "Begin")
    return folder


def commit_of(folder: Path) -> object:
    return LocalProvenance(folder).at_once().get("gitCommit")


@pytest.mark.requirement("RUN-09")
def test_the_commit_is_that_of_the_branch_from_any_folder_below(checkout: Path) -> None:
    (checkout / "deep" / "er").mkdir(parents=True)
    assert commit_of(checkout / "deep" / "er") == git(checkout, "rev-parse", "HEAD")


def test_the_commit_is_found_when_references_are_packed(checkout: Path) -> None:
    git(checkout, "pack-refs", "--all")
    assert not (checkout / ".git" / "refs" / "heads" / "trunk").exists()
    assert commit_of(checkout) == git(checkout, "rev-parse", "HEAD")


def test_the_commit_is_found_without_a_branch(checkout: Path) -> None:
    git(checkout, "checkout", "-q", "--detach")
    assert commit_of(checkout) == git(checkout, "rev-parse", "HEAD")


def test_a_further_work_tree_has_a_commit_of_its_own_and_the_remote_of_all(checkout: Path) -> None:
    other = checkout.parent / "other"
    git(checkout, "remote", "add", "origin", "https://example.org/project.git")
    git(checkout, "worktree", "add", "-q", "-b", "side", str(other))
    (other / "fit.py").write_text("print(2)\n")
    git(other, "commit", "-qam", "Go on")
    assert commit_of(other) == git(other, "rev-parse", "HEAD") != commit_of(checkout)
    assert LocalProvenance(other).in_time()["gitRemote"] == "https://example.org/project.git"


def test_a_repository_without_a_commit_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    git(tmp_path, "init", "-q")
    assert commit_of(tmp_path) is None


@pytest.mark.requirement("RUN-09")
def test_a_checkout_is_dirty_when_a_file_it_keeps_was_changed(checkout: Path) -> None:
    assert LocalProvenance(checkout).in_time()["gitDirty"] is False
    (checkout / "results.csv").write_text("1\n")
    assert LocalProvenance(checkout).in_time()["gitDirty"] is False
    (checkout / "fit.py").write_text("print(2)\n")
    assert LocalProvenance(checkout).in_time()["gitDirty"] is True


def test_without_the_program_the_commit_is_known_and_the_state_is_not_guessed(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = git(checkout, "rev-parse", "HEAD")
    monkeypatch.setenv("PATH", "")
    assert commit_of(checkout) == commit
    assert "gitDirty" not in LocalProvenance(checkout).in_time()


def test_without_a_home_everything_is_found(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME", raising=False)
    collector = LocalProvenance(checkout)
    assert collector.at_once()["gitCommit"] == git(checkout, "rev-parse", "HEAD")
    assert collector.in_time()["gitDirty"] is False


@pytest.mark.requirement("RUN-09")
def test_outside_of_a_repository_the_machine_is_known_and_no_commit_is(tmp_path: Path) -> None:
    collector = LocalProvenance(tmp_path)
    found = {**collector.at_once(), **collector.in_time()}
    assert {"host", "platform", "pythonVersion", "processId", "argv", "packages"} <= found.keys()
    assert not {"gitCommit", "gitDirty", "gitRemote"} & found.keys()


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\xff\xfe",
        b"ref:",
        b"ref: ../../../etc/passwd\n",
        b"no commit at all",
        b"ref: refs/heads/gone\n",
    ],
)
def test_a_broken_repository_has_no_commit_and_hinders_nothing(checkout: Path, head: bytes) -> None:
    (checkout / ".git" / "HEAD").write_bytes(head)
    collector = LocalProvenance(checkout)
    found = {**collector.at_once(), **collector.in_time()}
    assert "gitCommit" not in found
    assert {"host", "packages"} <= found.keys()


def test_a_marker_that_leads_nowhere_is_no_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: /nowhere/at/all\n")
    assert commit_of(tmp_path) is None


def test_a_remote_is_read_as_git_reads_it(checkout: Path) -> None:
    config = checkout / ".git" / "config"
    config.write_text(
        '[core]\n\tbare\n\tbare = false\n[remote "origin"]\n\turl = https://u:p%40x@example.org/a.git\n'
        '\tfetch = a\n\tfetch = b\n[remote "other"]\n\turl = x\n'
    )
    assert LocalProvenance(checkout).in_time()["gitRemote"] == "https://u:p%40x@example.org/a.git"


def test_packages_are_those_that_an_import_finds_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, name in (
        ("a", "Some_Thing-1.0.dist-info"),
        ("b", "some_thing-2.0.dist-info"),
        ("b", "x-3.egg-info"),
    ):
        (tmp_path / folder / name).mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [str(tmp_path / "a"), "/nowhere", str(tmp_path / "b")])
    assert LocalProvenance(tmp_path).in_time()["packages"] == {"some-thing": "1.0", "x": "3"}


def test_long_arguments_are_kept_in_part(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "argv", ["fit.py", "x" * 10_000, *map(str, range(1_000))])
    argv = LocalProvenance(tmp_path).at_once()["argv"]
    assert (argv[0], len(argv[1]), len(argv)) == ("fit.py", 2_000, 200)
