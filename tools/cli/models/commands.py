"""The command on models that asks one of two questions."""

import click

from provenlab.tools.cli.commands import command
from provenlab.tools.cli.known_ids import known_ids
from provenlab.tools.cli.models.naming import with_model
from provenlab.tools.cli.models.views import champion as champion_now
from provenlab.tools.cli.models.views import champion_then
from provenlab.tools.cli.output import Output
from provenlab.tools.cli.session import Session
from provenlab.tools.cli.value_types import MOMENT


def _champion(
    session: Session, output: Output, model_name: str | None, model: str | None, instant: str | None
) -> None:
    name = with_model(session.ask, {"model_name": model_name, "model": model})["model_name"]
    asked = {} if name is None else {"modelName": name}
    if instant is None:
        output.tell(session.ask("get_champion_info", asked), champion_now)
    else:
        output.tell(session.ask("champion_at", {**asked, "instant": instant}), champion_then)


champion = command(
    "champion",
    "Show who is champion, or was.",
    "Shows the champion of a model by its history, whatever the aliases say; or who was at an instant.",
    [
        click.Argument(["model"], required=False, shell_complete=known_ids("model_name")),
        click.Option(
            ["--model-name", "--model", "-m"],
            metavar="NAME",
            help="Which model. [default: provenlab-model]",
            shell_complete=known_ids("model_name"),
        ),
        click.Option(
            ["instant", "--at"],
            metavar="TIME",
            type=MOMENT,
            help="An instant such as 2025-01-31T09:30:00Z, or how long ago: 7d, yesterday.",
        ),
    ],
    _champion,
)
