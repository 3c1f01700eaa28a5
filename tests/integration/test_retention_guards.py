"""What the services refuse about retention, raw SQL cannot do either: on every engine."""

from typing import Any

import pytest

from tests.contract.requests import publish
from tests.doors import DirectDoor
from tests.integration.test_run_guards import execute_raw
from tests.labs import Bench

PIN = 'INSERT INTO artifact_pins (artifact_id, seq, "at", pinned) VALUES'
EXPIRY = "INSERT INTO artifact_expiries (artifact_id, collection_id, because) VALUES"
COLLECTION = """INSERT INTO retention_collections (collection_id, "at", policy) VALUES ('{}', 0, '{{}}')"""
REFUSED = [
    "UPDATE artifact_pins SET actor = 'nobody'",
    "DELETE FROM artifact_pins",
    "UPDATE retention_collections SET policy = '{}'",
    "DELETE FROM retention_collections",
    "UPDATE artifact_expiries SET because = 'why not'",
    "DELETE FROM artifact_expiries",
    f"{PIN} ('pinned', 2, 0, TRUE)",
    f"{PIN} ('pinned', 3, 0, TRUE)",
    f"{PIN} ('plain', 1, 0, FALSE)",
    f"{PIN} ('nobody', 1, 0, TRUE)",
    f"{PIN} ('gone', 1, 0, TRUE)",
    f"{EXPIRY} ('plain', 'one', 'x')",
    f"{EXPIRY} ('pinned', 'one', 'x')",
    f"{EXPIRY} ('buried', 'nobody', 'x')",
    f"{EXPIRY} ('nobody', 'one', 'x')",
]
# The keys of a table, which name no rule of ours.
BY_KEY = [f"{EXPIRY} ('gone', 'one', 'x')", COLLECTION.format("one"), f"{PIN} ('pinned', 1, 0, TRUE)"]


def filled(bench: Bench) -> DirectDoor:
    call = DirectDoor(bench.lab)
    for each in ("plain", "pinned", "gone", "buried"):
        publish(call, each)
    call("pin_artifact", artifactId="pinned")
    for each in ("gone", "buried", "pinned"):
        call("tombstone_artifact", artifactId=each)
    bench.lab.close()
    execute_raw(bench, COLLECTION.format("one"))
    execute_raw(bench, f"{EXPIRY} ('gone', 'one', 'x')")
    return call


def look(call: DirectDoor) -> list[Any]:
    return [
        call("list_pins"),
        [call("get_artifact", artifactId=each) for each in ("plain", "pinned", "gone", "buried")],
    ]


def test_raw_sql_changes_nothing_of_pins_and_expiries(durable_bench: Bench) -> None:
    call = filled(durable_bench)
    was = look(call)
    for statement in REFUSED:
        with pytest.raises(Exception, match=r"immutable"):
            execute_raw(durable_bench, statement)
            pytest.fail(statement)
    for statement in BY_KEY:
        with pytest.raises(Exception, match=r"immutable|[Dd]uplicate key"):
            execute_raw(durable_bench, statement)
            pytest.fail(statement)
    assert look(call) == was


def test_what_got_past_the_guards_is_found(durable_bench: Bench) -> None:
    call = filled(durable_bench)
    assert call("verify_store", readBlobs=False)["findings"] == []
    bench = durable_bench
    if bench.backend == "postgres":
        execute_raw(bench, f"SET session_replication_role = replica; {EXPIRY} ('plain', 'one', 'x')")
        execute_raw(bench, f"SET session_replication_role = replica; {PIN} ('buried', 2, 0, TRUE)")
    else:
        of = "" if bench.backend == "sqlite" else " ON {}"
        for trigger, table, row in (
            ("artifact_expiries_follow_a_tombstone", "artifact_expiries", f"{EXPIRY} ('plain', 'one', 'x')"),
            ("artifact_pins_are_appended", "artifact_pins", f"{PIN} ('buried', 2, 0, TRUE)"),
        ):
            execute_raw(bench, f"DROP TRIGGER {trigger}{of.format(table)}")
            execute_raw(bench, row)
    found = call("verify_store", readBlobs=False)["findings"]
    told = {each["id"]: each["problem"] for each in found if each["subject"] == "artifact"}
    assert told == {
        "plain": "it expired without a tombstone or a collection, or though it is pinned",
        "buried": "it is not pinned and let go in turn, or is no record",
    }
