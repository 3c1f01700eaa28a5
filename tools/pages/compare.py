"""Runs beside each other: only what differs, and their curves on the same axes."""

from typing import Any

from provenlab.core.rules.run_comparison import MOST
from provenlab.tools.pages.address import Address, path_to
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.charts.curves import COLOURS, CurveChart, Series, curve_chart, series_by_key
from provenlab.tools.pages.page import Page

_POINTS = 20_000
_CHARTS = 24


def compare(ask: Asking, address: Address) -> Page:
    """2 to 20 runs, in the order in which they are named."""
    run_ids = address.many("run")
    found = ask("compare_runs", runIds=run_ids)
    runs = [ask("get_run", runId=run_id) for run_id in run_ids[:MOST]]
    charts = _overlaid(ask, runs)
    values = {
        "address": address,
        "runs": runs,
        "sections": (("Metrics", found["metrics"]), ("Config", found["config"])),
        "curve_charts": charts[:_CHARTS],
        "more_charts": len(charts) - _CHARTS,
        "colours": COLOURS,
    }
    return Page("compare.html", f"{len(runs)} runs compared", values)


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
        charts.append(curve_chart(key, shown))
    return [chart for chart in charts if chart is not None]
