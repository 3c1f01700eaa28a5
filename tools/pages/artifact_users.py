"""Who used an artifact, and how: everything that is recorded about it, in one list."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from provenlab.tools.pages.address import path_to
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.evaluation_results import evaluation_names
from provenlab.tools.pages.models import champions
from provenlab.tools.pages.names import names_of

RELATED = 50
_MADE = 20


class Use(NamedTuple):
    """A record by its name, and what it has to do with the artifact."""

    what: str
    name: str
    link: str
    how: str
    status: str | None = None


class Users(NamedTuple):
    """`is_popular` where more experiments read it than are named."""

    uses: tuple[Use, ...]
    is_popular: bool


def users_of(
    ask: Asking,
    artifact: Mapping[str, Any],
    readers: Sequence[Mapping[str, Any]],
    lineage: Mapping[str, Any] | None,
) -> Users:
    """Champions first, since they matter most; experiments that read it are told, and what came of it.

    `lineage` is None where that is too much.
    """
    id_ = artifact["artifactId"]
    found = [
        *_champions(ask, id_),
        *_experiments(readers, id_),
        *_runs(ask, artifact),
        *_evaluations(ask, id_),
        *_scenarios(ask, id_),
        *_made_from(ask, id_, lineage, {each["experimentId"] for each in readers}),
    ]
    return Users(tuple(found), len(readers) == RELATED)


def _champions(ask: Asking, id_: str) -> Iterator[Use]:
    for model, champion in champions(ask):
        if id_ in champion["inputArtifacts"]:
            version = champion["version"]
            place = path_to("models", model, version)
            yield Use("model", f"{model}, version {version}", place, "fed the champion", "champion")


def _experiments(read: Sequence[Mapping[str, Any]], id_: str) -> Iterator[Use]:
    for each in read:
        roles = [role for role, ids in each["inputs"].items() if id_ in ids]
        place = path_to("experiments", each["experimentId"])
        yield Use("experiment", each["name"], place, f"read as {', '.join(roles)}", each["status"])


def _runs(ask: Asking, artifact: Mapping[str, Any]) -> Iterator[Use]:
    """Runs know what they read by the name that it had."""
    named = ask("list_runs", filter={"dataset": artifact["name"], "limit": RELATED})["items"]
    for run in named:
        roles = [each["role"] for each in run["datasets"] if each.get("artifactId") == artifact["artifactId"]]
        if roles:
            place = path_to("runs", run["runId"])
            yield Use("run", run["name"], place, f"read as {', '.join(roles)}", run["status"])


def _evaluations(ask: Asking, id_: str) -> Iterator[Use]:
    found = ask("list_evaluations", filter={"upstreamId": id_, "limit": RELATED})["items"]
    names = evaluation_names(ask, found)
    for each in found:
        place = path_to("evaluations", each["evaluationId"])
        yield Use("evaluation", names[each["evaluationId"]], place, "stands on it", each["status"])


def _scenarios(ask: Asking, id_: str) -> Iterator[Use]:
    for each in ask("list_scenarios", filter={"artifactId": id_, "limit": RELATED})["items"]:
        yield Use("scenario", each["name"], path_to("scenarios", each["scenarioId"]), "was made from it")


def _made_from(
    ask: Asking, id_: str, lineage: Mapping[str, Any] | None, told: Collection[str]
) -> Iterator[Use]:
    """Artifacts one step away, with the runs that made them; not the outputs of experiments that are told."""
    edges = lineage["edges"] if lineage is not None else ()
    ids = [
        each["targetId"]
        for each in edges
        if (each["sourceKind"], each["sourceId"], each["targetKind"]) == ("artifact", id_, "artifact")
    ]
    made = [ask.if_there("get_artifact", artifactId=each) for each in list(dict.fromkeys(ids))[:_MADE]]
    there = [each for each in made if each is not None and each.get("producer", {}).get("id") not in told]
    runs = names_of(ask, runs=[_run_of(each) for each in there if _run_of(each)]).runs
    for each in there:
        by = runs.get(_run_of(each), "")
        how = f"was made from it by the run {by}" if by else "was made from it"
        yield Use("artifact", each["name"], path_to("artifacts", each["artifactId"]), how, each["status"])


def _run_of(artifact: Mapping[str, Any]) -> str:
    producer = artifact.get("producer", {})
    return str(producer["id"]) if producer.get("kind") == "run" else ""
