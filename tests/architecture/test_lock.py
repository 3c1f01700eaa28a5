"""requirements.lock pins what pyproject.toml asks for, by digest, and says nothing of where it came from."""

import re
import tomllib
from collections.abc import Iterator

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.architecture.source_tree import ROOT

DIGESTS = r"((?:\n    --hash=sha256:[0-9a-f]{64}(?: \\)?)*)"
PIN = re.compile(rf"^([A-Za-z0-9._-]+)==([^ \\;]+)[^\n]*{DIGESTS}", re.MULTILINE)


def lock_text() -> str:
    return (ROOT / "requirements.lock").read_text(encoding="utf-8")


def pins(lock: str) -> dict[str, list[Version]]:
    found: dict[str, list[Version]] = {}
    for name, version, _ in PIN.findall(lock):
        found.setdefault(canonicalize_name(name), []).append(Version(version))
    return found


def direct_requirements() -> Iterator[Requirement]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        document = tomllib.load(file)
    groups = [
        document["build-system"]["requires"],
        document["project"]["dependencies"],
        *document["project"]["optional-dependencies"].values(),
        *document["dependency-groups"].values(),
    ]
    own_name = document["project"]["name"]
    return (asked for group in groups for asked in map(Requirement, group) if asked.name != own_name)


def unmet(lock: str) -> list[str]:
    locked = pins(lock)
    return [
        str(asked)
        for asked in direct_requirements()
        if not any(map(asked.specifier.contains, locked.get(canonicalize_name(asked.name), [])))
    ]


def test_every_direct_requirement_is_locked_at_a_version_it_allows() -> None:
    assert unmet(lock_text()) == [], "run `make lock`"


def test_a_planted_stale_lock_is_found() -> None:
    assert [name for name in unmet(lock_text().replace("duckdb==2", "duckdb==1")) if "duckdb" in name]
    assert [name for name in unmet(lock_text().replace("\nrfc8785==", "\nrfc8784==")) if "rfc8785" in name]


def test_every_pin_has_a_digest() -> None:
    without = [name for name, _, digests in PIN.findall(lock_text()) if not digests]
    assert without == []


def test_the_lock_names_no_address() -> None:
    assert "://" not in lock_text()
    assert "index-url" not in lock_text()
    for lock in ROOT.glob("clients/*/package-lock.json"):
        assert '"resolved"' not in lock.read_text(encoding="utf-8"), f"{lock}: see .npmrc beside it"
