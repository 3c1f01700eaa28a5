"""Long work tells how far it is, on every store."""

from itertools import groupby

from tests.doors import DirectDoor
from tests.integration.cli.laboratory import fill
from tests.labs import Bench

Said = tuple[str, int, int]


def said_during(bench: Bench, operation: str, **params: object) -> list[Said]:
    said: list[Said] = []
    bench.lab.progress = lambda phase, done, total: said.append((phase, done, total))
    DirectDoor(bench.lab)(operation, **params)
    return said


def test_phases_follow_one_another_and_none_goes_back(bench: Bench) -> None:
    bench.lab.store.initialise()
    fill(bench)
    said = said_during(bench, "verify_store")
    phases = [phase for phase, _ in groupby(said, key=lambda each: each[0])]
    assert len(phases) == len(set(phases))
    assert set(phases) >= {"artifacts", "metrics"}
    if bench.lab.store.description().engine != "memory":
        assert set(phases) >= {"experiments", "runs", "entries"}
    for _, told in groupby(said, key=lambda each: each[0]):
        steps = list(told)
        assert [done for _, done, _ in steps] == sorted(done for _, done, _ in steps)
        assert {0 <= done <= total for _, done, total in steps} == {True}


def test_an_index_is_made_and_bytes_are_removed_step_by_step(bench: Bench) -> None:
    bench.lab.store.initialise()
    fill(bench)
    experiments = bench.lab.store.description().experiments
    assert said_during(bench, "index_experiment_metrics") == [("experiments", 0, experiments)]
    bench.lab.blobs.put_stream([b"nobody needs this"])
    assert said_during(bench, "sweep_blobs", minAgeSeconds=0, dryRun=False) == [("blobs", 0, 1)]
