"""`provenlab experiments compare`."""

from collections.abc import Iterable
from typing import Any

import click

from provenlab.core.rules.run_comparison import differences, flattened
from provenlab.tools.cli.commands import command
from provenlab.tools.cli.known_ids import known_ids
from provenlab.tools.cli.output import Output
from provenlab.tools.cli.session import Session
from provenlab.tools.cli.tables import Column, plain

_COMPARED = ("name", "status", "config", "metrics", "inputs", "outputs", "requiredOutputs", "provenance")


def _compare(session: Session, output: Output, experiment_ids: tuple[str, ...]) -> None:
    if len(set(experiment_ids)) < 2:
        raise click.UsageError("give two different experiments, or more")
    with session.snapshot():
        found = {each: session.ask("get_experiment", {"experimentId": each}) for each in experiment_ids}
    leaves = {name: flattened({key: each.get(key) for key in _COMPARED}) for name, each in found.items()}
    rows = [{"path": each.path, "values": dict(each.values)} for each in differences(leaves)]
    output.tell({"experimentIds": list(found), "differences": rows}, _view)


def _view(value: dict[str, Any], output: Output) -> Iterable[str]:
    columns = [Column("WHAT", "path"), *(Column(name, f"values.{name}") for name in value["experimentIds"])]
    # Nothing and nothing read alike, though one may be an empty list.
    rows = [
        each for each in value["differences"] if any(plain(one) != "-" for one in each["values"].values())
    ]
    return output.table(columns, rows, "they differ in nothing but their ids")


compare = command(
    "compare",
    "Show what differs between experiments.",
    "Shows by path what differs: status, config, metrics, inputs, outputs and provenance.",
    [click.Argument(["experiment_ids"], nargs=-1, required=True, shell_complete=known_ids("experiment_id"))],
    _compare,
)
