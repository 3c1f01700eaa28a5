"""The driver's errors in our words; neither values nor credentials are repeated."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from provenlab.core.errors import (
    Conflict,
    ForeignStore,
    Immutable,
    InternalError,
    InvalidTransition,
    LimitExceeded,
    NotInitialised,
    ProvenlabError,
    StoreCorrupt,
    StoreError,
    StoreFull,
    StoreLocked,
    StoreReadOnly,
    StoreUnavailable,
    ValidationFailed,
)

_Kind = tuple[type[ProvenlabError], str]

_NONE = "no store at {store}; a write or init_store creates it"
_FOREIGN = "{store} holds tables of another program; name another schema with ?schema="

# SQLSTATE, whole or its first two characters (the class); whole ones win.
_KINDS: dict[str, _Kind] = {
    "08": (StoreUnavailable, "the connection to {store} broke"),
    "0A": (StoreError, "{store} cannot do what is asked of it; PostgreSQL 13 or newer is needed"),
    "22": (ValidationFailed, "a value cannot be kept: PostgreSQL takes no NUL and no number beyond 64 bits"),
    "23": (Conflict, "{store} refuses a row that breaks a constraint"),
    "25006": (StoreReadOnly, "{store} takes no writes: this is a read, or the server is a standby"),
    "25P02": (InternalError, "a failed statement was ignored; nothing of the transaction is kept"),
    "28": (StoreError, "{store} refuses this user or password"),
    "3D000": (NotInitialised, "there is no database at {store}; create it first, for example with createdb"),
    "3F000": (NotInitialised, _NONE),
    "40": (StoreLocked, "{store}: another writer came in between; try again"),
    "42501": (StoreError, "{store}: this user lacks a privilege on the schema or its tables"),
    "42703": (ForeignStore, _FOREIGN),
    "42P01": (NotInitialised, _NONE),
    "42P07": (ForeignStore, _FOREIGN),
    "53": (StoreUnavailable, "{store} is out of connections or memory; try again"),
    "53100": (StoreFull, "no room left for {store}; nothing was written"),
    "54": (LimitExceeded, "a row is larger than {store} can keep"),
    "55P03": (StoreLocked, "{store} is held by another writer and stayed so"),
    "57": (StoreUnavailable, "{store} is starting up or shutting down; try again"),
    "57014": (StoreLocked, "{store} cancelled a statement that took too long"),
    "XX001": (StoreCorrupt, "{store} is damaged"),
    "XX002": (StoreCorrupt, "{store} has a damaged index"),
}
_GUARDS: dict[str, type[Conflict]] = {"immutable": Immutable, "invalid_transition": InvalidTransition}

# What is said before a session exists has no SQLSTATE; the first sign that is found counts.
_REFUSALS = (
    ("too many c", "53300"),
    ("remaining connection slots", "53300"),
    ("starting up", "57P03"),
    ("shutting down", "57P03"),
    ("in recovery mode", "57P03"),
    ("not currently accepting", "57P03"),
    ("password authentication", "28P01"),
    ("no password supplied", "28P01"),
    ("authentication failed", "28000"),
    ("pg_hba.conf", "28000"),
    ("permission denied for database", "28000"),
    ('FATAL:  role "', "28000"),
    ('FATAL:  database "', "3D000"),
)
_REASONS = ("Connection refused", "No such file or directory", "failed to resolve host", "timeout", "SSL")


@contextmanager
def translated(store: str, *, writing: bool = False) -> Iterator[None]:
    """Turns what the driver raises inside into errors of the port; `store` is shown."""
    try:
        yield
    except psycopg.Error as error:
        raise store_error(error, store, writing=writing) from error
    except UnicodeEncodeError:
        raise ValidationFailed.at("value", "contains a lone surrogate, which is not text") from None


def store_error(error: psycopg.Error, store: str, *, writing: bool) -> ProvenlabError:
    """The error of the port for one of a session; a user who may read only has a read-only store."""
    state = error.sqlstate or _state_without_server(error)
    message = error.diag.message_primary or ""
    if state == "P0001":
        guard, _, rule = message.partition(": ")
        return _GUARDS.get(guard, StoreError)(rule, {"store": store, "sqlstate": state})
    if state == "0A000" and "cached plan" in message:
        return StoreUnavailable(f"the schema of {store} has just changed; try again", {"store": store})
    found = _error_of(state, store)
    is_denied_write = writing and state == "42501"
    return StoreReadOnly(found.message, found.details) if is_denied_write else found


def _state_without_server(error: psycopg.Error) -> str:
    if isinstance(error, psycopg.DataError):
        return "22000"
    return "08006" if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) else ""


def _error_of(state: str, store: str) -> ProvenlabError:
    kind, sentence = _KINDS.get(state) or _KINDS.get(state[:2]) or (StoreError, "{store} refuses a statement")
    if kind is ValidationFailed:
        return ValidationFailed.at("value", sentence)
    return kind(sentence.format(store=store), {"store": store, "sqlstate": state})


def connection_error(error: psycopg.Error, store: str) -> ProvenlabError:
    """The error of the port for a session that did not come about."""
    said = str(error)
    for sign, state in _REFUSALS:
        if sign in said:
            return _error_of(state, store)
    reason = next((each for each in _REASONS if each in said), "no connection")
    return StoreUnavailable(f"{store} cannot be reached: {reason}", {"store": store, "reason": reason})
