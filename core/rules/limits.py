"""Limits on single records; each is refused with its name, the limit and the size found."""

from collections.abc import Sized

from provenlab.core.errors import LimitExceeded

MAX_CONFIG_BYTES = 1024 * 1024
MAX_INPUTS = 10_000
MAX_SUMMARY_BYTES = 64 * 1024
MAX_LINEAGE_NODES = 10_000


def require_at_most(field: str, found: int, limit: int, unit: str) -> None:
    """LimitExceeded when `found` is above `limit`."""
    if found > limit:
        raise LimitExceeded(
            f"{field}: {found:,} {unit}, at most {limit:,} are allowed",
            {"field": field, "limit": limit, "found": found, "unit": unit},
        )


def require_config_size(canonical: Sized) -> None:
    """Of the canonical form, in bytes."""
    require_at_most("config", len(canonical), MAX_CONFIG_BYTES, "bytes of canonical JSON")


def require_summary_size(canonical: Sized) -> None:
    """Of the canonical form, in bytes."""
    require_at_most("summary", len(canonical), MAX_SUMMARY_BYTES, "bytes of canonical JSON")
