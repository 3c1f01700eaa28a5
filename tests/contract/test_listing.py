"""list_experiments, count_experiments and find_by_input_artifacts, on every store and through every door."""

from typing import Any

import pytest

from tests.contract.requests import at, bring_to, complete, declare, ids, parents, provenance, publish, start
from tests.doors import Call, refusal


def listed(call: Call, **criteria: Any) -> list[str]:
    return ids(call("list_experiments", filter=criteria))


def counted(call: Call, **criteria: Any) -> int:
    count: int = call("count_experiments", filter=criteria)["total"]
    return count


def found(call: Call, *artifact_ids: str, **options: Any) -> list[str]:
    return ids(call("find_by_input_artifacts", artifactIds=list(artifact_ids), **options))


def test_an_empty_store_lists_counts_and_finds_nothing(call: Call) -> None:
    assert call("list_experiments") == []
    assert call("count_experiments") == {"total": 0, "byStatus": {}}
    assert found(call, "ohlcv-1") == []


@pytest.mark.requirement("TRACKER-06")
def test_experiments_come_newest_first_and_ties_by_id_descending(call: Call) -> None:
    for name, second in [("b", 1), ("a", 1), ("C", 1), ("z", 0), ("m", 2), ("c10", 1), ("c2", 1)]:
        declare(call, name, second)
    expected = ["m", "c2", "c10", "b", "a", "C", "z"]
    assert listed(call) == expected
    assert found(call, "ohlcv-1") == expected


def test_the_order_is_by_the_time_of_declaring_not_by_the_order_of_arrival(call: Call) -> None:
    declare(call, "late", provenance=provenance(createdAt="2025-02-01T12:00:00+05:00"))
    declare(call, "early", provenance=provenance(createdAt="2025-02-01T06:59:59.999999Z"))
    declare(call, "later", provenance=provenance(createdAt="2025-02-01T07:00:00.000001Z"))
    assert listed(call) == ["later", "late", "early"]


def test_a_list_holds_whole_experiments(call: Call) -> None:
    start(call, "exp-1")
    complete(call, "exp-1")
    assert call("list_experiments") == [call("get_experiment", experimentId="exp-1")]
    assert call("find_by_input_artifacts", artifactIds=["ohlcv-1"]) == call("list_experiments")


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (0, []),
        (1, ["c"]),
        (2, ["c", "b"]),
        (3, ["c", "b", "a"]),
        (4, ["c", "b", "a"]),
        (None, ["c", "b", "a"]),
    ],
)
def test_limit_bounds_a_list_and_null_means_all(call: Call, limit: int | None, expected: list[str]) -> None:
    for second, name in enumerate("abc"):
        declare(call, name, second)
    assert listed(call, limit=limit) == expected
    assert found(call, "ohlcv-1", limit=limit) == expected


def test_without_a_limit_the_newest_hundred_are_listed(call: Call) -> None:
    for number in range(101):
        declare(call, f"e{number:03}", number % 60, inputs={"ohlcv": ["x"]})
    newest = listed(call, limit=None)[:100]
    assert len(newest) == 100
    assert listed(call) == newest
    assert found(call, "x") == newest
    assert len(found(call, "x", limit=None)) == counted(call) == 101


def test_a_cursor_walks_the_whole_list_without_repeats(call: Call) -> None:
    for number, second in enumerate([0, 1, 1, 1, 2, 2, 3]):
        declare(call, f"e{number}", second)
    everything = listed(call, limit=None)
    for step in (1, 2, 3):
        walked = listed(call, limit=step)
        while (page := listed(call, limit=step, cursor=walked[-1])) and len(walked) <= len(everything):
            walked += page
        assert walked == everything
        walked = found(call, "ohlcv-1", limit=step)
        while len(walked) <= len(everything):
            page = found(call, "ohlcv-1", "alerts-1", limit=step, cursor=walked[-1])
            if not page:
                break
            walked += page
        assert walked == everything


def test_what_is_added_meanwhile_neither_repeats_nor_hides_others(call: Call) -> None:
    for name, second in [("a", 1), ("b", 2), ("c", 3), ("d", 4)]:
        declare(call, name, second)
    assert listed(call, limit=2) == ["d", "c"]
    declare(call, "newest", 9)
    declare(call, "between", 2, provenance=provenance(createdAt="2025-02-01T10:00:02.500Z"))
    assert listed(call, cursor="c") == ["between", "b", "a"]


def test_a_cursor_may_be_an_experiment_that_does_not_meet_the_criteria(call: Call) -> None:
    for name, second in [("a", 1), ("b", 2), ("c", 3)]:
        declare(call, name, second)
    call("update_status", experimentId="b", status="running")
    assert listed(call, status="pending", cursor="b") == ["a"]


@pytest.mark.parametrize("artifact_ids", [["ohlcv-1"], ["ohlcv-1", "alerts-1"], []])
def test_an_unknown_cursor_is_not_found(call: Call, artifact_ids: list[str]) -> None:
    declare(call)
    assert refusal(call, "list_experiments", filter={"cursor": "gone"}).code == "not_found"
    refused = refusal(call, "find_by_input_artifacts", artifactIds=artifact_ids, cursor="gone")
    assert refused.code == "not_found"


@pytest.mark.parametrize("status", ["pending", "running", "completed", "failed", "cancelled"])
def test_a_status_selects_experiments_in_it(call: Call, status: str) -> None:
    for each in ("pending", "running", "completed", "failed", "cancelled"):
        bring_to(call, each, f"e-{each}")
    assert listed(call, status=status) == [f"e-{status}"]
    assert call("count_experiments", filter={"status": status}) == {"total": 1, "byStatus": {status: 1}}


def test_a_commit_selects_its_experiments_exactly(call: Call) -> None:
    for name, commit in [("a", "abc"), ("b", "abcd"), ("c", "ABC"), ("d", "a%c")]:
        declare(call, name, provenance=provenance(gitCommit=commit))
    assert listed(call, gitCommit="abc") == ["a"]
    assert listed(call, gitCommit="a%c") == ["d"]
    assert counted(call, gitCommit="abc") == 1


def test_bounds_of_time_are_inclusive(call: Call) -> None:
    for second in range(4):
        declare(call, f"e{second}", second)
    assert listed(call, minCreatedAt=at(1), maxCreatedAt=at(2)) == ["e2", "e1"]
    assert listed(call, minCreatedAt=at(3)) == ["e3"]
    assert listed(call, maxCreatedAt=at(0)) == ["e0"]
    assert listed(call, minCreatedAt="2025-02-01T10:00:00.000001Z", maxCreatedAt=at(1)) == ["e1"]
    assert listed(call, minCreatedAt="2025-02-01T13:00:03+03:00") == ["e3"]
    assert listed(call, minCreatedAt=at(2), maxCreatedAt=at(1)) == []
    assert counted(call, minCreatedAt=at(1), maxCreatedAt=at(2)) == 2


@pytest.mark.requirement("TRACKER-10")
def test_all_criteria_hold_together(call: Call) -> None:
    declare(call, "a", 1, provenance=provenance(1, gitCommit="x"))
    declare(call, "b", 2, provenance=provenance(2, gitCommit="x"))
    declare(call, "c", 2, provenance=provenance(2, gitCommit="y"))
    call("update_status", experimentId="b", status="running")
    call("update_status", experimentId="c", status="running")
    assert listed(call, status="running", gitCommit="x") == ["b"]
    assert listed(call, status="pending", gitCommit="x", minCreatedAt=at(2)) == []
    assert counted(call, status="running", gitCommit="x", maxCreatedAt=at(2)) == 1


def test_an_artifact_type_selects_experiments_with_such_an_input_or_output(call: Call) -> None:
    publish(call, "bars", kind="ohlcv")
    publish(call, "score", kind="metrics")
    publish(call, "odd", kind="ohlcv2")
    declare(call, "reads", 1, inputs={"x": ["bars"], "y": ["bars"]})
    start(call, "writes", second=2, inputs={"x": ["odd"]})
    complete(call, "writes", metrics="score")
    declare(call, "neither", 3, inputs={"x": ["unpublished"]})
    assert listed(call, artifactType="ohlcv") == ["reads"]
    assert listed(call, artifactType="metrics") == ["writes"]
    assert listed(call, artifactType="ohlcv2") == ["writes"]
    assert listed(call, artifactType="ohlc") == []
    assert counted(call, artifactType="ohlcv") == 1
    assert call("count_experiments", filter={"artifactType": "metrics"})["byStatus"] == {"completed": 1}


def test_a_count_tells_all_and_by_status(call: Call) -> None:
    for number, status in enumerate(["pending", "running", "failed", "failed"]):
        bring_to(call, status, f"e{number}")
    assert call("count_experiments") == {"total": 4, "byStatus": {"failed": 2, "pending": 1, "running": 1}}


@pytest.mark.requirement("TRACKER-09")
@pytest.mark.requirement("TRACKER-25")
def test_experiments_are_found_by_any_artifact_they_read(call: Call) -> None:
    declare(call, "a", 1, inputs={"alerts": ["alert-X"], "ohlcv": []})
    declare(call, "b", 2, inputs={"alerts": ["alert-Y"], "ohlcv": ["bars"]})
    declare(call, "c", 3, inputs={"alerts": [], "prices": ["bars", "alert-X"]})
    assert found(call, "alert-X") == ["c", "a"]
    assert found(call, "alert-Y", "alert-X") == ["c", "b", "a"]
    assert found(call, "alert") == []
    assert found(call, "nothing", "alert-Y") == ["b"]


def test_no_artifacts_find_no_experiments(call: Call) -> None:
    declare(call)
    for match in ("any", "all"):
        assert found(call, match=match) == []
        assert found(call, match=match, transitive=True) == []


def test_match_all_wants_every_artifact(call: Call) -> None:
    declare(call, "a", 1, inputs={"x": ["p", "q"]})
    declare(call, "b", 2, inputs={"x": ["p"], "y": ["q", "r"]})
    declare(call, "c", 3, inputs={"x": ["p"]})
    assert found(call, "p", "q", match="all") == ["b", "a"]
    assert found(call, "p", "q", "r", match="all") == ["b"]
    assert found(call, "p", "p", match="all") == ["c", "b", "a"]
    assert found(call, "p", "unknown", match="all") == []
    assert found(call, "p", "q", match="any") == ["c", "b", "a"]
    assert found(call, "p", "q", match="all", limit=1) == ["b"]
    assert found(call, "p", "q", match="all", limit=1, cursor="b") == ["a"]


def test_one_artifact_in_two_roles_does_not_stand_for_two(call: Call) -> None:
    declare(call, "a", inputs={"x": ["p"], "y": ["p"]})
    assert found(call, "p", "q", match="all") == []
    assert found(call, "p") == ["a"]


def test_a_role_looks_at_inputs_in_that_role_only(call: Call) -> None:
    declare(call, "a", 1, inputs={"train": ["p"], "test": ["q"]})
    declare(call, "b", 2, inputs={"train": ["q"], "test": ["p"]})
    assert found(call, "p", role="train") == ["a"]
    assert found(call, "p", "q", role="test") == ["b", "a"]
    assert found(call, "p", "q", role="train", match="all") == []
    assert found(call, "p", role="tra") == []


def test_outputs_are_not_inputs(call: Call) -> None:
    start(call, "a")
    complete(call, "a", metrics="m")
    assert found(call, "m") == []


def made_from(call: Call) -> None:
    """raw -> clean -> (features by experiment e-make) -> model."""
    publish(call, "raw", 0)
    publish(call, "clean", 1, parents=parents("raw"))
    publish(call, "other", 1)
    publish(call, "features", 2)
    start(call, "e-make", second=1, inputs={"x": ["clean"]})
    complete(call, "e-make", metrics="features")
    publish(call, "model", 3, parents=parents("features", role="weights"))


def test_transitive_counts_what_was_made_from_an_artifact(call: Call) -> None:
    made_from(call)
    declare(call, "e-model", 5, inputs={"champion": ["model"]})
    declare(call, "e-other", 6, inputs={"champion": ["other"]})
    assert found(call, "raw") == []
    assert found(call, "raw", transitive=True) == ["e-model", "e-make"]
    assert found(call, "features", transitive=True) == ["e-model"]
    assert found(call, "model", transitive=True) == ["e-model"]
    assert found(call, "raw", transitive=True, role="champion") == ["e-model"]
    assert found(call, "unknown", transitive=True) == []


def test_transitive_all_wants_something_made_from_each(call: Call) -> None:
    made_from(call)
    declare(call, "both", 5, inputs={"a": ["model"], "b": ["other"]})
    declare(call, "one", 6, inputs={"a": ["model"]})
    assert found(call, "raw", "other", match="all", transitive=True) == ["both"]
    assert found(call, "raw", "clean", match="all", transitive=True) == ["one", "both", "e-make"]
    assert found(call, "raw", "other", match="any", transitive=True) == ["one", "both", "e-make"]
    assert found(call, "raw", "other", match="all", transitive=True, limit=0) == []


def test_a_look_up_takes_thousands_of_artifacts(call: Call) -> None:
    declare(call, "a", inputs={"x": [f"p{number}" for number in range(0, 1_200, 2)]})
    many = [f"p{number}" for number in range(3_000)]
    assert found(call, *many) == ["a"]
    assert found(call, *many[1::2]) == []
    assert found(call, *many[0:1_200:2], match="all") == ["a"]
    assert found(call, *many[0:1_202:2], match="all") == []
