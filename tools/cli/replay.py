"""`provenlab replay`."""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from provenlab.tools.cli.commands import command
from provenlab.tools.cli.failures import NO
from provenlab.tools.cli.known_ids import known_ids
from provenlab.tools.cli.output import Output
from provenlab.tools.cli.session import Session

if TYPE_CHECKING:
    from provenlab.core.evaluation.engine import Progress


def _replay(session: Session, output: Output, run_id: str, compute: str | None) -> int | None:
    from provenlab.tools.compose_compute import open_executor
    from provenlab.tools.evaluations.replay import replay_run

    executor = open_executor(compute)
    try:
        report = replay_run(session.lab, run_id, executor, _progress(output))
    finally:
        executor.close()
    output.tell(report.document(), _view)
    return None if report.identical else NO


def _progress(output: Output) -> "Progress | None":
    """A line that counts units, for a person who waits at a terminal."""
    if output.form is not None or not sys.stderr.isatty():
        return None

    def tell(done: int, wanted: int) -> None:
        end = "\r\x1b[K" if done == wanted else ""
        click.echo(f"\r{done:,} of {wanted:,} units{end}", nl=False, err=True)

    return tell


def _view(report: dict[str, Any], _output: Output) -> Iterable[str]:
    yield from (f"same       {each}" for each in report["identicalArtifacts"])
    difference = report["difference"]
    if difference is None:
        yield f"identical: run {report['runId']} gave the same {len(report['compared'])} artifacts again"
    else:
        yield f"{difference['cause'].replace('_', ' ')}: {difference['where']}"
        yield difference["explanation"]
        for name in ("stored", "found"):
            if difference[name] is not None:
                yield f"{name:10} {difference[name]}"
    yield from report["remarks"]


replay = command(
    "replay",
    "Execute a completed run again from stored inputs alone, and compare.",
    "Executes a run of kind evaluation or strategy_generation again from its pinned inputs, seed and kind "
    "version, and compares what comes out with what the run left. Nothing is written. Prints identical, or "
    "the first artifact that differs and why; then the exit code is 3. (runs replay is something else: it "
    "sends what programs recorded while their store was away.)",
    [
        click.Argument(["run_id"], shell_complete=known_ids("run_id")),
        click.Option(
            ["--compute"],
            metavar="WHERE",
            help="Where the units are computed: here (the default), processes:N, or a Dask scheduler "
            "tcp://HOST:PORT.",
        ),
    ],
    _replay,
)
