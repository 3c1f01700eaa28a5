"""What the bytes of an artifact hold, whatever way they were written."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Content:
    """`content_hash` is None where the format has no canonical content (plain bytes).

    `summary` is a JSON object of 64 KiB at most: of tables `rows` and `columns` (name and type each),
    of JSON `type` with `keys` or `length`; `columnsOmitted` and `keysOmitted` count what found no room.
    """

    content_hash: str | None
    summary: dict[str, Any]
