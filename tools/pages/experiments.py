"""Experiments: what was declared, over which inputs, and what became of it."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from provenlab.core.models.experiment import ExperimentStatus
from provenlab.core.rules.run_comparison import flattened
from provenlab.tools.pages.address import Address
from provenlab.tools.pages.address_numbers import limit_of
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.charts.graph import drawn_lineage
from provenlab.tools.pages.names import names_of
from provenlab.tools.pages.page import Page
from provenlab.tools.pages.record_groups import Grouping, by_field
from provenlab.tools.pages.record_table import record_table
from provenlab.tools.pages.record_views import look_at, metric_criteria

_CRITERIA = ("status", "artifactType", "gitCommit", "minCreatedAt", "maxCreatedAt")
_GROUPINGS = (
    by_field("name"),
    by_field("status", "status"),
    Grouping("commit", lambda row: [row.record["provenance"]["gitCommit"]], "gitCommit"),
)
_RELATED = 50
_NODES = 120


def experiment_list(ask: Asking, address: Address) -> Page:
    """At most `limit` experiments, as a table, in groups, as a scatter plot or over parallel axes."""
    limit = limit_of(address)
    criteria = {**address.given(*_CRITERIA, "cursor"), **metric_criteria(address), "limit": limit + 1}
    found = ask("list_experiments", filter=criteria)
    shown = found[:limit]
    look = look_at(record_table("experiments", shown, address.many("column")), address, _GROUPINGS)
    values = {
        "address": address,
        "look": look,
        "names": names_of(ask, artifacts=_first_inputs(shown) if look.view == "table" else ()),
        "next_cursor": shown[-1]["experimentId"] if len(found) > limit else None,
        "statuses": get_args(ExperimentStatus),
    }
    return Page("experiments.html", "Experiments", values)


def _first_inputs(experiments: Sequence[Mapping[str, Any]]) -> list[str]:
    """The first of each role, which is often the only one."""
    return [ids[0] for each in experiments for ids in each["inputs"].values() if ids]


def experiment_page(ask: Asking, _address: Address, experiment_id: str) -> Page:
    """An experiment with its history, its runs, and where its data came from."""
    experiment = ask("get_experiment", experimentId=experiment_id)
    lineage = ask("get_lineage", experimentId=experiment_id, direction="upstream", maxNodes=_NODES)
    values = {
        "experiment": experiment,
        "history": ask("get_experiment_history", experimentId=experiment_id),
        "settings": sorted((p, v) for p, v in flattened(experiment["config"]).items() if p),
        "metrics": sorted(experiment["metrics"].items()),
        "runs": ask("list_runs", filter={"experimentId": experiment_id, "limit": _RELATED})["items"],
        "entries": ask("query_journal", experimentId=experiment_id, limit=_RELATED)["items"],
        "names": names_of(ask, artifacts=_named_artifacts(experiment)),
        "graph": drawn_lineage(lineage),
    }
    return Page("experiment.html", experiment["name"], values)


def _named_artifacts(experiment: Mapping[str, Any]) -> list[str]:
    return [id_ for ids in experiment["inputs"].values() for id_ in ids] + list(
        experiment["outputs"].values()
    )
