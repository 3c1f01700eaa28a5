"""What the services refuse about the journal, raw SQL cannot do either: on every engine."""

from typing import Any

import pytest

from tests.doors import DirectDoor
from tests.integration.test_run_guards import execute_raw
from tests.labs import Bench

NOTE: dict[str, Any] = {
    "hypothesis": "h",
    "mutationType": "m",
    "configDiff": {},
    "tags": ["t"],
    "config": {"n": 1},
}
SHARED = [
    "UPDATE journal_entries SET hypothesis = 'other'",
    "UPDATE journal_entries SET created_at = 0",
    "UPDATE journal_entries SET results = '{}'",
    "UPDATE journal_entries SET promotion_decision = 'rejected' WHERE promotion_decision = 'promoted'",
    "UPDATE journal_entries SET promotion_decision = 'pending' WHERE promotion_decision = 'promoted'",
    "UPDATE journal_entries SET promotion_reason = 'why not' WHERE promotion_decision = 'promoted'",
    "UPDATE journal_entries SET promotion_decision = 'rejected' WHERE disposition = 'errored'",
    "UPDATE journal_entries SET record_hash = 'other'",
    "UPDATE journal_entries SET idempotency_key = 'other' WHERE promotion_decision = 'promoted'",
    "UPDATE journal_decisions SET record_hash = 'other'",
    "UPDATE journal_tags SET tag = 'other'",
    "UPDATE journal_results SET value = 9",
    "UPDATE journal_configs SET config = '{}'",
    "UPDATE journal_decisions SET decision = 'rejected'",
    "DELETE FROM journal_entries",
    "DELETE FROM journal_tags",
    "DELETE FROM journal_results",
    "DELETE FROM journal_configs",
    "DELETE FROM journal_decisions",
]


@pytest.mark.requirement("JOURNAL-15")
@pytest.mark.parametrize("statement", SHARED)
def test_raw_sql_changes_nothing_of_the_journal(durable_bench: Bench, statement: str) -> None:
    call = DirectDoor(durable_bench.lab)
    first = call("log_journal_entry", **NOTE, results={"sharpe": 1})["entryId"]
    call("log_journal_entry", **NOTE, results={"sharpe": 2}, disposition="errored")
    call("record_decision", entryId=first, decision="promoted", reason="better")

    def look() -> list[Any]:
        return [
            call("query_journal", tags=["t"], result={"key": "sharpe"}),
            call("get_journal_decisions", entryId=first),
        ]

    was = look()
    with pytest.raises(Exception, match=r"immutable|invalid_transition"):
        execute_raw(durable_bench, statement)
    assert look() == was
