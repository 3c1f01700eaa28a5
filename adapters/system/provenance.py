"""Looks at the checkout, the interpreter and the machine."""

import contextlib
import os
import platform
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from configparser import ConfigParser
from pathlib import Path
from typing import Any

_GIT_TIMEOUT_S = 1.0
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_DISTRIBUTION = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._]*)-([^-]+)\.(?:dist|egg)-info$")
_MAX_ARGUMENTS = 200
_MAX_ARGUMENT = 2_000
_MAX_PACKAGES = 2_000


class LocalProvenance:
    """Implements `ProvenanceCollectorPort` for this process and the folder its code lies in.

    Git's own files are read where they answer; only the state of the checkout needs the program.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._given = folder

    def at_once(self) -> dict[str, Any]:
        return _found(
            gitCommit=self._commit,
            host=lambda: socket.gethostname()[:128],
            platform=lambda: platform.platform(terse=True)[:256],
            pythonVersion=lambda: platform.python_version()[:128],
            processId=os.getpid,
            argv=_arguments,
        )

    def in_time(self) -> dict[str, Any]:
        return _found(gitDirty=self._is_dirty, gitRemote=self._remote, packages=_packages)

    def _folder(self) -> Path:
        if self._given is not None:
            return self._given
        script = getattr(sys.modules.get("__main__"), "__file__", None)
        return Path(script).resolve().parent if script else Path.cwd()

    def _git_folder(self) -> Path | None:
        start = self._folder()
        for folder in (start, *start.parents):
            marker = folder / ".git"
            if marker.is_dir():
                return marker
            if marker.is_file():
                target = marker.read_text(encoding="utf-8").removeprefix("gitdir:").strip()
                return (folder / target).resolve()
        return None

    def _common_folder(self, git: Path) -> Path:
        with contextlib.suppress(OSError):
            return (git / (git / "commondir").read_text(encoding="utf-8").strip()).resolve()
        return git

    def _commit(self) -> str | None:
        git = self._git_folder()
        if git is None:
            return None
        head = (git / "HEAD").read_text(encoding="utf-8").strip()
        if not head.startswith("ref:"):
            return head if _COMMIT.fullmatch(head) else None
        name = head.removeprefix("ref:").strip()
        common = self._common_folder(git)
        for folder in (git, common):
            with contextlib.suppress(OSError):
                found = (folder / name).read_text(encoding="utf-8").strip()
                return found if _COMMIT.fullmatch(found) else None
        packed = (common / "packed-refs").read_text(encoding="utf-8")
        listed = (line.split(" ", 1) for line in packed.splitlines() if " " in line)
        return next((commit for commit, ref in listed if ref == name), None)

    def _is_dirty(self) -> bool | None:
        if self._git_folder() is None:
            return None
        done = subprocess.run(
            ["git", "--no-optional-locks", "status", "--porcelain", "--untracked-files=no"],
            cwd=self._folder(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_GIT_TIMEOUT_S,
            check=True,
        )
        return bool(done.stdout)

    def _remote(self) -> str | None:
        git = self._git_folder()
        if git is None:
            return None
        # Git's files repeat keys and have keys without a value.
        config = ConfigParser(strict=False, allow_no_value=True, interpolation=None)
        text = (self._common_folder(git) / "config").read_text(encoding="utf-8")
        config.read_string("\n".join(line.strip() for line in text.splitlines()))
        url = config.get('remote "origin"', "url", fallback=None)
        return url[:_MAX_ARGUMENT] if url else None


def _found(**questions: Callable[[], Any]) -> dict[str, Any]:
    answers = {}
    for name, ask in questions.items():
        with contextlib.suppress(Exception):
            answer = ask()
            if answer is not None:
                answers[name] = answer
    return answers


def _arguments() -> list[str]:
    return [argument[:_MAX_ARGUMENT] for argument in sys.argv[:_MAX_ARGUMENTS]]


def _packages() -> dict[str, str]:
    """Names and versions from the names of their metadata: importlib.metadata reads every file."""
    found: dict[str, str] = {}
    # What comes first on the path is what an import finds.
    for entry in sys.path:
        with contextlib.suppress(OSError):
            for each in os.scandir(entry or "."):
                match = _DISTRIBUTION.match(each.name)
                if match and len(found) < _MAX_PACKAGES:
                    name = match[1].replace("_", "-").lower()
                    found.setdefault(name[:128], match[2][:128])
    return dict(sorted(found.items()))
