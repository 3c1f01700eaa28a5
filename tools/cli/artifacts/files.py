"""What the name of a file says of what is published."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

_FORMATS = {".json": "json", ".csv": "csv", ".parquet": "parquet"}
_SOURCES = ("path", "json_content", "text_content", "base64_content")


def with_file(_ask: object, given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields; of FILE its path, and its name and format unless others were given."""
    fields = {name: value for name, value in given.items() if name != "file"}
    file = given.get("file")
    if file is None:
        return fields
    others = [name for name in _SOURCES if fields[name] is not None]
    if others:
        raise click.UsageError(f"FILE and --{others[0].replace('_', '-')} are two sources of bytes; give one")
    path = Path(file)
    if not path.exists():
        raise click.UsageError(f"there is no file {file}")
    named = {"name": path.name, "format": _FORMATS.get(path.suffix.lower())}
    return {**fields, "path": file, **{key: fields[key] or value for key, value in named.items()}}
