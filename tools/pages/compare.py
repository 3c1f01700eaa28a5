"""Runs beside each other: only what differs, and their curves on the same axes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from provenlab.core.rules.run_comparison import MOST
from provenlab.tools.pages.address import Address, path_to
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.charts.curves import CurveChart, Series, curve_chart, mark_of, series_by_key
from provenlab.tools.pages.page import Page
from provenlab.tools.pages.record_table import numeric
from provenlab.tools.pages.rendering import cell, digest, span, when

_POINTS = 20_000
_CHARTS = 24
_TOLD = 2
_HEADS: tuple[tuple[str, Callable[[Mapping[str, Any]], str]], ...] = (
    ("Kind", lambda run: str(run["kind"])),
    ("Created", lambda run: when(run["origin"]["createdAt"])),
    ("Took", lambda run: span(run.get("duration"))),
    ("Commit", lambda run: digest(run["origin"].get("gitCommit"))),
    ("Seed", lambda run: cell(run.get("seed"))),
    ("Data", lambda run: ", ".join(_dataset(each) for each in run["datasets"])),
    ("Tags", lambda run: ", ".join(run["tags"])),
)


class Compared(NamedTuple):
    """A run, the mark of its curves, and the settings in which it differs, as a text."""

    run: Mapping[str, Any]
    mark: str
    words: str


def compare(ask: Asking, address: Address) -> Page:
    """2 to 20 runs, in the order in which they are named."""
    run_ids = address.many("run")
    found = ask("compare_runs", runIds=run_ids)
    runs = [ask("get_run", runId=run_id) for run_id in run_ids[:MOST]]
    charts = _overlaid(ask, runs)
    sections = (("Metrics", found["metrics"]), ("Config", found["config"]))
    values = {
        "address": address,
        "runs": [Compared(run, mark_of(at), _words(run, found["config"])) for at, run in enumerate(runs)],
        "heads": [(name, texts) for name, texts in _heads(runs) if len(set(texts)) > 1],
        "sections": [(name, [(row, _difference(row, runs)) for row in rows]) for name, rows in sections],
        "curve_charts": charts[:_CHARTS],
        "more_charts": len(charts) - _CHARTS,
    }
    return Page("compare.html", f"{len(runs)} runs compared", values)


def _heads(runs: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[str]]]:
    return [(name, [told(run) for run in runs]) for name, told in _HEADS]


def _dataset(each: Mapping[str, Any]) -> str:
    return f"{each['dataset']} {each.get('version', '')}".strip()


def _words(run: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> str:
    told = [
        f"{row['path']} {cell(row['values'][run['runId']])}" for row in rows if run["runId"] in row["values"]
    ]
    return ", ".join(told[:_TOLD])


def _difference(row: Mapping[str, Any], runs: Sequence[Mapping[str, Any]]) -> float | None:
    """Of two runs how much the second has more; None for others than numbers."""
    if len(runs) != 2:
        return None
    first, second = (numeric(row["values"].get(run["runId"])) for run in runs)
    return None if first is None or second is None else second - first


def _overlaid(ask: Asking, runs: list[Any]) -> list[CurveChart]:
    by_run = [
        series_by_key(
            ask("get_metric_series", runId=run["runId"], limit=_POINTS),
            f"{run['name']} ({run['runId']})",
            path_to("runs", run["runId"]),
        )
        for run in runs
    ]
    charts = []
    for key in sorted({key for series in by_run for key in series}):
        # A run without this metric still counts, so that each keeps its colour in every chart.
        shown = [series.get(key, Series("", "", ())) for series in by_run]
        if any(len(each.points) > 1 for each in shown):
            charts.append(curve_chart(key, shown))
    return [chart for chart in charts if chart is not None]
