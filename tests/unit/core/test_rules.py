"""State machines, limits and digests of the core, value by value."""

from datetime import UTC, datetime
from itertools import product

import pytest

from provenlab.core.errors import InvalidTransition, LimitExceeded
from provenlab.core.models.artifact import ArtifactDescription, Parent, Producer
from provenlab.core.models.blob import StoredBlob
from provenlab.core.models.experiment import ExperimentDefinition
from provenlab.core.models.lineage import LineageEdge, Node, NodeLabel
from provenlab.core.models.provenance import Provenance
from provenlab.core.models.remark import NO_REMARK
from provenlab.core.rules.artifact_changes import registered
from provenlab.core.rules.digests import digest, state_digest
from provenlab.core.rules.experiment_changes import completion_change, declared, status_change
from provenlab.core.rules.limits import MAX_LINEAGE_NODES, require_at_most
from provenlab.core.rules.state_machine import ARTIFACT, EXPERIMENT, StateMachine
from provenlab.core.rules.storage_uris import blob_uri
from provenlab.core.services.lineage import LineageService
from tests.labs import open_bench

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
EXPERIMENT_STEPS = {
    ("pending", "running"), ("pending", "failed"), ("pending", "cancelled"),
    ("running", "completed"), ("running", "failed"), ("running", "cancelled"),
}  # fmt: skip
ARTIFACT_STEPS = {("active", "superseded"), ("active", "tombstoned"), ("superseded", "tombstoned")}


@pytest.mark.parametrize(("machine", "steps"), [(EXPERIMENT, EXPERIMENT_STEPS), (ARTIFACT, ARTIFACT_STEPS)])
def test_a_state_machine_takes_its_steps_and_no_others(
    machine: StateMachine, steps: set[tuple[str, str]]
) -> None:
    for before, after in product(machine.steps, repeat=2):
        if before == after:
            assert machine.changes("x", before, after) is False
        elif (before, after) in steps:
            assert machine.changes("x", before, after) is True
        else:
            with pytest.raises(InvalidTransition) as refused:
                machine.changes("x", before, after)
            allowed = sorted(target for source, target in steps if source == before)
            assert refused.value.details == {"id": "x", "from": before, "to": after, "allowed": allowed}
    ends = {state for state in machine.steps if not any(source == state for source, _ in steps)}
    assert {state for state in machine.steps if machine.is_terminal(state)} == ends


def test_a_limit_holds_what_is_exactly_at_it_and_names_what_is_beyond() -> None:
    require_at_most("inputs", 10, 10, "artifact ids")
    with pytest.raises(LimitExceeded, match="inputs: 11 artifact ids, at most 10 are allowed") as refused:
        require_at_most("inputs", 11, 10, "artifact ids")
    assert refused.value.details == {"field": "inputs", "limit": 10, "found": 11, "unit": "artifact ids"}


def frozen_definition(**changes: object) -> ExperimentDefinition:
    provenance = Provenance(
        git_commit="abc123", git_dirty=False, engine_version="1.0.0", created_at=NOON, host="box"
    )
    fields = {
        "experiment_id": "exp-1",
        "name": "momentum sweep",
        "inputs": {"ohlcv": ("bars-1",), "alerts": ("alerts-1", "alerts-2")},
        "config": {"window": 20, "rate": 0.5, "whole": 1.0, "text": "\u00e9"},
        "provenance": provenance,
    }
    return ExperimentDefinition.model_validate({**fields, **changes})


# These values are stored in every lab: a rule that gives others needs a new tag, not a new value here.
def test_the_digests_of_an_experiment_are_those_of_every_store_there_is() -> None:
    experiment = declared(frozen_definition(), NOON).experiment
    assert experiment.config_hash == "dde40a2892fda15383474fd3bef015bbbb9a31044860abceda60d8e74208aaca"
    assert experiment.definition_hash == "1df699a89eac8e681cad05892f475fef9d599781d70b4d0279cf8efcc911a85c"
    assert state_digest(experiment) == "c079b47d9a83c3508aa9c4596827240a6093b7b69f2cbc59129b1b430e4b816e"
    started = status_change(experiment, "running", NOON, NO_REMARK)
    assert started is not None
    done = completion_change(started.experiment, {"metrics": "m-1"}, NOON, NO_REMARK)
    assert done is not None
    assert state_digest(done.experiment) == "cfc37b471ddb8e20465c99c95dfd803bcf4d2c9c8e9f4ab5c11b65488368dbe4"
    failed = status_change(experiment, "failed", NOON, NO_REMARK, "no")
    assert failed is not None
    assert (
        state_digest(failed.experiment) == "9bc42ef70df65e6882d0a033aef5218e2d8d3cad49d538569da7b8c0f4555756"
    )


def test_the_digest_of_an_artifact_is_that_of_every_store_there_is() -> None:
    description = ArtifactDescription(
        artifact_id="a-1",
        kind="ohlcv",
        name="bars",
        schema_version=2,
        format="csv",
        logical_key="AAPL",
        producer=Producer(kind="run", id="r-1"),
        parents=(Parent(artifact_id="p-1"), Parent(artifact_id="p-2", role="left")),
        created_at=NOON,
    )
    blob = StoredBlob("0" * 64, 12, blob_uri("0" * 64))
    assert (
        registered(description, blob, "1" * 64, {"rows": 2.0}, NOON).record_hash
        == "b62f2049498c5abb67390cf9ec7da72a7c64d6ba3f40283c22d5ba992439974a"
    )


def test_a_tag_keeps_equal_values_of_two_kinds_apart() -> None:
    assert digest("config/v1", {}) != digest("definition/v1", {})
    assert digest("config/v1", {}) == "8a2ccac992ab6edecf1b6773f84a36c65bae08d4aedc0f24bc314e4510439499"


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "other"},
        {"description": "d"},
        {"inputs": {"ohlcv": ("alerts-1",), "alerts": ("bars-1", "alerts-2")}},
        {"inputs": {"ohlcv": ("bars-1",), "alerts": ("alerts-2", "alerts-1")}},
        {"inputs": {"ohlcv": ("bars-1", "alerts-1"), "alerts": ("alerts-2",)}},
        {"config": {"window": "20", "rate": 0.5, "whole": 1, "text": "\u00e9"}},
        {"required_outputs": ()},
        {"experiment_id": "exp-2"},
    ],
)
def test_every_part_of_a_definition_is_part_of_its_digest(changes: dict[str, object]) -> None:
    honest = declared(frozen_definition(), NOON).experiment.definition_hash
    assert declared(frozen_definition(**changes), NOON).experiment.definition_hash != honest


class Crowd:
    """A lineage port where everything was made from `root`."""

    def edges(self, artifact_ids: object, experiment_ids: object, direction: object) -> list[LineageEdge]:
        if artifact_ids != ["root"]:
            return []
        names = [f"child-{number}" for number in range(MAX_LINEAGE_NODES)]
        return [
            LineageEdge(
                source_kind="artifact", source_id="root", target_kind="artifact", target_id=each, role="x"
            )
            for each in names
        ]

    def edges_around(self, *asked: object) -> None:
        return None

    def nodes(self, artifact_ids: object, experiment_ids: object) -> dict[Node, NodeLabel]:
        return {}


def test_a_transitive_look_up_over_too_many_records_is_refused_not_cut_off() -> None:
    service = LineageService(Crowd(), open_bench("memory:").lab.store)
    with pytest.raises(LimitExceeded):
        service.artifacts_made_from("root")
    assert service.lineage(("artifact", "root"), "downstream").truncated is True
