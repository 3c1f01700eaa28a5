"""Publishing, listing, superseding and tombstoning artifacts, on every store and through every door."""

import base64
import hashlib
from pathlib import Path
from typing import Any

import pytest

from tests.contract.requests import Json, at, parents, publication, publish
from tests.doors import Call, refusal

STATUSES = ("active", "superseded", "tombstoned")


def stored(call: Call, artifact_id: str = "a") -> Json:
    record: Json = call("get_artifact", artifactId=artifact_id)
    return {**record, "history": call("get_artifact_history", artifactId=artifact_id)}


def listed(call: Call, **criteria: Any) -> list[str]:
    return [each["artifactId"] for each in call("list_artifacts", filter=criteria)["items"]]


def bring_to(call: Call, status: str) -> None:
    publish(call, "a", 1)
    publish(call, "b", 2)
    if status == "superseded":
        call("supersede_artifact", artifactId="a", successorId="b")
    elif status == "tombstoned":
        call("tombstone_artifact", artifactId="a")


def test_a_published_artifact_comes_back_as_it_was_published(call: Call) -> None:
    publish(call, "raw")
    given = publication(
        "a",
        5,
        textContent="hello",
        schemaVersion=3,
        logicalKey="ohlcv/AAPL/2024",
        producer={"kind": "run", "id": "run-7"},
        parents=parents("raw"),
        summary={"rows": 2, "note": "x"},
    )
    record = call("publish_artifact", **given)
    assert record["created"] is True
    assert {name: record[name] for name in given if name != "textContent"} == {
        name: value for name, value in given.items() if name != "textContent"
    }
    assert record["fileHash"] == hashlib.sha256(b"hello").hexdigest()
    assert (record["sizeBytes"], record["format"], record["status"]) == (5, "bytes", "active")
    assert "contentHash" not in record
    assert call("get_artifact", artifactId="a") == {k: v for k, v in record.items() if k != "created"}


def test_content_comes_from_a_path_from_text_from_json_or_from_base64(call: Call, tmp_path: Path) -> None:
    (tmp_path / "bars.csv").write_bytes(b"\x00\xffraw")
    sources: dict[str, tuple[Json, bytes]] = {
        "path": ({"path": str(tmp_path / "bars.csv")}, b"\x00\xffraw"),
        "text": ({"textContent": "\u00e9\n"}, "\u00e9\n".encode()),
        "json": ({"jsonContent": {"b": 1.0, "a": [None]}}, b'{"a":[null],"b":1}'),
        "null": ({"jsonContent": None}, b"null"),
        "base64": ({"base64Content": base64.b64encode(b"\x00\x01").decode()}, b"\x00\x01"),
        "nothing": ({"textContent": ""}, b""),
    }
    for name, (source, data) in sources.items():
        record = publish(call, name, **source)
        assert record["fileHash"] == hashlib.sha256(data).hexdigest(), name
        assert record["sizeBytes"] == len(data)


def test_json_content_is_of_format_json_and_has_a_content_hash(call: Call) -> None:
    first = publish(call, "a", jsonContent={"x": 1.0, "y": [2]})
    second = publish(call, "b", textContent='{ "y":[2], "x":1 }', format="json")
    assert first["format"] == "json"
    assert first["contentHash"] == second["contentHash"]
    assert first["fileHash"] != second["fileHash"]


@pytest.mark.parametrize("declared", ["json", "csv", "parquet"])
def test_bytes_that_are_not_of_the_declared_format_are_refused_and_not_registered(
    call: Call, declared: str
) -> None:
    broken = {"json": "{", "csv": 'a,b\n"1', "parquet": "PAR?"}[declared]
    refused = refusal(call, "publish_artifact", **publication("a", textContent=broken, format=declared))
    assert refused.code == "unreadable_content"
    assert refusal(call, "get_artifact", artifactId="a").code == "not_found"


def test_without_id_and_time_both_are_made(call: Call) -> None:
    given = {key: value for key, value in publication().items() if key not in ("artifactId", "createdAt")}
    record = call("publish_artifact", **given)
    assert stored(call, record["artifactId"])["createdAt"] == record["createdAt"]


def test_equal_bytes_are_kept_once_but_recorded_each_time(call: Call) -> None:
    first, second = publish(call, "a", textContent="same"), publish(call, "b", textContent="same")
    assert first["storageUri"] == second["storageUri"]
    assert listed(call, fileHash=first["fileHash"]) == ["b", "a"]


def test_the_same_publication_again_returns_the_stored_record(call: Call) -> None:
    first = publish(call, "a", 1)
    assert publish(call, "a", 9) == {**first, "created": False}
    call("tombstone_artifact", artifactId="a")
    again = publish(call, "a", 1)
    assert (again["created"], again["status"]) == (False, "tombstoned")
    assert listed(call) == ["a"]


OTHER_RECORDS: dict[str, Json] = {
    "file_hash": {"textContent": "other bytes"},
    "kind": {"kind": "metrics"},
    "name": {"name": "another"},
    "schema_version": {"schemaVersion": 2},
    "logical_key": {"logicalKey": "k"},
    "producer": {"producer": {"kind": "experiment", "id": "e"}},
    "parents": {"parents": parents("raw")},
    "supersedes": {"supersedes": "raw"},
}


@pytest.mark.parametrize("field", sorted(OTHER_RECORDS))
def test_another_record_under_the_same_id_is_a_conflict_that_names_the_field(call: Call, field: str) -> None:
    publish(call, "raw")
    publish(call, "a", textContent="bytes")
    was = stored(call)
    changed = {"textContent": "bytes", **OTHER_RECORDS[field]}
    refused = refusal(call, "publish_artifact", **publication("a", **changed))
    assert refused.code == "conflict"
    assert refused.details["differing"] == [field]
    assert stored(call) == was
    assert stored(call, "raw")["status"] == "active"


@pytest.mark.parametrize(
    "sources", [{}, {"textContent": "x", "jsonContent": 1}, {"path": "/x", "base64Content": ""}]
)
def test_exactly_one_source_of_bytes_is_wanted(call: Call, sources: Json) -> None:
    given = {key: value for key, value in publication().items() if key != "textContent"}
    assert refusal(call, "publish_artifact", **given, **sources).code == "validation_failed"
    assert listed(call) == []


@pytest.mark.parametrize("text", ["a", "a===", "not base64!", "YQ==\n"])
def test_what_is_not_base64_is_refused(call: Call, text: str) -> None:
    refused = refusal(call, "publish_artifact", **publication(base64Content=text))
    assert (refused.code, refused.paths) == ("validation_failed", ["base64Content"])


def test_a_path_that_cannot_be_published_is_refused(call: Call, tmp_path: Path) -> None:
    assert refusal(call, "publish_artifact", **publication(path=str(tmp_path / "no"))).code == "not_found"
    assert refusal(call, "publish_artifact", **publication(path=str(tmp_path))).code == "validation_failed"
    assert listed(call) == []


def test_parents_must_exist_and_nothing_is_registered_otherwise(call: Call) -> None:
    publish(call, "raw")
    refused = refusal(call, "publish_artifact", **publication("a", parents=parents("raw", "lost")))
    assert (refused.code, refused.details["path"]) == ("not_found", "parents[1]")
    assert listed(call) == ["raw"]
    assert call("get_lineage", artifactId="raw", direction="downstream")["edges"] == []


def test_a_tombstoned_parent_is_refused_and_a_superseded_one_is_not(call: Call) -> None:
    bring_to(call, "tombstoned")
    refused = refusal(call, "publish_artifact", **publication("c", parents=parents("a")))
    assert (refused.code, refused.details["path"]) == ("immutable", "parents[0]")
    publish(call, "d", supersedes="b")
    assert publish(call, "e", parents=parents("b"))["created"] is True


def test_an_artifact_cannot_be_made_from_itself(call: Call) -> None:
    refused = refusal(call, "publish_artifact", **publication("a", parents=parents("a")))
    assert (refused.code, refused.paths) == ("validation_failed", ["parents[0]"])


def test_a_parent_is_listed_once_in_a_role_but_may_have_two(call: Call) -> None:
    publish(call, "raw")
    twice = parents("raw", "raw")
    refused = refusal(call, "publish_artifact", **publication("a", parents=twice))
    assert (refused.code, refused.paths) == ("validation_failed", ["parents[1]"])
    both = [*parents("raw", role="left"), *parents("raw", role="right")]
    assert publish(call, "a", parents=both)["parents"] == both
    assert stored(call)["parents"] == both


def test_parents_keep_their_order(call: Call) -> None:
    for name in "zyx":
        publish(call, name)
    given = [*parents("y"), *parents("z", role="b"), *parents("x", role="a")]
    publish(call, "a", parents=given)
    assert stored(call)["parents"] == given
    publish(call, "c", parents=list(reversed(given)))
    assert stored(call, "c")["parents"] == list(reversed(given))


def test_publishing_a_successor_supersedes_the_older_record_at_once(call: Call) -> None:
    publish(call, "a", logicalKey="k")
    publish(call, "b", logicalKey="k", supersedes="a")
    older = stored(call)
    assert (older["status"], older["successorId"]) == ("superseded", "b")
    assert [event["status"] for event in older["history"]] == ["superseded"]
    assert stored(call, "b")["supersedes"] == "a"


@pytest.mark.parametrize("status", ["superseded", "tombstoned"])
def test_what_was_superseded_or_tombstoned_cannot_be_superseded_by_another(call: Call, status: str) -> None:
    bring_to(call, status)
    was = stored(call)
    refused = refusal(call, "publish_artifact", **publication("c", supersedes="a"))
    assert refused.code == ("conflict" if status == "superseded" else "invalid_transition")
    assert refusal(call, "get_artifact", artifactId="c").code == "not_found"
    assert stored(call) == was


def test_superseding_what_nobody_published_is_not_found(call: Call) -> None:
    assert refusal(call, "publish_artifact", **publication("b", supersedes="a")).code == "not_found"
    assert refusal(call, "publish_artifact", **publication("b", supersedes="b")).code == "not_found"
    assert listed(call) == []
    publish(call, "gone")
    call("tombstone_artifact", artifactId="gone", reason="wrong")
    both = publication("c", parents=[{"artifactId": "gone", "role": "input"}], supersedes="b")
    assert refusal(call, "publish_artifact", **both).code == "immutable", "a parent's fault comes first"


@pytest.mark.parametrize("before", STATUSES)
def test_supersede_takes_an_active_record_and_the_same_successor_again_is_no_change(
    call: Call, before: str
) -> None:
    bring_to(call, before)
    was = stored(call)
    if before == "tombstoned":
        refused = refusal(call, "supersede_artifact", artifactId="a", successorId="b")
        assert refused.code == "invalid_transition"
        assert stored(call) == was
        return
    after = call("supersede_artifact", artifactId="a", successorId="b")
    assert after["changed"] is (before == "active")
    assert (after["status"], after["successorId"]) == ("superseded", "b")
    assert stored(call) == (was if before == "superseded" else stored(call))
    assert len(stored(call)["history"]) == 1


def test_another_successor_is_a_conflict(call: Call) -> None:
    bring_to(call, "superseded")
    publish(call, "c")
    was = stored(call)
    assert refusal(call, "supersede_artifact", artifactId="a", successorId="c").code == "conflict"
    assert stored(call) == was


@pytest.mark.parametrize(
    ("artifact_id", "successor_id", "code"),
    [
        ("a", "lost", "not_found"),
        ("lost", "a", "not_found"),
        ("a", "a", "validation_failed"),
        ("a", "dead", "immutable"),
    ],
)
def test_a_successor_must_be_another_usable_artifact(
    call: Call, artifact_id: str, successor_id: str, code: str
) -> None:
    publish(call, "a")
    publish(call, "dead")
    call("tombstone_artifact", artifactId="dead")
    was = stored(call)
    refused = refusal(call, "supersede_artifact", artifactId=artifact_id, successorId=successor_id)
    assert refused.code == code
    assert stored(call) == was


@pytest.mark.parametrize("before", STATUSES)
def test_a_tombstone_is_final_and_keeps_the_record(call: Call, before: str) -> None:
    bring_to(call, before)
    was = call("get_artifact", artifactId="a")
    after = call("tombstone_artifact", artifactId="a", actor="ana", reason="bad feed")
    assert after["changed"] is (before != "tombstoned")
    assert call("get_artifact", artifactId="a") == {**was, "status": "tombstoned"}
    assert call("tombstone_artifact", artifactId="a")["changed"] is False
    assert refusal(call, "tombstone_artifact", artifactId="lost").code == "not_found"


def test_the_history_of_an_artifact_tells_when_by_whom_and_why(call: Call) -> None:
    publish(call, "a")
    publish(call, "b")
    assert call("get_artifact_history", artifactId="a") == []
    call("supersede_artifact", artifactId="a", successorId="b", actor="ana", reason="fixed")
    call("tombstone_artifact", artifactId="a", actor="bot")
    events = call("get_artifact_history", artifactId="a")
    told = [(e["seq"], e["status"], e.get("successorId"), e.get("actor"), e.get("reason")) for e in events]
    assert told == [(1, "superseded", "b", "ana", "fixed"), (2, "tombstoned", "b", "bot", None)]
    assert refusal(call, "get_artifact_history", artifactId="lost").code == "not_found"


def test_artifacts_are_listed_newest_first_with_a_cursor_that_walks_them_all(call: Call) -> None:
    for name, second in [("b", 1), ("a", 1), ("C", 1), ("z", 0), ("m", 2)]:
        publish(call, name, second)
    expected = ["m", "b", "a", "C", "z"]
    assert listed(call) == expected
    assert listed(call, limit=0) == []
    for step in (1, 2, 5, 6):
        page = call("list_artifacts", filter={"limit": step})
        walked = [each["artifactId"] for each in page["items"]]
        while "nextCursor" in page and len(walked) <= len(expected):
            page = call("list_artifacts", filter={"limit": step, "cursor": page["nextCursor"]})
            walked += [each["artifactId"] for each in page["items"]]
        assert walked == expected
    assert "nextCursor" not in call("list_artifacts", filter={"limit": 5})
    assert refusal(call, "list_artifacts", filter={"cursor": "gone"}).code == "not_found"


def test_artifacts_are_selected_by_all_criteria_together(call: Call) -> None:
    a = publish(call, "a", 1, kind="ohlcv", name="n1", logicalKey="k", producer={"kind": "run", "id": "r"})
    publish(call, "b", 2, kind="ohlcv", name="n2", logicalKey="k", producer={"kind": "experiment", "id": "r"})
    c = publish(call, "c", 3, kind="metrics", name="n1", jsonContent={"x": 1}, supersedes="b")
    assert listed(call, kind="ohlcv") == ["b", "a"]
    assert listed(call, name="n1") == ["c", "a"]
    assert listed(call, logicalKey="k", status="active") == ["a"]
    assert listed(call, status="superseded") == ["b"]
    assert listed(call, producerId="r") == ["b", "a"]
    assert listed(call, fileHash=a["fileHash"]) == ["a"]
    assert listed(call, contentHash=c["contentHash"]) == ["c"]
    assert listed(call, minCreatedAt=at(2), maxCreatedAt=at(2)) == ["b"]
    assert listed(call, kind="ohlcv", name="n1", minCreatedAt=at(2)) == []
    assert listed(call, kind="ohl") == []


def test_a_missing_artifact_is_not_found(call: Call) -> None:
    refused = refusal(call, "get_artifact", artifactId="lost")
    assert (refused.code, refused.kind) == ("not_found", "NotFound")


def test_numbers_of_a_summary_come_back_as_a_javascript_host_would_write_them(call: Call) -> None:
    created = publish(call, "a", summary={"x": 1.0, "y": [-0.0, 2.5]})
    assert created["summary"] == stored(call)["summary"]
    assert type(created["summary"]["x"]) is type(stored(call)["summary"]["x"]) is int
