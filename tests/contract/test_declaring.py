"""create_experiment and get_experiment, on every store and through every door."""

from typing import Any

import pytest

from tests.contract.requests import at, bring_to, declaration, declare, provenance, publish
from tests.doors import Call, refusal


@pytest.mark.requirement("TRACKER-04")
@pytest.mark.requirement("TRACKER-05")
@pytest.mark.requirement("TRACKER-24")
def test_a_declared_experiment_is_pending_and_comes_back_as_it_was_declared(call: Call) -> None:
    declared = declaration(description="a first try")
    created = call("create_experiment", **declared)
    assert (created["status"], created["created"], created["warnings"]) == ("pending", True, [])
    assert {name: created[name] for name in declared} == declared
    assert created["outputs"] == {}
    assert created["revision"] == 0
    assert "execution" not in created
    stored = call("get_experiment", experimentId="exp-1")
    assert stored == {name: value for name, value in created.items() if name not in ("created", "warnings")}


@pytest.mark.requirement("TRACKER-02")
def test_snake_case_names_mean_the_same(call: Call) -> None:
    first = declare(call)
    again = call(
        "create_experiment",
        experiment_id="exp-1",
        name="momentum sweep",
        inputs=first["inputs"],
        config=first["config"],
        provenance={
            "git_commit": "abc123",
            "git_dirty": False,
            "engine_version": "1.0.0",
            "created_at": at(0),
        },
        validate_inputs=False,
    )
    assert again["definitionHash"] == first["definitionHash"]
    assert again["created"] is False


def test_without_an_id_one_is_made(call: Call) -> None:
    params = {name: value for name, value in declaration().items() if name != "experimentId"}
    first, second = call("create_experiment", **params), call("create_experiment", **params)
    assert first["experimentId"] != second["experimentId"]
    assert call("get_experiment", experimentId=first["experimentId"])["name"] == params["name"]


def test_the_same_declaration_again_returns_the_stored_experiment(call: Call) -> None:
    first = declare(call)
    again = declare(call)
    assert again == {**first, "created": False}
    assert call("count_experiments") == {"total": 1, "byStatus": {"pending": 1}}


@pytest.mark.parametrize("status", ["running", "completed", "failed", "cancelled"])
def test_a_repeated_declaration_returns_the_experiment_in_whatever_state_it_is(
    call: Call, status: str
) -> None:
    bring_to(call, status)
    again = declare(call)
    assert again["created"] is False
    assert {key: again[key] for key in again if key not in ("created", "warnings")} == call(
        "get_experiment", experimentId="exp-1"
    )
    assert again["status"] == status


def test_the_time_and_machine_of_a_repeated_declaration_do_not_matter(call: Call) -> None:
    first = declare(call)
    again = declare(
        call, provenance=provenance(30, host="other", platform="Linux", argv=["--fast"], packages={"x": "1"})
    )
    assert again["created"] is False
    assert again["provenance"] == first["provenance"]


OTHER_DEFINITIONS: dict[str, dict[str, Any]] = {
    "name": {"name": "another"},
    "description": {"description": "now with words"},
    "inputs": {"inputs": {"alerts": ["alerts-1"], "ohlcv": ["ohlcv-1"]}},
    "config": {"config": {"strategy": {"name": "momentum"}, "params": {"window": 21}}},
    "required_outputs": {"requiredOutputs": ["metrics", "trades"]},
    "provenance.git_commit": {"provenance": provenance(gitCommit="def456")},
    "provenance.git_dirty": {"provenance": provenance(gitDirty=True)},
    "provenance.engine_version": {"provenance": provenance(engineVersion="1.0.1")},
}


@pytest.mark.parametrize("field", sorted(OTHER_DEFINITIONS))
def test_another_definition_under_the_same_id_is_a_conflict_that_names_the_field(
    call: Call, field: str
) -> None:
    before = declare(call)
    refused = refusal(call, "create_experiment", **declaration(**OTHER_DEFINITIONS[field]))
    assert refused.code == "conflict"
    assert refused.details["differing"] == [field]
    stored = call("get_experiment", experimentId="exp-1")
    assert stored["definitionHash"] == before["definitionHash"]
    assert stored["name"] == before["name"]


def test_the_order_of_inputs_within_a_role_is_part_of_the_definition(call: Call) -> None:
    declare(call, inputs={"ohlcv": ["a", "b"]})
    assert declare(call, "exp-2", inputs={"ohlcv": ["b", "a"]})["inputs"] == {"ohlcv": ["b", "a"]}
    assert refusal(call, "create_experiment", **declaration(inputs={"ohlcv": ["b", "a"]})).code == "conflict"


def test_the_order_of_roles_and_config_keys_is_not_part_of_the_definition(call: Call) -> None:
    declare(call, inputs={"alerts": ["a"], "ohlcv": ["b"]}, config={"x": 1, "y": 2})
    assert (
        declare(call, inputs={"ohlcv": ["b"], "alerts": ["a"]}, config={"y": 2, "x": 1})["created"] is False
    )


@pytest.mark.requirement("TRACKER-21")
@pytest.mark.parametrize(
    ("given", "returned"),
    [(1.0, 1), (-0.0, 0), (1e20, 1e20), (0.1, 0.1), (1e-7, 1e-7), (2**53 - 1, 2**53 - 1), (5e-324, 5e-324)],
)
def test_numbers_of_a_config_come_back_as_a_javascript_host_would_write_them(
    call: Call, given: float, returned: float
) -> None:
    created = declare(call, config={"x": given, "deep": [{"y": given}]})
    stored = call("get_experiment", experimentId="exp-1")
    for config in (created["config"], stored["config"]):
        assert config == {"x": returned, "deep": [{"y": returned}]}
        assert type(config["x"]) is type(returned)
    assert declare(call, config={"x": returned, "deep": [{"y": returned}]})["created"] is False


@pytest.mark.parametrize(
    "text", ["", "\u00e9 e\u0301", '"', "\\", "a%b_c'--", "\U0001f600", "\u2028\x01\t\n", "null", "{}"]
)
def test_any_text_survives_in_config_and_names(call: Call, text: str) -> None:
    declared = declare(call, name=f"n{text}", description=text, config={f"k{text}": [text, {text: None}]})
    stored = call("get_experiment", experimentId="exp-1")
    for experiment in (declared, stored):
        assert experiment["name"] == f"n{text}"
        assert experiment["description"] == text
        assert experiment["config"] == {f"k{text}": [text, {text: None}]}


@pytest.mark.parametrize("value", [{}, {"a": None}, {"a": [[], {}, True, False]}])
def test_empty_and_null_values_of_a_config_are_kept(call: Call, value: dict[str, Any]) -> None:
    declare(call, config=value)
    assert call("get_experiment", experimentId="exp-1")["config"] == value


def test_any_role_may_hold_inputs_and_one_artifact_may_play_two(call: Call) -> None:
    inputs = {"prices_2024": ["p"], "holdout": ["p", "q"], "alerts": [], "x": ["r"]}
    declare(call, inputs=inputs)
    assert call("get_experiment", experimentId="exp-1")["inputs"] == inputs


def test_an_artifact_listed_twice_in_one_role_is_refused_with_its_place(call: Call) -> None:
    refused = refusal(call, "create_experiment", **declaration(inputs={"ohlcv": ["a", "b", "a"]}))
    assert refused.code == "validation_failed"
    assert refused.paths == ["inputs.ohlcv[2]"]
    assert call("count_experiments")["total"] == 0


def test_circumstances_are_kept_as_given(call: Call) -> None:
    full = provenance(
        host="box", platform="Linux-6", pythonVersion="3.11", packages={"numpy": "2"}, argv=["run", "-x"]
    )
    declare(call, provenance=full)
    assert call("get_experiment", experimentId="exp-1")["provenance"] == full


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("2025-02-01T10:00:00Z", "2025-02-01T10:00:00.000Z"),
        ("2025-02-01T10:00:00.123456Z", "2025-02-01T10:00:00.123456Z"),
        ("2025-02-01T10:00:00.120Z", "2025-02-01T10:00:00.120Z"),
        ("2025-02-01T10:00:00+02:00", "2025-02-01T08:00:00.000Z"),
        ("2025-02-01T10:00:00", "2025-02-01T10:00:00.000Z"),
        ("2025-02-01", "2025-02-01T00:00:00.000Z"),
        ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"),
        ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
    ],
)
def test_times_are_kept_to_the_microsecond_and_written_in_utc(call: Call, given: str, written: str) -> None:
    created = declare(call, provenance=provenance(createdAt=given))
    stored = call("get_experiment", experimentId="exp-1")
    assert created["provenance"]["createdAt"] == stored["provenance"]["createdAt"] == written


def test_a_missing_experiment_is_not_found(call: Call) -> None:
    refused = refusal(call, "get_experiment", experimentId="exp-1")
    assert (refused.code, refused.kind, refused.retryable) == ("not_found", "NotFound", False)
    assert refused.details == {"experimentId": "exp-1"}


def test_ids_are_compared_letter_by_letter(call: Call) -> None:
    for experiment_id in ("exp-1", "EXP-1", "exp-10", "exp_1", "exp.1", "exp:1"):
        assert declare(call, experiment_id, name=f"n {experiment_id}")["created"] is True
    assert call("get_experiment", experimentId="EXP-1")["name"] == "n EXP-1"
    assert call("count_experiments")["total"] == 6


def test_a_lab_that_never_registered_an_artifact_takes_ids_as_given(call: Call) -> None:
    created = call("create_experiment", **declaration())
    assert (created["created"], created["warnings"]) == (True, [])


@pytest.mark.requirement("TRACKER-22")
def test_once_artifacts_are_registered_unknown_inputs_are_refused_by_place(call: Call) -> None:
    publish(call, "ohlcv-1")
    refused = refusal(call, "create_experiment", **declaration())
    assert refused.code == "not_found"
    assert refused.details == {"paths": ["inputs.alerts[0]", "inputs.alerts[1]"], "count": 2}
    assert refusal(call, "get_experiment", experimentId="exp-1").code == "not_found"


def test_unknown_inputs_are_taken_when_validation_is_switched_off(call: Call) -> None:
    publish(call, "ohlcv-1")
    assert call("create_experiment", **declaration(), validateInputs=False)["created"] is True


def test_tombstoned_inputs_are_refused_and_nothing_is_declared(call: Call) -> None:
    publish(call, "a")
    call("tombstone_artifact", artifactId="a")
    refused = refusal(call, "create_experiment", **declaration(inputs={"ohlcv": ["a"]}))
    assert refused.code == "immutable"
    assert refused.details["path"] == "inputs.ohlcv[0]"
    assert call("count_experiments")["total"] == 0


def test_superseded_inputs_are_taken_with_a_warning_that_names_the_successor(call: Call) -> None:
    publish(call, "a")
    publish(call, "b", supersedes="a")
    created = call("create_experiment", **declaration(inputs={"ohlcv": ["a"], "alerts": ["b"]}))
    assert created["created"] is True
    assert created["warnings"] == ["inputs.ohlcv[0]: artifact a is superseded by b"]


def test_a_repeated_declaration_stays_valid_when_its_inputs_do_not(call: Call) -> None:
    publish(call, "a")
    declared = declaration(inputs={"ohlcv": ["a"]})
    call("create_experiment", **declared)
    call("tombstone_artifact", artifactId="a")
    again = call("create_experiment", **declared)
    assert (again["created"], again["warnings"]) == (False, [])
