"""Instants: aware UTC datetimes with microseconds, ISO 8601 with `Z` on the wire."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def parse_instant(value: Any) -> datetime:
    """An ISO 8601 text or datetime as UTC; without an offset it is taken as UTC."""
    if isinstance(value, str):
        return _parsed(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if not isinstance(value, datetime):
        raise ValueError("expected an ISO 8601 time such as 2025-01-31T09:30:00Z")
    return _in_utc(value)


def _datetime_of(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("expected an ISO 8601 time such as 2025-01-31T09:30:00Z") from None


# The points of one step come with one time.
@lru_cache(maxsize=256)
def _parsed(text: str) -> datetime:
    return _in_utc(_datetime_of(text))


def _in_utc(value: datetime) -> datetime:
    try:
        if value.tzinfo is UTC:
            return value
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except OverflowError:
        raise ValueError("the time lies outside the years 1 to 9999 in UTC") from None


def format_instant(value: datetime) -> str:
    """Milliseconds as JavaScript writes them when they are exact, else microseconds."""
    digits = "milliseconds" if value.microsecond % 1000 == 0 else "microseconds"
    return value.replace(tzinfo=None).isoformat(timespec=digits) + "Z"


def to_microseconds(value: datetime) -> int:
    """Microseconds since 1970-01-01T00:00:00Z."""
    return (value - _EPOCH) // _MICROSECOND


def from_microseconds(value: int) -> datetime:
    """The instant that many microseconds after 1970-01-01T00:00:00Z."""
    return _EPOCH + timedelta(microseconds=value)


Instant = Annotated[
    datetime,
    BeforeValidator(parse_instant),
    PlainSerializer(format_instant, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
