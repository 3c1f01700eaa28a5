"""Commands made of operations, and what every command has in common."""

from collections.abc import Callable, Iterable, Mapping
from inspect import cleandoc
from typing import Any

import click

from provenlab.core.errors import NotFound, ValidationFailed
from provenlab.core.operations.registry import Effect, Operation, find_operation
from provenlab.tools.cli.failures import NO, PASSED_ON, told
from provenlab.tools.cli.groups import part
from provenlab.tools.cli.known_ids import known_ids
from provenlab.tools.cli.output import Output
from provenlab.tools.cli.patience import told_while
from provenlab.tools.cli.request_fields import RequestField, fields_of, policies_of
from provenlab.tools.cli.session import Session
from provenlab.tools.cli.tables import at
from provenlab.tools.cli.value_types import JSON
from provenlab.tools.cli.verb import Verb
from provenlab.tools.cli.wording import in_words, names_of


def common_options() -> list[click.Parameter]:
    """Which store, and in which form the answer is wanted."""
    return [
        click.Option(["--store", "-s"], metavar="URL", help="The store: a path or a URL."),
        click.Option(
            ["--wait"],
            metavar="SECONDS",
            type=click.FloatRange(0, 3600),
            help="How long to wait for the store, else 30.",
        ),
        click.Option(["form", "--json"], flag_value="json", help="Answer with one JSON document."),
        click.Option(["form", "--jsonl"], flag_value="jsonl", help="Answer with a JSON document a line."),
    ]


def operation_command(name: str, verb: Verb) -> click.Command:
    """The command that asks an operation."""
    operation = find_operation(verb.operation)
    fields = fields_of(operation.request, verb.arguments, verb.hidden)
    params = [each.param for each in fields]
    if verb.word is not None:
        params.append(click.Argument([verb.word], required=False, shell_complete=known_ids(verb.word)))
    if operation.effect is Effect.WRITE and len(fields) > len(verb.arguments):
        params.append(
            click.Option(
                ["whole", "--from"], type=JSON, help="More fields, as one JSON object.", metavar="@FILE|-"
            )
        )
    if operation.effect is Effect.READ:
        params.append(
            click.Option(
                ["columns", "--column"], multiple=True, metavar="PATH", help="One more column in a table."
            )
        )
    work = _asking(operation, fields, verb)
    takes_names = operation.effect is Effect.READ
    return command(name, verb.brief, _help(operation, fields), params, work, takes_names)


def command(
    name: str,
    brief: str,
    about: str,
    params: list[click.Parameter],
    work: Callable[..., int | None],
    takes_names: bool = True,
) -> click.Command:
    """A command with the options that all have; `work(session, output, **given)` is its code.

    Ids may be given as `record_words` says; by names only where nothing is written.
    """

    def callback(
        store: str | None, form: str | None, wait: float | None, columns: tuple[str, ...] = (), **given: Any
    ) -> int | None:
        everywhere = click.get_current_context().find_root().params
        form = form or everywhere.get("form")
        try:
            with Session(store or everywhere.get("store"), wait) as session:
                return _done(work, session, Output(form, columns), given, takes_names)
        except PASSED_ON:
            raise
        except Exception as error:  # noqa: BLE001 - whatever happens, a person or a script is told once
            return told(error, names_of(params), as_json=form is not None)

    return click.Command(
        name, callback=callback, params=[*params, *common_options()], help=about, short_help=brief
    )


def _done(
    work: Callable[..., int | None],
    session: Session,
    output: Output,
    given: dict[str, Any],
    takes_names: bool,
) -> int | None:
    try:
        return work(session, output, **given)
    except (NotFound, ValidationFailed):
        # Nothing was written or shown. Only now is it asked what else the words may mean, so that an id that
        # is there costs nothing and never means another record.
        from provenlab.tools.cli.record_words import with_ids

        meant = with_ids(session.ask, given, takes_names)
        if meant == given:
            raise
        return work(session, output, **meant)


def _help(operation: Operation[Any, Any], fields: list[RequestField]) -> str:
    about = cleandoc(operation.function.__doc__ or "")
    if fields:
        about += "\n\n" + cleandoc(operation.request.__doc__ or "")
        for model in policies_of(operation.request):
            about += "\n\n" + cleandoc(model.__doc__ or "")
    return in_words(about, names_of(each.param for each in fields))


def _asking(
    operation: Operation[Any, Any], fields: list[RequestField], verb: Verb
) -> Callable[..., int | None]:
    def work(session: Session, output: Output, whole: Any = None, **given: Any) -> int | None:
        if verb.completed is not None:
            given = part(verb.completed)(session.ask, given)
        request = request_of(fields, given, {**verb.fallback, **_object(whole)})
        with told_while(click.get_current_context().command_path) as session.heard:
            value = session.ask(operation.name, request)
        output.tell(value, None if verb.view is None else part(verb.view))
        if output.form is None and (unknown := _unsorted(request, value)):
            click.echo(f"none of these has a number {unknown}, so they are in their usual order", err=True)
        return NO if verb.no_when is not None and not at(value, verb.no_when) else None

    return work


def _unsorted(request: Mapping[str, Any], value: Any) -> str | None:
    """The number to sort by that no record of a list has; then nobody asked for the order it is in."""
    order = at(request, "filter.order") or at(request, "byResult")
    items = value.get("items") if isinstance(value, dict) else value
    if not isinstance(order, dict) or not items:
        return None
    name = order.get("metric", order.get("key"))
    is_known = any(name in (each.get("metrics") or each.get("results") or {}) for each in items)
    return None if is_known else name


def _object(whole: Any) -> dict[str, Any]:
    if whole is None or isinstance(whole, dict):
        return whole or {}
    raise click.UsageError("--from wants a JSON object")


def request_of(
    fields: Iterable[RequestField], given: Mapping[str, Any], base: dict[str, Any]
) -> dict[str, Any]:
    """The request that these options and arguments make, on top of `base`."""
    request = dict(base)
    for field in fields:
        value = given[field.param.name or ""]
        is_empty = value == () and field.is_required and field.path[0] not in request
        if value is None or (value == () and not is_empty):
            continue
        place = request
        for part_of_path in field.path[:-1]:
            place = place.setdefault(part_of_path, {})
        place[field.path[-1]] = field.read(value)
    return request
