"""The TypeScript client as a checkout has it."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLIENT = ROOT / "clients" / "typescript"


def client_environment() -> dict[str, str]:
    """The environment with this Python's programs first, and nothing of a Makefile above."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return inherited | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}


def run_quietly(*command: str | Path, cwd: Path = ROOT) -> str:
    """Standard output; an error shows both streams."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=cwd, env=client_environment(), capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def compile_client() -> None:
    """Installs what it needs, and compiles it with its tests and examples unless that is done.

    Several test processes may ask at once; compiling again would pull the files from under the others.
    """
    stamp = CLIENT / "build" / ".compiled"
    with (CLIENT / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        run_quietly("make", "--silent", f"{CLIENT.relative_to(ROOT)}/node_modules/.installed")
        if not stamp.exists() or stamp.stat().st_mtime < _last_change():
            run_quietly("npm", "--prefix", CLIENT, "run", "--silent", "compile")
            stamp.touch()


def _last_change() -> float:
    sources = [path for folder in ("src", "test", "examples") for path in (CLIENT / folder).rglob("*.ts")]
    settings = [*CLIENT.glob("*.json"), CLIENT.parent / "contract.json"]
    return max(path.stat().st_mtime for path in [*sources, *settings])
