"""Commands on runs that ask more than one question."""

import sys
import time
from collections.abc import Iterator
from typing import Any

import click

from provenlab.tools.cli.commands import command
from provenlab.tools.cli.exporting import told_written, written
from provenlab.tools.cli.known_ids import known_ids
from provenlab.tools.cli.output import Output
from provenlab.tools.cli.runs.views import details, event, reaped, replayed, series_table
from provenlab.tools.cli.session import Session
from provenlab.tools.cli.tables import facts, when
from provenlab.tools.cli.text import one_line, several_lines
from provenlab.tools.cli.words import number, size
from provenlab.tools.surroundings import replay_outboxes

_ENDED = ("completed", "failed", "cancelled")
_PAUSE_S = 1.0
_EVENTS_SHOWN = 12
_INSTANTS = ("Began", "Ended")


def _show(session: Session, output: Output, run_id: str) -> None:
    if output.form is not None:
        output.tell(session.ask("get_run", {"runId": run_id}))
    else:
        output.print(_page(session.lab.read_only.run_cards.card(run_id), output))


def _page(card: Any, output: Output) -> Iterator[str]:
    from provenlab.core.rules import run_card_text as words

    run = card.run
    head = [(name.lower(), when(text) if name in _INSTANTS else text) for name, text in words.facts(run)]
    yield from facts([("name", run.name), *head], output.width)
    if run.error is not None:
        said = " · ".join(part for part in (run.error.kind, run.error.type, run.error.message) if part)
        yield from details(
            "error", [("", said), ("", run.error.traceback or "")][: 2 if run.error.traceback else 1], output
        )
    yield from details(
        "metrics", [(key, number(value)) for key, value in sorted(run.metrics.items())], output
    )
    if card.series:
        series = [(each.key, each.total, [point.value for point in each.points]) for each in card.series]
        yield from ("", *series_table(series, output))
    yield from details("config", words.config_rows(run), output)
    yield from details(
        "artifacts",
        [(each.artifact_id, f"{each.kind}, {size(each.size_bytes)}, {each.name}") for each in card.artifacts],
        output,
    )
    happened = [(when(at), what) for at, what in words.timeline(card)]
    yield from details("timeline", happened[-_EVENTS_SHOWN:], output)
    yield from details("redacted", [(each.path, each.rule) for each in run.redactions], output)
    again = words.command(run)
    yield from details("again", [("", again)] if again else [], output)


def _card(session: Session, output: Output, run_id: str, html: bool, out: str | None) -> None:
    wanted = "html" if html or (out or "").endswith((".html", ".htm")) else "markdown"
    card = session.ask("get_run_card", {"runId": run_id, "format": wanted})
    if out is not None:
        with written(out) as file:
            file.write(card["content"].encode())
        told_written("the card", out)
    elif output.form is not None:
        output.tell(card)
    else:
        content = card["content"]
        click.echo(several_lines(content) if sys.stdout.isatty() else content, nl=False)


def _progress(session: Session, output: Output, run_id: str, after_seq: int, follow: bool) -> None:
    seen = after_seq
    while True:
        with session.snapshot():
            status = session.ask("get_run", {"runId": run_id})["status"]
            events = session.ask("get_progress", {"runId": run_id, "afterSeq": seen, "limit": None})
        if not follow or output.form is None:
            output.tell(events, lambda found, _: [one_line(event(each)) for each in found])
        else:
            Output("jsonl").tell(events)
        seen = events[-1]["seq"] if events else seen
        if not follow or status in _ENDED:
            return
        sys.stdout.flush()
        time.sleep(_PAUSE_S)


def _replay(session: Session, output: Output) -> None:
    output.tell(replay_outboxes(session.lab)._asdict(), replayed)


def _reap(session: Session, output: Output, grace_seconds: float) -> None:
    # The end of a run may be among what waits for the store.
    replay_outboxes(session.lab)
    output.tell(session.ask("reap_lost_runs", {"graceSeconds": grace_seconds}), reaped)


def _run_id() -> click.Argument:
    return click.Argument(["run_id"], shell_complete=known_ids("run_id"))


show = command(
    "show",
    "Show one run with its curves.",
    "Shows one run: origin, metrics, curves, config, artifacts, timeline and error.",
    [_run_id()],
    _show,
)
card = command(
    "card",
    "Print the run card, as Markdown or HTML.",
    "Prints the card of a run. The same stored state gives the same bytes; HTML loads nothing else.",
    [
        _run_id(),
        click.Option(["--html"], is_flag=True, help="As HTML; also when the file ends in .html."),
        click.Option(["-o", "--out"], metavar="FILE", help="Write it to a file."),
    ],
    _card,
)
progress = command(
    "progress",
    "Print the timeline, and follow it.",
    "Prints what happened in a run, the oldest first.",
    [
        _run_id(),
        click.Option(["--after-seq"], type=click.INT, default=0, help="Only events after this number."),
        click.Option(["--follow", "-f"], is_flag=True, help="Go on until the run has ended."),
    ],
    _progress,
)
replay = command(
    "replay",
    "Send what scripts could not send to the store.",
    "Sends calls that scripts recorded while the store was away. The next run that is recorded does so, too.",
    [],
    _replay,
)
reap = command(
    "reap",
    "Fail runs whose process died.",
    "Sends what waits for the store; then fails running runs whose lease has expired, with error kind lost.",
    [
        click.Option(
            ["--grace-seconds"],
            type=click.FLOAT,
            default=0.0,
            help="How long after the end of its lease a run may still come back.",
        )
    ],
    _reap,
)
