"""Runs by dataset, tags and metric, whether few runs have them or many."""

import pytest

from provenlab.core.models.metric import MetricBounds, MetricOrder
from provenlab.core.models.run import DatasetRef, RunDefinition, RunFilter, RunOrigin
from provenlab.core.services.runs import Finish
from tests.labs import Bench

_EXPECTED: list[tuple[RunFilter, list[str]]] = [
    (RunFilter(dataset="FD001"), ["r4", "r2", "r0"]),
    (RunFilter(dataset="FD009"), []),
    (RunFilter(tags=("night",)), ["r3", "r0"]),
    (RunFilter(tags=("night", "even")), ["r0"]),
    (RunFilter(tags=("even", "even")), ["r4", "r2", "r0"]),
    (RunFilter(metric=MetricBounds(key="auc")), ["r3", "r2", "r1", "r0"]),
    (RunFilter(metric=MetricBounds(key="auc", at_least=0.2)), ["r3", "r2"]),
    (RunFilter(metric=MetricBounds(key="auc", at_least=0.1, at_most=0.2)), ["r2", "r1"]),
    (RunFilter(dataset="FD001", tags=("even",), metric=MetricBounds(key="auc", at_most=0.1)), ["r0"]),
]


def _fill(bench: Bench) -> None:
    runs = bench.lab.runs
    for n in range(5):
        bench.clock.move(1)
        tags = [tag for tag, has in (("night", n % 3 == 0), ("even", n % 2 == 0)) if has]
        runs.start(
            RunDefinition(
                run_id=f"r{n}",
                name="nightly",
                config={},
                tags=tuple(tags),
                datasets=(DatasetRef(dataset=f"FD00{1 + n % 2}"),),
                origin=RunOrigin(created_at=bench.clock.now()),
            )
        )
        if n < 4:
            runs.finish(f"r{n}", Finish({"auc": n / 10, "loss": -float(n)}))


@pytest.mark.parametrize("few", [0, 500])
def test_a_filter_finds_the_same_runs_whether_few_or_many_match(
    bench: Bench, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("provenlab.adapters._sql.run_registry._FEW", few)
    _fill(bench)
    registry = bench.lab.runs.registry
    for criteria, expected in _EXPECTED:
        assert [run.run_id for run in registry.list_runs(criteria).items] == expected, criteria
        best = registry.list_runs(criteria, MetricOrder(metric="loss", descending=False)).items
        with_loss = sorted((run for run in expected if run != "r4"), reverse=True)
        assert [run.run_id for run in best] == with_loss + ["r4"] * ("r4" in expected), criteria
        high = registry.list_runs(criteria, MetricOrder(metric="auc"), limit=2).items
        assert [run.run_id for run in high] == (with_loss + ["r4"] * ("r4" in expected))[:2], criteria
