"""`provenlab show`: whatever an id belongs to."""

from collections.abc import Iterator
from typing import Any, NamedTuple, cast

import click

from provenlab.core.errors import NotFound, ValidationFailed
from provenlab.tools.cli.commands import command
from provenlab.tools.cli.groups import Branch, root
from provenlab.tools.cli.known_ids import LISTINGS
from provenlab.tools.cli.output import Output
from provenlab.tools.cli.record_words import LATEST, records_meant
from provenlab.tools.cli.session import Session

_READS = {
    "runs": ("get_run", "run_id"),
    "experiments": ("get_experiment", "experiment_id"),
    "artifacts": ("get_artifact", "artifact_id"),
    "evaluations": ("get_evaluation", "evaluation_id"),
    "jobs": ("get_job", "job_id"),
    "candidates": ("get_candidate", "candidate_id"),
    "scenarios": ("get_scenario", "scenario_id"),
    "cohorts": ("get_cohort", "cohort_id"),
}
"""What tells most of a record goes before what tells another side of it."""


class _Found(NamedTuple):
    noun: str
    record_id: str

    def __str__(self) -> str:
        return f"provenlab {self.noun} show {self.record_id}"


def _show(session: Session, output: Output, record: str) -> None:
    with session.snapshot():
        found = list(_with_id(session, record)) or list(_meant(session, record))
    if not found:
        raise NotFound(f"nothing has the id {record}, or a part of it, or the name")
    first, *others = found
    if any(each.record_id != first.record_id for each in others):
        raise click.UsageError(f"{record} may be {'; '.join(map(str, found[:4]))}")
    _show_one(first)
    if others and output.form is None:
        click.echo(f"also: {'; '.join(map(str, others))}", err=True)


def _with_id(session: Session, record: str) -> Iterator[_Found]:
    for noun, (operation, field) in _READS.items():
        try:
            session.ask(operation, {LISTINGS[field].key: record})
        except (NotFound, ValidationFailed):
            continue
        yield _Found(noun, record)


def _meant(session: Session, record: str) -> Iterator[_Found]:
    for noun, (_, field) in _READS.items():
        for each in records_meant(session.ask, LISTINGS[field], record):
            yield _Found(noun, each)
        if record == LATEST:
            return


def _show_one(found: _Found) -> None:
    context = click.get_current_context()
    common: dict[str, Any] = {name: context.params[name] for name in ("store", "form", "wait")}
    chosen = cast("Branch", root.commands[found.noun]).get_command(context, "show")
    context.invoke(cast("click.Command", chosen), **common, **{_READS[found.noun][1]: found.record_id})


show = command(
    "show",
    "Show whatever an id belongs to.",
    "Shows the record that an id belongs to, of whatever kind. Here, and wherever a command reads a record, "
    "the beginning or the end of an id will do, 6 letters or more, or the name of the record, or latest for "
    "the newest.",
    [click.Argument(["record"], metavar="ID")],
    _show,
)
