"""Where a PostgreSQL store is: what the driver needs to know, and what may be shown."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

import psycopg.conninfo

from provenlab.core.errors import ValidationFailed

DEFAULT_SCHEMA = "public"
_SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_FORM = "postgresql://user@host:port/database?schema=name"


@dataclass(frozen=True, slots=True)
class Address:
    """`location` has neither user nor password; `connection` has, and is left out of the repr."""

    connection: Mapping[str, Any] = field(repr=False)
    schema: str
    location: str


def parse_address(url: str) -> Address:
    """The address in a URL of libpq's form; the option `schema` is ours and names a schema.

    ValidationFailed for anything else, without repeating it.
    """
    if not url.startswith(("postgresql://", "postgres://")):
        raise _malformed("is not a PostgreSQL URL")
    base, schema = _without_schema(url)
    try:
        connection = psycopg.conninfo.conninfo_to_dict(base)
    except psycopg.Error:
        raise _malformed("cannot be understood") from None
    if not all(port.isdecimal() for port in str(connection.get("port", "0")).split(",") if port):
        raise _malformed("names a port that is no number")
    return Address(connection, schema, _location(connection, schema))


def _malformed(problem: str) -> ValidationFailed:
    return ValidationFailed.at("url", f"{problem}; the form is {_FORM}")


def _without_schema(url: str) -> tuple[str, str]:
    base, _, query = url.partition("?")
    options = [option for option in query.split("&") if option]
    named = [option.partition("=")[2] for option in options if option.startswith("schema=")]
    kept = "&".join(option for option in options if not option.startswith("schema="))
    schema = named[-1] if named else DEFAULT_SCHEMA
    if not _SCHEMA.fullmatch(schema) or schema.startswith("pg_"):
        raise _malformed("names a schema that does not match [a-z_][a-z0-9_]{0,62} or begins with pg_")
    return f"{base}?{kept}" if kept else base, schema


def _location(connection: Mapping[str, Any], schema: str) -> str:
    hosts, ports = (str(connection.get(key) or "").split(",") for key in ("host", "port"))
    options = [] if schema == DEFAULT_SCHEMA else [f"schema={schema}"]
    if any(host.startswith(("/", "@")) for host in hosts):
        options.insert(0, f"host={','.join(hosts)}")
        hosts, ports = [""], ports[:1]
    places = [
        (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")
        for host, port in zip_longest(hosts, ports, fillvalue="" if len(ports) != 1 else ports[0])
    ]
    query = f"?{'&'.join(options)}" if options else ""
    return f"postgresql://{','.join(places)}/{connection.get('dbname') or ''}{query}"
