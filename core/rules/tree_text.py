"""LightGBM models as text."""

import hashlib


def trees_digest(text: bytes) -> str:
    """SHA-256 of the model without its parameter block, which names threads and paths of one training."""
    before, _, after = text.partition(b"\nparameters:\n")
    _, _, rest = after.partition(b"\nend of parameters\n")
    return hashlib.sha256(before + b"\0" + rest).hexdigest()
