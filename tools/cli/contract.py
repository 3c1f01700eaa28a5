"""`provenlab describe`: the contract, as every door gives it."""

import json

import click


@click.command(
    "describe", help="Prints operations with their request and response schemas and errors, as JSON."
)
@click.argument("name", required=False)
def describe(name: str | None) -> None:
    from provenlab.tools.cli.session import Session

    # Asks no store, so a wrong or missing one does not hinder it.
    with Session("memory:") as session:
        found = session.ask("describe", {} if name is None else {"name": name})
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))
