"""Operations on the store as a whole, and on the shape of requests, through every door."""

from typing import Any

import pytest

from provenlab.core.operations import MODULES
from provenlab.core.operations.registry import Effect, find_operation
from provenlab.tools.contract.evaluation_corpus import EVALUATION_MINIMAL
from provenlab.tools.contract.job_corpus import JOB_MINIMAL
from provenlab.tools.contract.model_corpus import MODEL_MINIMAL
from provenlab.tools.contract.retention_corpus import RETENTION_MINIMAL
from provenlab.tools.contract.run_corpus import RUN_MINIMAL
from tests.contract.evaluation_labs import submitted
from tests.contract.requests import (
    Json,
    bring_to,
    declaration,
    declare,
    parents,
    provenance,
    publication,
    publish,
    start,
)
from tests.doors import Call, refusal


def test_init_store_describes_the_store_and_keeps_what_is_there(call: Call) -> None:
    first = call("init_store")
    assert first["schemaVersion"] >= 1
    assert (first["experiments"], first["artifacts"]) == (0, 0)
    declare(call)
    publish(call, "a")
    again = call("init_store")
    assert again == {**first, "experiments": 1, "artifacts": 1}
    assert call("get_experiment", experimentId="exp-1")["status"] == "pending"


def test_describe_store_tells_what_init_store_told_and_creates_nothing(call: Call) -> None:
    first = call("init_store")
    assert call("describe_store") == first
    publish(call, "a")
    assert call("describe_store") == {**first, "artifacts": 1}


def test_a_store_description_holds_no_password(call: Call) -> None:
    described = call("init_store")
    assert set(described) == {"engine", "location", "schemaVersion", "experiments", "artifacts"}
    assert "@" not in described["location"]


def test_verify_store_finds_an_honest_lab_sound(call: Call) -> None:
    publish(call, "raw", textContent="12345")
    publish(call, "copy", textContent="12345", parents=parents("raw"), summary={"x": 1.0})
    publish(call, "gone", textContent="123")
    call("tombstone_artifact", artifactId="gone")
    publish(call, "next", supersedes="copy")
    for number, status in enumerate(["pending", "running", "completed", "failed", "cancelled"]):
        bring_to(call, status, f"e{number}", config={"x": 1e20, "y": 1.0}, requiredOutputs=["metrics"])
    bring_to(call, "pending", "full", description="d", provenance=provenance(argv=["x"], packages={"a": "1"}))
    verified = call("verify_store")
    assert verified["findings"] == []
    assert verified["sound"] is True
    assert (verified["experiments"], verified["artifacts"], verified["truncated"]) == (6, 4, False)
    assert (verified["blobs"], verified["bytesRead"]) == (2, 5 + len("bytes of next"))
    quick = call("verify_store", readBlobs=False)
    assert (quick["sound"], quick["blobs"], quick["bytesRead"]) == (True, 0, 0)


def test_describe_lists_every_operation_with_its_schemas(call: Call) -> None:
    described = call("describe")
    assert set(described["operations"]) == set(MODULES)
    one = call("describe", name="create_experiment")
    assert one["operations"] == {"create_experiment": described["operations"]["create_experiment"]}
    assert refusal(call, "describe", name="create_experimen").code == "unknown_operation"


def test_an_unknown_operation_is_refused_with_the_nearest_name(call: Call) -> None:
    refused = refusal(call, "get_experimnt")
    assert refused.code == "unknown_operation"
    assert "get_experiment" in refused.message


TRIAL: Json = {"inputs": ["a" * 64], "evaluator": {"kind": "backtest", "version": "3"}, "cohort": "spring"}
JOURNAL_MINIMAL: dict[str, Json] = {
    "log_journal_entry": {"hypothesis": "h", "mutationType": "m", "configDiff": {}, "results": {}},
    "get_journal_entry": {"entryId": 1},
    "query_journal": {},
    "count_journal": {},
    "record_decision": {"entryId": 1, "decision": "rejected"},
    "get_journal_decisions": {"entryId": 1},
    "find_trial": {"config": {"lr": 1}, "trial": TRIAL},
    "similar_trials": {"config": {"lr": 1}},
    "get_journal_thread": {"entryId": 1},
}
EXAMPLES: dict[str, Json] = {
    "create_experiment": declaration(),
    "get_experiment": {"experimentId": "e"},
    "get_experiment_history": {"experimentId": "e"},
    "list_experiments": {},
    "index_experiment_metrics": {},
    "count_experiments": {},
    "update_status": {"experimentId": "e", "status": "running"},
    "store_results": {"experimentId": "e", "results": {}},
    "complete_experiment": {"experimentId": "e"},
    "find_by_input_artifacts": {"artifactIds": []},
    "publish_artifact": publication(),
    "get_artifact": {"artifactId": "a"},
    "list_artifacts": {},
    "get_artifact_history": {"artifactId": "a"},
    "preview_artifact": {"artifactId": "a"},
    "supersede_artifact": {"artifactId": "a", "successorId": "b"},
    "tombstone_artifact": {"artifactId": "a"},
    "get_lineage": {"artifactId": "a", "direction": "upstream"},
    "verify_store": {},
    "sweep_blobs": {},
    "init_store": {},
    "describe_store": {},
    "describe": {},
    **RUN_MINIMAL,
    **JOB_MINIMAL,
    **EVALUATION_MINIMAL,
    **JOURNAL_MINIMAL,
    **MODEL_MINIMAL,
    **RETENTION_MINIMAL,
}


def test_unknown_fields_are_refused_by_name_in_every_operation(call: Call) -> None:
    assert set(EXAMPLES) == set(MODULES)
    for operation, params in EXAMPLES.items():
        refused = refusal(call, operation, **params, surprise=1)
        assert (refused.code, refused.paths) == ("validation_failed", ["surprise"]), operation


def test_missing_fields_are_named(call: Call) -> None:
    for operation, params in EXAMPLES.items():
        for field in params.keys() & {
            "experimentId",
            "artifactId",
            "successorId",
            "status",
            "direction",
            "results",
            "artifactIds",
            "name",
            "inputs",
        }:
            required = find_operation(operation).request.model_json_schema().get("required", [])
            if field in required:
                rest = {name: value for name, value in params.items() if name != field}
                assert refusal(call, operation, **rest).paths == [field], operation


WRONG_FIELDS: list[tuple[str, Json, str]] = [
    ("create_experiment", declaration(name=""), "name"),
    ("create_experiment", declaration(name="n" * 257), "name"),
    ("create_experiment", declaration(name=None), "name"),
    ("create_experiment", declaration("x" * 129), "experimentId"),
    ("create_experiment", declaration("with space"), "experimentId"),
    ("create_experiment", declaration("\u00e9"), "experimentId"),
    ("create_experiment", declaration("line\n"), "experimentId"),
    ("create_experiment", declaration(""), "experimentId"),
    ("create_experiment", declaration(inputs={"Ohlcv": ["a"]}), "inputs.Ohlcv"),
    ("create_experiment", declaration(inputs={"1st": []}), "inputs.1st"),
    ("create_experiment", declaration(inputs={"ohlcv": ["a", "b c"]}), "inputs.ohlcv[1]"),
    ("create_experiment", declaration(inputs={"ohlcv": "a"}), "inputs.ohlcv"),
    ("create_experiment", declaration(inputs=None), "inputs"),
    ("create_experiment", declaration(config=[1]), "config"),
    ("create_experiment", declaration(requiredOutputs=["Metrics"]), "requiredOutputs[0]"),
    ("create_experiment", declaration(provenance=provenance(gitDirty="no")), "provenance.gitDirty"),
    ("create_experiment", declaration(provenance=provenance(gitCommit="")), "provenance.gitCommit"),
    ("create_experiment", declaration(provenance=provenance(createdAt="yesterday")), "provenance.createdAt"),
    ("create_experiment", declaration(provenance=provenance(createdAt=1738404000)), "provenance.createdAt"),
    ("create_experiment", declaration(provenance=provenance(branch="x")), "provenance.branch"),
    ("create_experiment", declaration(validateInputs="yes"), "validateInputs"),
    ("list_experiments", {"filter": {"limit": -1}}, "filter.limit"),
    ("list_experiments", {"filter": {"limit": 100_001}}, "filter.limit"),
    ("list_experiments", {"filter": {"limit": True}}, "filter.limit"),
    ("list_experiments", {"filter": {"limit": "5"}}, "filter.limit"),
    ("list_experiments", {"filter": {"status": "success"}}, "filter.status"),
    ("list_experiments", {"filter": {"tag": "x"}}, "filter.tag"),
    ("list_experiments", {"filter": {"minCreatedAt": "2025-13-01"}}, "filter.minCreatedAt"),
    ("count_experiments", {"filter": {"limit": 5}}, "filter.limit"),
    ("update_status", {"experimentId": "e", "status": "done"}, "status"),
    ("update_status", {"experimentId": "e", "status": "running", "actor": "a" * 129}, "actor"),
    ("store_results", {"experimentId": "e", "results": {"tradesId": "t"}}, "results.tradesId"),
    (
        "store_results",
        {"experimentId": "e", "results": {"outputs": {"Trades": "t"}}},
        "results.outputs.Trades",
    ),
    ("find_by_input_artifacts", {"artifactIds": ["a"], "match": "some"}, "match"),
    ("find_by_input_artifacts", {"artifactIds": ["a"], "role": "A"}, "role"),
    ("find_by_input_artifacts", {"artifactIds": ["a"] * 10_001}, "artifactIds"),
    ("publish_artifact", publication(schemaVersion=0), "schemaVersion"),
    ("publish_artifact", publication(kind=""), "kind"),
    ("publish_artifact", publication(format="xml"), "format"),
    ("publish_artifact", publication(producer={"kind": "person", "id": "x"}), "producer.kind"),
    ("publish_artifact", publication(parents=[{"artifactId": "a", "role": "A"}]), "parents[0].role"),
    ("publish_artifact", publication(summary=[1]), "summary"),
    ("get_lineage", {"artifactId": "a", "direction": "sideways"}, "direction"),
    ("get_lineage", {"artifactId": "a", "direction": "upstream", "maxDepth": 0}, "maxDepth"),
    ("get_lineage", {"artifactId": "a", "direction": "upstream", "maxNodes": 0}, "maxNodes"),
    ("verify_store", {"maxFindings": 0}, "maxFindings"),
    ("sweep_blobs", {"minAgeSeconds": -1}, "minAgeSeconds"),
]


def test_a_field_with_a_wrong_value_is_refused_by_its_path_and_changes_nothing(call: Call) -> None:
    for operation, params, path in WRONG_FIELDS:
        refused = refusal(call, operation, **params)
        assert (refused.code, refused.paths) == ("validation_failed", [path]), (operation, path)
    described = call("init_store")
    assert (described["experiments"], described["artifacts"]) == (0, 0)


@pytest.mark.parametrize("number", [2**53, -(2**53), 2**63, 10**400])
def test_an_integer_beyond_what_a_double_counts_is_refused_with_its_place(call: Call, number: int) -> None:
    refused = refusal(call, "create_experiment", **declaration(config={"a": [{"big": number}]}))
    # The bridge notices while it reads the document, where the path begins further out.
    assert refused.code in ("validation_failed", "invalid_json")
    assert "config.a[0].big" in refused.message


def test_a_name_with_a_nul_is_refused_since_not_every_store_could_keep_it(call: Call) -> None:
    refused = refusal(call, "create_experiment", **declaration(name="a\0b"))
    assert refused.code in ("validation_failed", "invalid_json")
    assert "name: " in refused.message


def test_a_refusal_does_not_repeat_the_value(call: Call) -> None:
    secret = "hunter2-" + "x" * 300
    for params in (
        declaration(name=secret),
        declaration(secret),
        declaration(config={"k": 2**60, "s": secret}),
    ):
        refused = refusal(call, "create_experiment", **params)
        assert "hunter2" not in f"{refused.message} {refused.details}"


@pytest.mark.parametrize("over", [0, 1])
def test_names_and_ids_up_to_their_limit_are_kept_and_one_more_is_refused(call: Call, over: int) -> None:
    wide = "\U0001f600" * (256 + over)
    cases: list[Json] = [
        declaration("i" * (128 + over)),
        declaration("e2", name=wide),
        declaration("e3", inputs={"r" * (64 + over): ["a" * 128]}),
        declaration("e4", inputs={"r": ["a" * (128 + over)]}),
        declaration("e5", description="d" * (10_000 + over)),
        declaration("e6", provenance=provenance(gitCommit="c" * (128 + over))),
    ]
    for params in cases:
        if over:
            assert refusal(call, "create_experiment", **params).code == "validation_failed"
        else:
            created = call("create_experiment", **params)
            assert call("get_experiment", experimentId=params["experimentId"])["name"] == created["name"]


def config_of(size: int) -> Json:
    """Its canonical form has that many bytes."""
    return {"x": "\u00e9" * ((size - 8) // 2) + "a" * ((size - 8) % 2)}


def test_a_config_of_one_mebibyte_is_kept_and_one_byte_more_is_refused(call: Call) -> None:
    largest = config_of(1024 * 1024)
    declare(call, config=largest)
    assert call("get_experiment", experimentId="exp-1")["config"] == largest
    refused = refusal(call, "create_experiment", **declaration("exp-2", config=config_of(1024 * 1024 + 1)))
    assert refused.code == "limit_exceeded"
    assert refused.details == {
        "field": "config",
        "limit": 1_048_576,
        "found": 1_048_577,
        "unit": "bytes of canonical JSON",
    }


def test_ten_thousand_inputs_are_kept_and_one_more_is_refused(call: Call) -> None:
    many = [f"artifact-{number}" for number in range(10_000)]
    declare(call, inputs={"x": many[:6_000], "y": many[6_000:]})
    assert call("get_experiment", experimentId="exp-1")["inputs"] == {"x": many[:6_000], "y": many[6_000:]}
    found = call("find_by_input_artifacts", artifactIds=["artifact-9999"])
    assert [each["experimentId"] for each in found] == ["exp-1"]
    refused = refusal(
        call, "create_experiment", **declaration("exp-2", inputs={"x": many, "y": ["one-more"]})
    )
    assert refused.code == "limit_exceeded"
    assert (refused.details["limit"], refused.details["found"]) == (10_000, 10_001)


def test_a_summary_of_64_kibibytes_is_kept_and_one_byte_more_is_refused(call: Call) -> None:
    assert publish(call, "a", summary=config_of(65_536))["created"] is True
    refused = refusal(call, "publish_artifact", **publication("b", summary=config_of(65_537)))
    assert (refused.code, refused.details["limit"]) == ("limit_exceeded", 65_536)


@pytest.mark.parametrize("levels", [61, 64])
def test_a_config_that_nests_too_deep_is_refused_and_a_deep_one_is_kept(call: Call, levels: int) -> None:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    if levels == 61:  # 64 with the config itself and what the bridge wraps around it
        declare(call, config={"x": value})
        assert call("get_experiment", experimentId="exp-1")["config"] == {"x": value}
    else:
        refused = refusal(call, "create_experiment", **declaration(config={"x": value}))
        assert refused.code == "limit_exceeded"


def test_reads_are_declared_as_reads_and_change_no_answer(call: Call) -> None:
    start(call, "e")
    publish(call, "a")
    for run_id in ("run-1", "run-2"):
        call("start_run", runId=run_id, name="n", config={"id": run_id})
    entry = call("log_journal_entry", **JOURNAL_MINIMAL["log_journal_entry"])["entryId"]
    call("log_model_version", config={})
    call("promote_to_champion", version=1)
    call("submit_job", jobId="job-1", name="n", config={})
    publish(call, "art-1")
    call("pin_artifact", artifactId="art-1")
    known = {"entryId": entry, **submitted(call)}
    reads = [name for name in EXAMPLES if find_operation(name).effect is Effect.READ]
    before = (
        call("list_experiments"),
        call("list_artifacts"),
        call("get_experiment_history", experimentId="e"),
        call("list_runs"),
        call("get_progress", runId="run-1"),
        call("query_journal"),
        call("list_versions"),
        call("get_model_history"),
        call("list_jobs"),
        call("list_pins"),
        call("list_evaluations"),
        call("list_candidates"),
    )
    for name in reads:
        params = {field: known.get(field, value) for field, value in EXAMPLES[name].items()}
        if name in ("get_leaderboard", "get_evaluation_documents"):
            assert refusal(call, name, **params).code == "conflict"  # nobody has computed it
        else:
            call(name, **params)
    after = (
        call("list_experiments"),
        call("list_artifacts"),
        call("get_experiment_history", experimentId="e"),
        call("list_runs"),
        call("get_progress", runId="run-1"),
        call("query_journal"),
        call("list_versions"),
        call("get_model_history"),
        call("list_jobs"),
        call("list_pins"),
        call("list_evaluations"),
        call("list_candidates"),
    )
    assert before == after
    assert len(reads) == 51
