"""`verify_store` finds what was changed past the guards of evaluations."""

from collections.abc import Callable

import pytest

from tests.contract.evaluation_labs import submitted, worked_off
from tests.doors import DirectDoor
from tests.integration.test_audit_of_runs import subjects, tamper
from tests.labs import Bench, opened

CHANGES = [
    ('UPDATE candidates SET payload = \'{"bids":{"T00":99}}\'', "candidate"),
    ("UPDATE candidates SET payload = 'no json'", "candidate"),
    ("UPDATE candidate_sources SET strategy = 'luck'", "candidate"),
    ("DELETE FROM candidate_sources", "candidate"),
    ("UPDATE scenarios SET world = '{}'", "scenario"),
    ('UPDATE scenarios SET inputs = \'{"p":"other"}\'', "scenario"),
    ("INSERT INTO scenario_inputs SELECT 'a', scenario_id, 'p' FROM scenarios", "scenario"),
    ("UPDATE cohorts SET scenario_ids = '[]'", "cohort"),
    ("DELETE FROM cohort_scenarios WHERE ordinal = 1", "cohort"),
    ("DELETE FROM cohorts", "evaluation"),
    ("UPDATE evaluations SET seed = 99", "evaluation"),
    ("UPDATE evaluations SET n_sims = 41", "evaluation"),
    ("DELETE FROM evaluation_candidates", "evaluation"),
    ("INSERT INTO evaluation_upstreams SELECT 'a', k, 'run', 'p' FROM evaluations", "evaluation"),
    ("UPDATE evaluation_results SET value = value + 1 WHERE metric = 'mean_points'", "evaluation"),
    ("DELETE FROM evaluation_results WHERE ordinal = 1", "evaluation"),
    ("DELETE FROM evaluation_records", "evaluation"),
]


@pytest.mark.parametrize(("statement", "subject"), CHANGES)
def test_a_change_past_the_guards_is_found(
    new_url: Callable[[str], str], statement: str, subject: str
) -> None:
    with opened(new_url("sqlite")) as bench:
        submitted(DirectDoor(bench.lab))
        worked_off(bench.lab)
        assert subjects(bench) == set()
        tamper(bench, statement)
        assert subject in subjects(bench)


@pytest.mark.requirement("EVALS-03")
def test_every_engine_finds_other_results_and_another_payload(durable_bench: Bench) -> None:
    submitted(DirectDoor(durable_bench.lab))
    worked_off(durable_bench.lab)
    assert subjects(durable_bench) == set()
    tamper(durable_bench, "UPDATE evaluation_results SET value = value + 1 WHERE metric = 'mean_points'")
    # DuckDB also tells that its guards are gone.
    assert subjects(durable_bench) - {"store"} == {"evaluation"}
    tamper(durable_bench, "UPDATE candidates SET payload = '{}'")
    assert subjects(durable_bench) - {"store"} == {"evaluation", "candidate"}
