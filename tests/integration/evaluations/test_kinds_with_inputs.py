"""Kinds that read frozen tables, evaluated by a worker over pinned artifacts and replayed."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest

from provenlab import open_lab
from provenlab.adapters.datasets.shipped import shipped
from provenlab.core.errors import ValidationFailed
from provenlab.core.models.candidate import CandidateSource
from provenlab.core.models.lineage import Lineage
from provenlab.core.models.run import RunOrigin
from provenlab.core.rules.tree_text import trees_digest
from provenlab.core.services.evaluation_subjects import NewScenario
from provenlab.core.services.evaluations import Submission
from provenlab.tools.lab import Lab
from tests.backtests import bars, day, world
from tests.integration.evaluations.tournaments import NOW


def evaluated_in(
    lab: Lab, folder: Path, kind: str, document: dict[str, Any], inputs: dict[str, bytes], *candidates: Any
) -> dict[str, str]:
    """Evaluates as run `e`; the ids of the pinned artifacts by role."""
    pins = worked_off(lab, folder, kind, document, inputs, *candidates)
    job = lab.jobs.get("e")
    assert job.status == "succeeded", job.error
    return pins


def worked_off(
    lab: Lab, folder: Path, kind: str, document: dict[str, Any], inputs: dict[str, bytes], *candidates: Any
) -> dict[str, str]:
    """The same, whatever becomes of it."""
    pins = {role: published(lab, folder, role, content) for role, content in inputs.items()}
    subjects, parts = lab._parts.subjects, lab._parts
    given = {key: value for key, value in document.items() if key != "seed"}
    scenario = subjects.create_scenario(NewScenario(kind, "the world", given, NOW, pins))[0]
    cohort = subjects.create_cohort("one", [scenario.scenario_id], NOW)[0]
    ids = [
        subjects.create_candidate(each, scenario.scenario_id, CandidateSource(name="c", created_at=NOW))[0]
        for each in candidates
    ]
    wanted = Submission(
        cohort.cohort_id, tuple(each.candidate_id for each in ids), RunOrigin(created_at=NOW), seed=3
    )
    parts.evaluations.submit(wanted, "e")
    lab.jobs.work()
    return pins


def published(lab: Lab, folder: Path, role: str, content: bytes) -> str:
    path = folder / role
    path.write_bytes(content)
    return lab.artifacts.publish(kind=role, name=role, path=str(path)).artifact_id


def outputs(lab: Lab) -> dict[str, Any]:
    made = lab.artifacts.list({"producer_id": "e"}, limit=None).items
    return {each.kind: each for each in made}


def test_a_backtest_leaves_trades_curves_and_diagnostics_as_tables(
    new_url: Callable[[str], str], tmp_path: Path
) -> None:
    prices = bars([(10.0, 11.0, 9.5, 10.5), (10.5, 12.0, 10.0, 11.5), (11.5, 12.0, 11.0, 11.8)])
    document, inputs = world(prices, [("a", "A", day(0.5))])
    url = new_url("sqlite")
    with open_lab(url) as lab:
        pins = evaluated_in(lab, tmp_path, "backtest", document, inputs, {"holdBars": 1}, {"holdBars": 2})
        made = outputs(lab)
        assert set(made) == {
            "evaluation_results", "leaderboard", "metrics", "trades", "curves", "diagnostics"
        }  # fmt: skip
        assert {(each.role, each.artifact_id) for each in made["trades"].parents} == set(pins.items())
        trades = pq.read_table(io.BytesIO(lab.artifacts.read_bytes(made["trades"].artifact_id))).to_pylist()
        assert len(trades) == 2
        assert len({each["candidate"] for each in trades}) == 2
        assert made["curves"].summary["rows"] == 2 * 10
        reached: Lineage = lab.artifacts.lineage(artifact_id=pins["ohlcv"], direction="downstream")
        assert made["leaderboard"].artifact_id in {each.id for each in reached.nodes}
        assert lab.replay("e").identical
        path = Path(f"{url}.blobs") / lab.artifacts.get(pins["ohlcv"]).storage_uri
        path.chmod(0o600)
        path.write_bytes(path.read_bytes()[::-1])
        found = lab.replay("e").difference
        assert found is not None
        assert (found.cause, found.where) == ("changed_input", pins["ohlcv"])


def test_learners_are_judged_by_a_worker_and_judged_again(tmp_path: Path) -> None:
    content, document = shipped("diabetes")
    with open_lab("memory:") as lab:
        lab.initialise()
        learners = [{"rounds": each, "params": {"num_leaves": 4}} for each in (2, 5)]
        evaluated_in(
            lab, tmp_path, "ml_eval", {**document, "folds": 3, "repeats": 1}, {"dataset": content}, *learners
        )
        made = outputs(lab)
        assert {"evaluation_results", "leaderboard", "metrics", "folds"} <= set(made)
        model = made["model"]
        text = lab.artifacts.read_bytes(model.artifact_id)
        assert text.startswith(b"tree\n")
        assert model.summary["trees"] == trees_digest(text)
        assert {each.role for each in model.parents} == {"dataset"}
        kept = lab.artifacts.list({"producer_id": "e"}, limit=None).items
        assert {each.summary["candidateId"] for each in kept if each.kind == "model"} == {
            row.candidate_id for row in lab._parts.evaluations.port.results("e")
        }
        assert lab.replay("e").identical


@pytest.mark.requirement("EVALS-12")
def test_an_artifact_other_than_the_one_that_the_world_names_is_refused_with_its_role(tmp_path: Path) -> None:
    document, inputs = world(bars([(10.0, 11.0, 9.5, 10.5)]), [("a", "A", day(0.5))])
    given = {key: value for key, value in document.items() if key != "seed"}
    with open_lab("memory:") as lab:
        lab.initialise()
        pins = {role: published(lab, tmp_path, role, content) for role, content in inputs.items()}

        def refused(pins: dict[str, str]) -> dict[str, str]:
            with pytest.raises(ValidationFailed) as refusal:
                lab.evaluations.create_scenario("backtest", "w", given, inputs=pins)
            return {each["path"]: each["message"] for each in refusal.value.details["faults"]}

        swapped = refused({"ohlcv": pins["alerts"], "alerts": pins["ohlcv"]})
        assert set(swapped) == {"inputs.alerts", "inputs.ohlcv"}
        assert document["inputs"]["ohlcv"] in swapped["inputs.ohlcv"]
        assert document["inputs"]["alerts"] in swapped["inputs.ohlcv"]
        missing = refused({"ohlcv": pins["ohlcv"]})
        assert list(missing) == ["inputs.alerts"]
        assert "is missing" in missing["inputs.alerts"]
        assert lab.evaluations.scenarios() == ()


def test_a_world_that_leaves_out_its_inputs_reads_what_is_pinned(tmp_path: Path) -> None:
    document, inputs = world(bars([(10.0, 11.0, 9.5, 10.5)]), [("a", "A", day(0.5))])
    given = {key: value for key, value in document.items() if key != "seed"}
    shorter = {key: value for key, value in given.items() if key != "inputs"}
    with open_lab("memory:") as lab:
        lab.initialise()
        pins = {role: published(lab, tmp_path, role, content) for role, content in inputs.items()}
        whole = lab.evaluations.create_scenario("backtest", "w", given, inputs=pins)
        assert lab.evaluations.create_scenario("backtest", "w", shorter, inputs=pins).scenario_id == (
            whole.scenario_id
        )
        with pytest.raises(ValidationFailed, match=r"inputs\.alerts: is missing"):
            lab.evaluations.create_scenario("backtest", "w", shorter, inputs={"ohlcv": pins["ohlcv"]})
