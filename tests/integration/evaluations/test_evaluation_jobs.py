"""Jobs that evaluate candidates and that generate them, worked off as a worker does."""

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest

from provenlab import open_lab
from provenlab.adapters.compute.in_process import InProcessExecutor
from provenlab.core.evaluation.calcutta.kind import Calcutta
from provenlab.core.evaluation.engine import assigned, evaluated
from provenlab.core.evaluation.kind import primary_metric
from provenlab.core.evaluation.leaderboard import leaderboard
from provenlab.tools.evaluations.execution import assignments_of, executed
from tests.calcuttas import entry
from tests.doors import DirectDoor, refusal
from tests.integration.evaluations.tournaments import Tournaments, world

BACKENDS = ("memory", "sqlite")


@pytest.fixture(params=BACKENDS)
def tournaments(request: pytest.FixtureRequest, new_url: Callable[[str], str]) -> Iterator[Tournaments]:
    with open_lab(new_url(request.param)) as lab:
        lab.initialise()
        yield Tournaments(lab, world(), world(payouts={"1": 90_000, "2": 10_000}))


def test_strategies_make_candidates_that_say_where_they_came_from(tournaments: Tournaments) -> None:
    pins = tournaments.predictions()
    run_id = tournaments.generate("night", inputs=pins)
    tournaments.work()
    (made,) = [each for each in tournaments.outputs(run_id).values() if each.kind == "candidates"]
    assert {each.role: each.artifact_id for each in made.parents} == pins
    sources = [source for each in tournaments.candidates() for source in each.sources]
    assert {each.strategy for each in sources} == set(Calcutta().strategies)
    assert {(each.source, each.run_id, each.artifact_id) for each in sources} == {
        ("generated", run_id, made.artifact_id)
    }
    assert tournaments.run(run_id).metrics == {"candidates": 5}


@pytest.mark.requirement("EVALS-01")
@pytest.mark.parametrize("tournaments", [*BACKENDS, "duckdb", "postgres"], indirect=True)
def test_an_evaluation_leaves_results_leaderboard_rows_and_lineage_at_once(tournaments: Tournaments) -> None:
    generation = tournaments.generate("night", strategies=["dp", "proportional"])
    tournaments.work()
    run_id = tournaments.evaluate("e")
    tournaments.work()
    run, outputs = tournaments.run(run_id), tournaments.outputs(run_id)
    assert run.status == "completed"
    tables = {f"outcomes of {each}" for each in tournaments.scenario_ids}
    assert set(outputs) == {"results", "leaderboard", "metrics", *tables}
    source = tournaments.outputs(generation)["candidates"].artifact_id
    for name in ("results", *tables):
        assert [(each.artifact_id, each.role) for each in outputs[name].parents] == [(source, "candidate")]
    assert ("results", outputs["results"].artifact_id) in [
        (each.role, each.artifact_id) for each in outputs["leaderboard"].parents
    ]
    state = tournaments.parts.evaluations.port.get_evaluation("e")
    assert (state.status, state.result_hash is not None) == ("completed", True)
    assert len(tournaments.parts.evaluations.port.results("e")) == 2 * 2 * len(Calcutta().metrics)


def test_the_figures_are_those_of_the_engine(tournaments: Tournaments) -> None:
    few, many = tournaments.candidate(0, 34, 33, 33), tournaments.candidate(1, *[14] * 7)
    tournaments.evaluate("e", n_sims=1000)
    tournaments.work()
    candidates = {few: entry(0, 34, 33, 33), many: entry(1, *[14] * 7)}
    found = [
        evaluated(assigned(Calcutta(), each | {"n_sims": 1000, "seed": 7}, candidates), InProcessExecutor())
        for each in (world(), world(payouts={"1": 90_000, "2": 10_000}))
    ]
    expected = leaderboard(primary_metric(Calcutta()), [each.finding for each in found])
    board = _json(tournaments, tournaments.outputs("e")["leaderboard"].artifact_id)
    assert [
        (row["place"], row["candidateId"], row["value"], row["seMc"], row["seScenario"], row["behind"])
        for row in board["rows"]
    ] == [
        (row.place, row.candidate_id, row.value, row.se_mc, row.se_scenario, row.behind) for row in expected
    ]
    results = _json(tournaments, tournaments.outputs("e")["results"].artifact_id)
    assert [each["digests"] for each in results["scenarios"]] == [dict(each.digests) for each in found]
    assert tournaments.run("e").metrics == {
        "scenarios": 2, "candidates": 2, "units": 2000,
        **{f"mean_payout_cents/{row.candidate_id[:12]}": row.value for row in expected},
    }  # fmt: skip


@pytest.mark.requirement("EVALS-06")
def test_progress_names_its_phases_and_never_falls(tournaments: Tournaments) -> None:
    tournaments.candidate(0, 34, 33, 33)
    tournaments.evaluate("e", n_sims=30_000)
    tournaments.work()
    events = tournaments.parts.runs.registry.get_progress("e", 0, None)
    told = [(each.phase, each.percent) for each in events if each.kind == "progress"]
    assert list(dict.fromkeys(phase for phase, _ in told)) == ["inputs", "units", "publishing"]
    percents = [percent for _, percent in told if percent is not None]
    assert percents == sorted(percents)


@pytest.mark.requirement("EVALS-08")
def test_whoever_computes_in_whatever_pieces_publishes_the_same_bytes(
    tournaments: Tournaments, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tournaments.candidate(0, 34, 33, 33)
    tournaments.evaluate("here")
    tournaments.work()
    monkeypatch.setenv("PROVENLAB_COMPUTE", "processes:2")
    tournaments.evaluate("there")
    tournaments.work()
    expected = tournaments.file_hashes("here")
    assert tournaments.file_hashes("there") == expected
    work = tournaments.parts.evaluations.work("here")
    tasks = assignments_of(work, lambda artifact: b"")
    for units in (41, 617):
        pieces = executed(tournaments.cohort_id, tasks, InProcessExecutor(), tmp_path, shard_units=units)
        assert {each.name: each.file_hash() for each in pieces.documents} == {
            name: each for name, each in expected.items() if name != "metrics"
        }


def test_the_rows_of_every_unit_can_be_read_by_anybody(tournaments: Tournaments) -> None:
    tournaments.candidate(0, 34, 33, 33)
    tournaments.evaluate("e", n_sims=500)
    tournaments.work()
    artifact = tournaments.outputs("e")[f"outcomes of {tournaments.scenario_ids[0]}"]
    assert artifact.summary["rows"] == 500
    table = pq.read_table(io.BytesIO(tournaments.lab.artifacts.read_bytes(artifact.artifact_id)))
    assert table.column_names == list(Calcutta().outcome_columns)


@pytest.mark.requirement("EVALS-11")
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"inputs": {}}, "config.inputs.win_probabilities: names exactly one artifact"),
        ({"inputs": {"win_probabilities": ["a", "b"]}}, "names exactly one artifact"),
        ({"inputs": {"win_probabilities": "no-such", "market_shares": "none"}}, "no-such"),
        ({"scenarioId": "0" * 64}, "config.scenarioId"),
    ],
)
def test_missing_or_ambiguous_inputs_end_the_job_before_anything_is_written(
    tournaments: Tournaments, changes: dict[str, Any], message: str
) -> None:
    tournaments.generate("night", **changes)
    tournaments.work()
    status, kind, told = tournaments.error_of("night")
    assert (status, kind) == ("dead", "missing_lineage")
    assert message in told
    assert tournaments.outputs("night") == {}
    assert tournaments.candidates() == ()


def test_a_tombstoned_input_is_no_input(tournaments: Tournaments) -> None:
    pins = tournaments.predictions()
    tournaments.lab.artifacts.tombstone(pins["market_shares"], reason="wrong year")
    tournaments.generate("night", inputs=pins)
    tournaments.work()
    assert tournaments.error_of("night")[:2] == ("dead", "missing_lineage")


def test_a_job_without_its_evaluation_is_dead_at_once(tournaments: Tournaments) -> None:
    tournaments.lab.jobs.submit("evaluation", {}, job_id="stray")
    tournaments.work()
    assert tournaments.error_of("stray")[:2] == ("dead", "missing_lineage")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"strategies": ["luck"]}, "config.strategies[0]"),
        ({"strategies": ["dp", "dp"]}, "config.strategies[1]"),
        ({"strategies": []}, "config.strategies"),
        ({"speed": 9}, "config.speed"),
        ({"seed": None}, "seed"),
    ],
)
def test_a_wrong_config_is_refused_with_its_field(
    tournaments: Tournaments, changes: dict[str, Any], message: str
) -> None:
    tournaments.generate("night", **changes)
    tournaments.work()
    status, kind, told = tournaments.error_of("night")
    assert (status, kind) == ("dead", "validation")
    assert message in told


def _json(tournaments: Tournaments, artifact_id: str) -> Any:
    return json.loads(tournaments.lab.artifacts.read_bytes(artifact_id))


def test_the_documents_of_a_kind_are_read_by_scenario_and_candidate(tournaments: Tournaments) -> None:
    tournaments.generate("night", strategies=["dp", "proportional"])
    tournaments.work()
    tournaments.evaluate("e")
    call = DirectDoor(tournaments.parts)
    assert refusal(call, "get_evaluation_documents", evaluationId="e", name="ranks").code == "conflict"
    tournaments.work()
    found = call("get_evaluation_documents", evaluationId="e", name="ranks")
    assert [each["scenarioId"] for each in found["documents"]] == list(tournaments.scenario_ids)
    assert found["names"] == ["ranks"]
    candidate_id, ranks = next(iter(found["documents"][1]["document"].items()))
    assert sum(ranks["histogram"]) == call("get_evaluation", evaluationId="e")["nSims"]
    only = call(
        "get_evaluation_documents",
        evaluationId="e",
        name="ranks",
        scenarioId=tournaments.scenario_ids[1],
        candidateIds=[candidate_id, "0" * 64],
    )
    assert only["documents"] == [
        {"scenarioId": tournaments.scenario_ids[1], "document": {candidate_id: ranks}}
    ]
    assert call("get_evaluation_documents", evaluationId="e", name="curves")["documents"] == []
    elsewhere = call("get_evaluation_documents", evaluationId="e", name="ranks", scenarioId="0" * 64)
    assert (elsewhere["names"], elsewhere["documents"]) == (["ranks"], [])
