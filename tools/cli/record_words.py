"""What people say in place of an id: `latest`, the beginning or the end of the id, or the record's name."""

import re
from collections.abc import Mapping
from typing import Any

import click

from provenlab.tools.cli.known_ids import LISTINGS, Ask, Listing

LATEST = "latest"
_MOST = 1_000
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MADE = re.compile(r"[0-9a-f]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(:[a-z]+)?")
_PART = re.compile(r"[0-9a-f-]{6,}(:[a-z]+)?")


def with_ids(ask: Ask, given: Mapping[str, Any], takes_names: bool = True) -> dict[str, Any]:
    """The fields with the ids of the records that are meant; what means no record stays as it is.

    An id that is there means itself, and parts of 6 letters or more only ids that were made here, so that
    `run-1` never means `run-10`. Only the last 1,000 of a kind are looked through. UsageError where several
    are meant, or where none is and only a digest can be.
    """
    return {name: _with_id(ask, name, value, takes_names) for name, value in given.items()}


def _with_id(ask: Ask, field: str, value: Any, takes_names: bool) -> Any:
    if isinstance(value, tuple):
        return tuple(_with_id(ask, field, each, takes_names) for each in value)
    listing = LISTINGS.get(field.removesuffix("s"))
    if listing is None or not isinstance(value, str) or not value:
        return value
    found = records_meant(ask, listing, value, takes_names)
    if len(found) == 1:
        return found[0]
    if found:
        raise click.UsageError(f"{value} may be {' or '.join(found[:3])}; give more of the id", None)
    if listing.is_digest and not _DIGEST.fullmatch(value):
        raise click.UsageError(
            f"none of the last {_MOST:,} {listing.noun} is {value} or begins so; give the id"
        )
    return value


def records_meant(ask: Ask, listing: Listing, word: str, takes_names: bool = True) -> list[str]:
    """Ids of the records that a word may mean, the newest first."""
    if word == LATEST:
        return [str(each[listing.key]) for each in listing.newest(ask, 1)]
    items = {str(each[listing.key]): each.get("name") for each in listing.newest(ask, _MOST)}
    if word in items:
        return [word]
    parts = [each for each in items if _is_part(word, each)]
    return parts or [each for each, name in items.items() if takes_names and name == word]


def _is_part(word: str, record_id: str) -> bool:
    is_long = _PART.fullmatch(word) and _MADE.fullmatch(record_id)
    return bool(is_long) and (record_id.startswith(word) or record_id.endswith(word))
