"""Rows that cannot be what was written."""

from provenlab.core.errors import StoreCorrupt

UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, OverflowError)


def damaged(noun: str, record_id: object) -> StoreCorrupt:
    """The error for a record that cannot be read."""
    found = {"subject": noun, "id": str(record_id)}
    return StoreCorrupt(f"{noun} {record_id} is damaged and cannot be read; verify_store tells more", found)
