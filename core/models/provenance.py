"""Where a record comes from: the code, and the machine it ran on."""

from typing import Annotated

from pydantic import Field, Strict

from provenlab.core.models.instant import Instant
from provenlab.core.models.text import Label, Name, Note
from provenlab.core.models.value import Value


class Provenance(Value):
    """`created_at` is the client's clock; the store adds `recorded_at` by its own.

    The commit, the dirty flag and the engine version are part of a definition's identity; the rest
    describes the circumstances.
    """

    git_commit: Label
    git_dirty: bool
    engine_version: Label
    created_at: Instant
    host: Label | None = None
    platform: Name | None = None
    python_version: Label | None = None
    packages: Annotated[dict[Label, Label], Field(max_length=5_000)] | None = None
    argv: Annotated[tuple[Note, ...], Strict(False), Field(max_length=1_000)] | None = None


CIRCUMSTANCES = ("host", "platform", "python_version", "packages", "argv")
