"""Instants: aware UTC datetimes with microseconds, ISO 8601 with `Z` on the wire."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def parse_instant(value: Any) -> datetime:
    """An ISO 8601 text or datetime as UTC; without an offset it is taken as UTC."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise ValueError("expected an ISO 8601 time such as 2025-01-31T09:30:00Z") from None
    elif isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if not isinstance(value, datetime):
        raise ValueError("expected an ISO 8601 time such as 2025-01-31T09:30:00Z")
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
