"""Writes the generated files of `clients/`, or says which are stale."""

import argparse
import sys
from pathlib import Path

from provenlab.tools.contract.documents import documents

CLIENTS = Path(__file__).resolve().parents[2] / "clients"


def stale_files(clients: Path) -> list[str]:
    """Relative names of generated files that are missing or differ from what would be written."""
    return [
        name
        for name, text in documents().items()
        if not (clients / name).is_file() or (clients / name).read_bytes() != text.encode()
    ]


def write_files(clients: Path) -> list[str]:
    """Writes what is stale; the relative names of what changed."""
    stale = stale_files(clients)
    texts = documents()
    for name in stale:
        target = clients / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(texts[name].encode())
    return stale


def main(arguments: list[str] | None = None) -> int:
    """0 when all is up to date afterwards; 1 when `--check` finds something stale."""
    parser = argparse.ArgumentParser(prog="python -m provenlab.tools.contract", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a file is stale")
    parser.add_argument("--clients", type=Path, default=CLIENTS, help="the folder (default: %(default)s)")
    chosen = parser.parse_args(arguments)
    if chosen.check:
        stale = stale_files(chosen.clients)
        sys.stderr.writelines(f"stale: {name}; run make contract\n" for name in stale)
        return 1 if stale else 0
    sys.stdout.writelines(f"wrote {name}\n" for name in write_files(chosen.clients))
    return 0


if __name__ == "__main__":
    sys.exit(main())
