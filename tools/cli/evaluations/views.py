"""How evaluations and leaderboards read on a terminal."""

from collections.abc import Iterable, Iterator
from typing import Any

from provenlab.tools.cli.output import Output
from provenlab.tools.cli.tables import Column, facts, plain, short_hash, when

_COLUMNS = (
    Column("EVALUATION", "evaluationId", whole=True),
    Column("STATUS", "status", whole=True, coloured=True),
    Column("KIND", "kind"),
    Column("COHORT", "cohortId", short_hash, whole=True),
    Column("CANDIDATES", "candidateIds", lambda ids: str(len(ids)), whole=True, right=True),
    Column("N", "nSims", whole=True, right=True),
    Column("SEED", "seed", whole=True, right=True, extra=True),
    Column("CREATED", "createdAt", when, whole=True, extra=True),
    Column("RUN", "runId", extra=True),
)


def _name(entry: Any) -> str:
    said = ", ".join(entry["strategies"])
    return entry["name"] if not said or said == entry["name"] else f"{entry['name']} ({said})"


def _gap(entry: Any) -> str:
    if "lacking" in entry:
        return f"no value in {len(entry['lacking'])} of {entry['scenarios']}"
    if entry["place"] == 1:
        return "leads"
    return "may lead" if entry["notDistinguishable"] else "behind"


_ENTRIES = (
    Column("PLACE", "place", whole=True, right=True),
    Column("CANDIDATE", "", _name),
    Column("VALUE", "value", whole=True, right=True),
    Column("SE DRAWS", "seMc", whole=True, right=True),
    Column("SE SCENARIOS", "seScenario", whole=True, right=True),
    Column("BEHIND", "behind", whole=True, right=True),
    Column("STANDING", "", _gap, whole=True),
    Column("ID", "candidateId", short_hash, whole=True, extra=True),
    Column("FOCUS", "isFocus", lambda is_focus: "*" if is_focus else "-", extra=True),
)


def listing(page: Any, output: Output) -> Iterable[str]:
    """Evaluations, one a line."""
    return output.table(_COLUMNS, page["items"], "no evaluations")


def evaluation(value: Any, output: Output) -> Iterator[str]:
    """One evaluation: what was asked, what it stands on, and what became of it."""
    head = [
        ("evaluation", value["evaluationId"]),
        ("status", value["status"]),
        ("run", value["runId"]),
        ("kind", f"{value['kind']}, version {value['kindVersion']}"),
        ("engine", value["engineVersion"]),
        ("cohort", value["cohortId"]),
        ("draws", f"{plain(value.get('nSims'))}, seed {plain(value.get('seed'))}"),
        ("overrides", plain(value["overrides"])),
        ("plan", value["planHash"]),
        ("results", plain(value.get("resultHash"))),
        ("created", when(value["createdAt"])),
    ]
    focus = value.get("focusCandidateId")
    head += [("focus" if each == focus else "candidate", each) for each in value["candidateIds"]]
    head += [(f"{each['kind']} ({each['role']})", each["id"]) for each in value["upstreams"]]
    yield from facts(head, output.width)


def brief(value: Any, output: Output) -> Iterator[str]:
    """One evaluation in one line: what became of it."""
    already = "" if value["created"] else " already"
    yield f"evaluation {value['evaluationId']} is{already} {value['status']}"


def leaderboard(value: Any, output: Output) -> Iterator[str]:
    """Candidates, best first, then those without a value somewhere."""
    scenarios = "scenario" if value["scenarios"] == 1 else "scenarios"
    draws = f" of {value['nSims']:,} draws" if value.get("nSims") else ""
    yield f"{value['metric']} in {value['unit']}, {value['scenarios']} {scenarios}{draws}"
    unranked = [{**each, "scenarios": value["scenarios"]} for each in value["unranked"]]
    yield from output.table(_ENTRIES, [*value["entries"], *unranked])
