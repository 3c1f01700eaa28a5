"""From integers to figures with their errors."""

import math
from collections.abc import Mapping
from operator import mul
from typing import Any

from provenlab.core.evaluation.calcutta.oracle import expected_scores
from provenlab.core.evaluation.calcutta.ownership import MICROPOINTS
from provenlab.core.evaluation.calcutta.ranking import PARTS_PER_CENT
from provenlab.core.evaluation.calcutta.spec import CalcuttaSpec, Entry
from provenlab.core.evaluation.kind import Finding, MetricSpec, MetricValue, Partial
from provenlab.core.evaluation.statistics import (
    lower_quantile,
    mean_value,
    paired_error,
    paired_probability,
    probability,
    share_errors,
)

METRICS = (
    MetricSpec("mean_payout_cents", "maximise", "cents", primary=True, comparable_across_scenarios=False),
    MetricSpec("mean_payout_cents_controlled", "maximise", "cents", comparable_across_scenarios=False),
    MetricSpec("mean_normalized_payout", "maximise", "share of the first prize"),
    MetricSpec("mean_points", "maximise", "points", comparable_across_scenarios=False),
    MetricSpec("p_top1", "maximise", "probability"),
    MetricSpec("p_top1_outright", "maximise", "probability"),
    MetricSpec("p_in_money", "maximise", "probability"),
    MetricSpec("mean_rank", "minimise", "rank", comparable_across_scenarios=False),
    MetricSpec("median_rank", "minimise", "rank", aggregation="none", comparable_across_scenarios=False),
)
QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}


def finding_of(spec: CalcuttaSpec, candidates: Mapping[str, Entry], partial: Partial) -> Finding:
    """Metrics by candidate; artifacts: rank histogram and quantiles, residue and unowned points."""
    exact = expected_scores(spec, candidates)
    metrics = {name: _metrics(spec, partial[name], exact[name]) for name in candidates}
    return Finding(metrics, {"ranks": {name: _ranks(partial[name]) for name in candidates}})


def _metrics(spec: CalcuttaSpec, sums: Mapping[str, Any], exact: float) -> dict[str, MetricValue]:
    payout = _mean(spec, sums, "payout", PARTS_PER_CENT)
    return {
        "mean_payout_cents": payout,
        "mean_payout_cents_controlled": _controlled(spec, sums, payout, exact),
        "mean_normalized_payout": _scaled(payout, spec.payouts[0]),
        "mean_points": _mean(spec, sums, "points", MICROPOINTS),
        "p_top1": _probability(spec, sums, "top1"),
        "p_top1_outright": _probability(spec, sums, "top1_outright"),
        "p_in_money": _probability(spec, sums, "in_money"),
        "mean_rank": _mean(spec, _rank_sums(sums), "rank", 1),
        "median_rank": lower_quantile(sums["rank_histogram"], 0.5, offset=1),
    }


def _rank_sums(sums: Mapping[str, Any]) -> dict[str, Any]:
    counts = sums["rank_histogram"]
    ranks = range(1, len(counts) + 1)
    weighted = list(map(mul, counts, ranks))
    squares = sum(map(mul, weighted, ranks))
    return {"n": sums["n"], "rank": sum(weighted), "rank_squared": squares, "pairs": sums["pairs"]}


def _mean(spec: CalcuttaSpec, sums: Mapping[str, Any], key: str, scale: int) -> MetricValue:
    total, squares, n = sums[key], sums[f"{key}_squared"], sums["n"]
    if not spec.antithetic:
        return mean_value(total, squares, n, scale)
    return MetricValue(total / (n * scale), paired_error(total, squares, sums["pairs"][key], n, scale), n)


def _probability(spec: CalcuttaSpec, sums: Mapping[str, Any], key: str) -> MetricValue:
    if spec.antithetic:
        return paired_probability(sums[key], sums["pairs"][key], sums["n"])
    return probability(sums[key], sums["n"])


def _scaled(value: MetricValue, scale: int) -> MetricValue:
    error = None if value.standard_error is None else value.standard_error / scale
    return MetricValue(None if value.value is None else value.value / scale, error, value.n)


def _controlled(
    spec: CalcuttaSpec, sums: Mapping[str, Any], payout: MetricValue, exact: float
) -> MetricValue:
    """Payout less what the luck in points explains: points are the control variate, their mean is exact.

    mean(y) - b (mean(x) - E x) with b = cov(x, y) / var(x), and error sqrt(var(y) (1 - r^2) / m) with
    m - 2 degrees of freedom (Lavenberg and Welch 1981). Antithetic pairs count as one draw.
    """
    m, x, y, xx, yy, xy = _moments(spec, sums)
    var_x, var_y, cov = m * xx - x * x, m * yy - y * y, m * xy - x * y
    if var_x == 0 or m < 3 or payout.value is None:
        return payout
    slope = cov / var_x * (MICROPOINTS / PARTS_PER_CENT)
    value = payout.value - slope * (sums["points"] / (sums["n"] * MICROPOINTS) - exact)
    left = (var_y * var_x - cov * cov) / (var_x * m * m * (m - 2))
    scale = PARTS_PER_CENT * (sums["n"] // m)
    return MetricValue(value, math.sqrt(max(0.0, left)) / scale, sums["n"])


def _moments(spec: CalcuttaSpec, sums: Mapping[str, Any]) -> tuple[int, int, int, int, int, int]:
    """Independent draws, and their sums of x, y, x^2, y^2 and xy."""
    n, pairs = sums["n"], sums["pairs"]
    draws = n // 2 if spec.antithetic else n
    return (
        draws, sums["points"], sums["payout"],
        sums["points_squared"] + 2 * pairs["points"],
        sums["payout_squared"] + 2 * pairs["payout"],
        sums["points_payout"] + pairs["points_payout"],
    )  # fmt: skip


def _ranks(sums: Mapping[str, Any]) -> dict[str, Any]:
    histogram = sums["rank_histogram"]
    quantiles = {name: lower_quantile(histogram, share, offset=1) for name, share in QUANTILES.items()}
    return {
        "histogram": histogram,
        "histogramErrors": share_errors(histogram, sums["n"]),
        "quantiles": {name: each.value for name, each in quantiles.items()},
        "quantileErrors": {name: each.standard_error for name, each in quantiles.items()},
        "meanResidueCents": sums["residue"] / (sums["n"] * PARTS_PER_CENT),
        "meanUnownedPoints": sums["unowned_points"] / sums["n"],
    }
