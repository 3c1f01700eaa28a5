"""What an evaluation leaves behind, as documents: a pure function of what came out."""

from collections.abc import Iterable, Mapping
from typing import Any

from provenlab.core.evaluation.engine import Evaluation
from provenlab.core.evaluation.kind import MetricValue, ScenarioKind, primary_metric
from provenlab.core.evaluation.leaderboard import leaderboard, unranked

SCHEMA_VERSION = 1


def results_document(kind: ScenarioKind, cohort_id: str, found: Mapping[str, Evaluation]) -> dict[str, Any]:
    """Everything that came out, by scenario id in the order of the cohort.

    Of every candidate its metrics with their errors, its digest, and the small documents of the kind; those
    that are tables stand alone.
    """
    return {
        "schemaVersion": SCHEMA_VERSION,
        "kind": kind.kind,
        "kindVersion": kind.version,
        "cohortId": cohort_id,
        "scenarios": [
            {
                "scenarioId": scenario_id,
                "scenarioHash": each.scenario_hash,
                "units": each.n_units,
                "seed": each.seed,
                "digest": each.digest,
                "digests": dict(each.digests),
                "metrics": {name: _figures(row) for name, row in each.finding.metrics.items()},
                "documents": {
                    name: document
                    for name, document in each.finding.artifacts.items()
                    if table_of(document) is None
                },
            }
            for scenario_id, each in found.items()
        ],
    }


def table_of(document: Any) -> dict[str, list[Any]] | None:
    """The columns of a document {candidate id: {column: list}} with the candidate as the first one.

    None for a document that is no table: columns have the same names for every candidate, and equal
    lengths of text, numbers, truth values and None.
    """
    if not isinstance(document, Mapping) or not document:
        return None
    names = [list(each) if isinstance(each, Mapping) else None for each in document.values()]
    if not names[0] or "candidate" in names[0] or any(each != names[0] for each in names):
        return None
    table: dict[str, list[Any]] = {"candidate": [], **{name: [] for name in names[0]}}
    for candidate_id, columns in document.items():
        length = _common_length(columns.values())
        if length is None:
            return None
        table["candidate"] += [candidate_id] * length
        for name, cells in columns.items():
            table[name] += cells
    return table


def _common_length(columns: Iterable[Any]) -> int | None:
    """Of lists of plain values."""
    given = list(columns)
    if not all(isinstance(cells, list) and len(cells) == len(given[0]) for cells in given):
        return None
    if not all(isinstance(cell, (str, int, float, bool, type(None))) for cells in given for cell in cells):
        return None
    return len(given[0])


def leaderboard_document(
    kind: ScenarioKind, cohort_id: str, found: Mapping[str, Evaluation]
) -> dict[str, Any]:
    """Candidates by the primary metric; `unranked` are those that it is not defined for somewhere."""
    metric = primary_metric(kind)
    findings = [each.finding for each in found.values()]
    return {
        "schemaVersion": SCHEMA_VERSION,
        "cohortId": cohort_id,
        "metric": metric.key,
        "direction": metric.direction,
        "unit": metric.unit,
        "rows": [
            {
                "place": row.place,
                "candidateId": row.candidate_id,
                "value": row.value,
                "seMc": row.se_mc,
                "seScenario": row.se_scenario,
                "scenarios": row.scenarios,
                "behind": row.behind,
                "seBehind": row.se_behind,
                "notDistinguishable": row.not_distinguishable,
            }
            for row in leaderboard(metric, findings)
        ],
        "unranked": list(unranked(metric, findings)),
    }


def run_metrics(board: Mapping[str, Any], found: Mapping[str, Evaluation]) -> dict[str, float]:
    """The final metrics of the run: what was evaluated, and the primary metric of every ranked candidate.

    Keys hold the first 12 digits of candidate ids, since people read them in lists.
    """
    values = {f"{board['metric']}/{row['candidateId'][:12]}": row["value"] for row in board["rows"]}
    return {
        "scenarios": len(found),
        "candidates": len(board["rows"]) + len(board["unranked"]),
        "units": sum(each.n_units for each in found.values()),
        **values,
    }


def _figures(row: Mapping[str, MetricValue]) -> dict[str, Any]:
    return {
        key: {
            "value": each.value,
            "standardError": each.standard_error,
            "low": each.low,
            "high": each.high,
            "n": each.n,
        }
        for key, each in row.items()
    }
