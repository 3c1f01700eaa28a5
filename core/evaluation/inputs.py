"""The frozen bytes that a scenario names."""

import hashlib
from functools import lru_cache

from provenlab.core.errors import ValidationFailed
from provenlab.core.evaluation.kind import Inputs


def named_input(inputs: Inputs, role: str, sha256: str) -> bytes:
    """The input of a role; ValidationFailed when it was not given, or has other bytes than were named.

    Trying again helps neither: the scenario and what was pinned for it say different things.
    """
    if role not in inputs:
        raise ValidationFailed.at(f"inputs.{role}", f"was not given; the scenario names {sha256}")
    found = _sha256(inputs[role])
    if found != sha256:
        raise ValidationFailed.at(
            f"inputs.{role}", f"has other bytes than the scenario names: {found} instead of {sha256}"
        )
    return inputs[role]


@lru_cache(maxsize=8)
def _sha256(content: bytes) -> str:
    """Asked by every shard of a scenario for the same bytes."""
    return hashlib.sha256(content).hexdigest()
