"""`provenlab artifacts export`."""

import sys

import click

from provenlab.tools.cli.commands import command
from provenlab.tools.cli.exporting import OUT, counted, told_written, written
from provenlab.tools.cli.known_ids import known_ids
from provenlab.tools.cli.output import Output
from provenlab.tools.cli.session import Session


def _export(session: Session, output: Output, artifact_id: str, out: str | None) -> None:
    record = session.ask("get_artifact", {"artifactId": artifact_id})
    if out in (None, "-") and sys.stdout.isatty() and record["format"] not in ("json", "csv"):
        raise click.UsageError(f"{artifact_id} is no text; --out FILE, or a pipe, takes its bytes")
    chunks = session.lab.read_only.retention.open_bytes(artifact_id)
    with written(out) as file:
        for chunk in counted(chunks, f"of {record['sizeBytes']:,} bytes", out, len):
            file.write(chunk)
    told_written(f"{record['sizeBytes']:,} bytes", out)


export = command(
    "export",
    "Write its bytes, compared with their digest.",
    "Writes the bytes of an artifact to a file or to standard output, and compares them with the digest that "
    "was recorded. A file gets its name only when they are the same; else the exit code tells.",
    [click.Argument(["artifact_id"], shell_complete=known_ids("artifact_id")), OUT],
    _export,
)
