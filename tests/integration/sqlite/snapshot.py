"""Writes sql/sqlite/schema.sql anew: `python -m tests.integration.sqlite.snapshot`."""

import tempfile
from pathlib import Path

from tests.integration.sqlite.stores import SCHEMA, raw, schema_of
from tests.labs import build_template

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, raw(build_template("sqlite", Path(folder))) as connection:
        SCHEMA.write_text(schema_of(connection), encoding="utf-8")
