"""`provenlab worker`."""

import sys
from typing import TYPE_CHECKING, Any

import click

from provenlab.tools.cli.commands import command
from provenlab.tools.cli.output import Output
from provenlab.tools.cli.session import Session

if TYPE_CHECKING:
    from provenlab.tools.worker.display import Display

_SECONDS = click.FloatRange(min=0.0)
_POSITIVE = click.FloatRange(min=0.0, min_open=True)


def _work(session: Session, output: Output, processes: int, quiet: bool, **given: Any) -> int:
    from provenlab.tools.places import compute_place, store_place
    from provenlab.tools.worker.main import run_workers
    from provenlab.tools.worker.process import WorkerOptions

    if given["once"] and processes > 1:
        raise click.UsageError("--once is for one process: it runs one job")
    compute_place(given["compute"])
    kinds, modules = given.pop("kinds"), given.pop("modules")
    options = WorkerOptions(store_place(session.url).target, tuple(kinds) or None, tuple(modules), **given)
    return run_workers(options, processes, _display(quiet))


def _display(is_quiet: bool) -> "Display":
    from provenlab.tools.worker.display import LineDisplay

    if not is_quiet and sys.stderr.isatty():
        from provenlab.tools.cli.worker_bars import BarDisplay

        return BarDisplay()
    return LineDisplay(only_trouble=is_quiet)


worker = command(
    "worker",
    "Run jobs from the queue, in one process or many.",
    "Runs jobs from the queue. Handlers come from installed packages (entry points provenlab.job_handlers) "
    "and from modules named by --handlers, where @provenlab.job_handler declares them. A process that dies "
    "is replaced, and its job tried again. SIGTERM and Ctrl-C let the present jobs end within the grace; "
    "what is not done by then, or when asked twice, is handed back without using up an attempt. Exit code 1 "
    "when a worker could not begin.",
    [
        click.Option(
            ["--kinds", "-k"], multiple=True, metavar="KIND", help="Only jobs of this kind; repeat it."
        ),
        click.Option(
            ["modules", "--handlers", "-m"], multiple=True, metavar="MODULE", help="A module with handlers."
        ),
        click.Option(["--processes", "-p"], type=click.IntRange(1, 256), default=1, show_default=True),
        click.Option(["--once"], is_flag=True, help="Claim one job at most, then end."),
        click.Option(["--until-idle"], is_flag=True, help="End when no job is left to run or to try again."),
        click.Option(
            ["lease_s", "--lease"],
            type=_POSITIVE,
            default=60.0,
            show_default=True,
            help="Seconds until a silent worker's job is tried again.",
        ),
        click.Option(
            ["grace_s", "--grace"],
            type=_SECONDS,
            default=30.0,
            show_default=True,
            help="Seconds that a job may still take once the worker is to end.",
        ),
        click.Option(
            ["poll_s", "--poll"],
            type=_POSITIVE,
            default=2.0,
            show_default=True,
            help="The longest pause, in seconds, between two looks at an empty queue.",
        ),
        click.Option(
            ["time_limit_s", "--time-limit"], type=_POSITIVE, help="Seconds after which an attempt fails."
        ),
        click.Option(
            ["--compute"],
            metavar="WHERE",
            help="Where the pieces of a job are computed: here (the default), processes:N, or a Dask "
            "scheduler tcp://HOST:PORT.",
        ),
        click.Option(["--quiet", "-q"], is_flag=True, help="Tell only what went wrong."),
    ],
    _work,
)
