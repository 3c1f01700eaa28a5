"""What is said about a store as a whole."""

from typing import Literal

from provenlab.core.models.value import Value

Subject = Literal[
    "store",
    "experiment",
    "artifact",
    "blob",
    "run",
    "journal",
    "model",
    "candidate",
    "scenario",
    "cohort",
    "evaluation",
]


class StoreDescription(Value):
    """Engine and place (never a password), schema version, and how much it holds."""

    engine: str
    location: str
    schema_version: int
    experiments: int
    artifacts: int


class Finding(Value):
    """One thing that is not as it was recorded."""

    subject: Subject
    id: str
    problem: str


class Verification(Value):
    """What was checked and what was found; sound when `findings` is empty."""

    sound: bool
    experiments: int
    artifacts: int
    blobs: int
    bytes_read: int
    findings: tuple[Finding, ...]
    truncated: bool = False


class Sweep(Value):
    """Blobs that no artifact needs, and what interrupted publications and removals left behind.

    In a dry run, `removed` and `unfinished_removed` stay 0.
    """

    dry_run: bool
    orphans: tuple[str, ...]
    orphan_bytes: int
    removed: int
    unfinished: int
    unfinished_removed: int
