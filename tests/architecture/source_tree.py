"""Which files are the project's own: what git tracks or would track, without links."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE_FOLDERS = ("core", "adapters", "tools", "sql")


@cache
def project_files() -> tuple[Path, ...]:
    """Paths relative to the checkout, sorted; a file not yet committed counts as well."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = sorted({Path(name) for name in listing.stdout.decode().split("\0") if name})
    return tuple(name for name in names if (ROOT / name).is_file() and not (ROOT / name).is_symlink())


def files_below(*folders: str, suffix: str) -> list[Path]:
    """The project's files with this suffix in the named top-level folders."""
    return [path for path in project_files() if path.parts[0] in folders and path.suffix == suffix]


def is_generated(path: Path) -> bool:
    """Generated files are compared with their source elsewhere and have no author to advise."""
    return any("generated" in part for part in path.parts) or path.match("sql/*/schema.sql")


def text_of(path: Path) -> str:
    """The file's text; the empty string for binary files."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
