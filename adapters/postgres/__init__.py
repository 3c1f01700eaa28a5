"""PostgreSQL, for many writers on many machines. Importing anything here needs the extra `postgres`."""

from provenlab.core.errors import MissingExtra

try:
    import psycopg as psycopg
except ImportError as error:
    raise MissingExtra(
        "PostgreSQL stores need psycopg: pip install provenlab[postgres]", {"extra": "postgres"}
    ) from error
