"""The journal, on every store and through every door."""

from typing import Any

import pytest

from tests.doors import Call, refusal

Json = dict[str, Any]
TRIAL = {
    "inputs": ["a" * 64, "b" * 64],
    "evaluator": {"kind": "backtest", "version": "3"},
    "cohort": "spring",
}
NOTE: Json = {
    "hypothesis": "slower is better",
    "mutationType": "hyperparameter",
    "configDiff": {},
    "results": {},
}


def log(call: Call, **fields: Any) -> Json:
    entry: Json = call("log_journal_entry", **{**NOTE, **fields})
    return entry


def found(call: Call, **criteria: Any) -> list[int]:
    page = call("query_journal", **criteria)
    assert call("count_journal", **criteria) == {"count": len(page["items"])}
    assert call("count_journal", **criteria, atMost=1) == {"count": min(1, len(page["items"]))}
    return [each["entryId"] for each in page["items"]]


@pytest.mark.requirement("JOURNAL-01")
def test_an_entry_comes_back_as_it_was_logged(call: Call) -> None:
    note = {
        "createdAt": "2025-01-31T10:30:00+01:00",
        "configDiff": {"lr": 0.05, "nested": {"on": True, "none": None}},
        "results": {"sharpe": 0.8, "folds": [1, 2.5]},
        "championMetrics": {"sharpe": 0.7},
        "runId": "run-1",
        "experimentId": "exp-1",
        "modelVersion": 3,
        "tags": ["drift", "%", "a_b"],
        "metadata": {"autonomy_level": "supervised"},
        "config": {"lr": 0.05},
        "seed": 7,
        "trial": TRIAL,
    }
    entry = log(call, **note)
    assert {key: entry[key] for key in note} == note
    assert (entry["promotionDecision"], entry["disposition"]) == ("pending", "evaluated")
    assert call("get_journal_entry", entryId=entry["entryId"]) == entry


def test_a_missing_entry_is_not_found(call: Call) -> None:
    log(call)
    for operation in ("get_journal_entry", "get_journal_thread", "get_journal_decisions"):
        assert refusal(call, operation, entryId=2**50).code == "not_found"
    assert refusal(call, "record_decision", entryId=2**50, decision="rejected").code == "not_found"
    assert refusal(call, "query_journal", cursor=2**50).code == "not_found"


@pytest.mark.requirement("JOURNAL-02")
def test_tags_are_exact_and_all_must_be_there(call: Call) -> None:
    first = log(call, tags=["drift", "urgent"])["entryId"]
    second = log(call, tags=["drift-2", "dri%", "URGENT", "drift"])["entryId"]
    assert found(call, tags=["drift"]) == [second, first]
    assert found(call, tags=["drift", "urgent"]) == [first]
    assert found(call, tags=["urgent", "urgent"]) == [first]
    assert found(call, tags=["dri%"]) == [second]
    assert found(call, tags=["drif"]) == found(call, tags=["%"]) == found(call, tags=["_rift"]) == []


@pytest.mark.requirement("JOURNAL-03")
def test_dates_are_instants_and_a_day_means_all_of_it(call: Call) -> None:
    times = ["2025-01-31T23:59:59.999999Z", "2025-02-01T00:30:00+01:00", "2025-02-01", "2025-02-01T12:00:00"]
    a, b, c, d = (log(call, createdAt=each)["entryId"] for each in times)
    assert found(call, dateTo="2025-01-31") == [a, b]
    assert found(call, dateFrom="2025-02-01") == [d, c]
    assert found(call, dateFrom="2025-01-31T23:30:00Z", dateTo="2025-01-31T23:30:00Z") == [b]
    assert found(call, dateFrom="2025-02-01T13:00:00+02:00", dateTo="2025-02-01") == [d]


@pytest.mark.requirement("JOURNAL-04")
def test_text_is_found_in_any_case_and_holds_no_wildcards(call: Call) -> None:
    first = log(call, hypothesis="Größer als 50% der ÄPFEL")["entryId"]
    second = log(call, hypothesis="500 apples_or more")["entryId"]
    assert found(call, text="GRÖSSER") == found(call, text="äpfel") == found(call, text="50%") == [first]
    assert found(call, text="APPLES_") == [second]
    assert found(call, text="a%s") == found(call, text="appl_s") == []


@pytest.mark.requirement("JOURNAL-05")
def test_by_a_result_missing_and_undefined_come_last_and_pages_join(call: Call) -> None:
    values = [0.5, "NaN", "Infinity", 0.5, None, "-Infinity", True]
    ids = [log(call, results={} if value is None else {"sharpe": value})["entryId"] for value in values]
    for descending, places in ((True, "2305641"), (False, "5302641")):
        expected = [ids[int(place)] for place in places]
        by_result = {"key": "sharpe", "descending": descending}
        whole = call("query_journal", byResult=by_result)["items"]
        assert [each["entryId"] for each in whole] == expected
        walked: list[int] = []
        cursor: Json | None = {}
        while cursor is not None:
            page = call("query_journal", byResult=by_result, limit=2, **cursor)
            walked += [each["entryId"] for each in page["items"]]
            cursor = {"cursor": page["nextCursor"]} if "nextCursor" in page else None
        assert walked == expected
    assert found(call, result={"key": "sharpe", "atLeast": 1}) == [ids[2]]


@pytest.mark.requirement("JOURNAL-04")
def test_filters_hold_together(call: Call) -> None:
    numbers = [0.1, 0.5, 0.9]
    ids = [
        log(call, results={"sharpe": x, "ok": True, "name": "1"}, runId=f"run-{x}")["entryId"]
        for x in numbers
    ]
    other = log(call, mutationType="feature_add", results={"sharpe": 0.5})["entryId"]
    inside = {"key": "sharpe", "atLeast": 0.5, "atMost": 0.9}
    assert found(call, result=inside) == [other, ids[2], ids[1]]
    assert found(call, result=inside, mutationType="hyperparameter") == [ids[2], ids[1]]
    assert found(call, result=inside, runId="run-0.9") == [ids[2]]
    assert found(call, result={"key": "ok"}) == found(call, result={"key": "name"}) == []
    call("record_decision", entryId=ids[1], decision="rejected")
    assert found(call, outcome="rejected", result=inside) == [ids[1]]
    assert found(call, outcome="pending", mutationType="feature_add") == [other]


@pytest.mark.requirement("JOURNAL-05")
def test_a_cursor_walks_through_everything_once_in_either_order(call: Call) -> None:
    times = ["2025-02-01", "2025-01-01", "2025-02-01", "2025-03-01", "2025-01-01"]
    ids = [log(call, createdAt=each)["entryId"] for each in times]
    newest_first = [ids[each] for each in (3, 2, 0, 4, 1)]
    for order, expected in (("newest", newest_first), ("oldest", newest_first[::-1])):
        walked: list[int] = []
        cursor: Json = {}
        for _ in range(3):
            page = call("query_journal", order=order, limit=2, **cursor)
            walked += [each["entryId"] for each in page["items"]]
            cursor = {"cursor": page.get("nextCursor")}
        assert walked == expected
        assert cursor == {"cursor": None}


@pytest.mark.requirement("JOURNAL-06")
def test_a_decision_is_taken_once_and_its_history_stays(call: Call) -> None:
    entry = log(call)["entryId"]
    compared = {name: {"runId": f"run-{name}", "cohort": "spring"} for name in ("champion", "challenger")}
    taken = {"decision": "promoted", "reason": "better", "actor": "ann", "comparison": compared}
    after = call("record_decision", entryId=entry, **taken)
    assert (after["changed"], after["promotionDecision"], after["promotionReason"]) == (
        True,
        "promoted",
        "better",
    )
    assert call("record_decision", entryId=entry, **taken)["changed"] is False
    for other in ("rejected", "pending"):
        assert refusal(call, "record_decision", entryId=entry, decision=other).code == "invalid_transition"
    history = call("get_journal_decisions", entryId=entry)
    assert [(each["seq"], each["decision"]) for each in history] == [(1, "pending"), (2, "promoted")]
    assert {key: history[1][key] for key in taken} == taken
    assert call("get_journal_entry", entryId=entry)["promotionDecision"] == "promoted"


@pytest.mark.requirement("JOURNAL-08")
@pytest.mark.parametrize("disposition", ["errored", "timed_out", "skipped_duplicate", "cancelled"])
def test_a_trial_that_was_not_evaluated_is_never_rejected(call: Call, disposition: str) -> None:
    note = {
        "hypothesis": "h",
        "mutationType": "m",
        "configDiff": {},
        "results": {},
        "disposition": disposition,
    }
    assert refusal(call, "log_journal_entry", **note, promotionDecision="rejected").paths == [
        "promotionDecision"
    ]
    entry = log(call, disposition=disposition, dispositionReason="no memory")
    assert entry["dispositionReason"] == "no memory"
    refused = refusal(call, "record_decision", entryId=entry["entryId"], decision="rejected")
    assert refused.code == "invalid_transition"
    assert found(call, disposition=disposition, outcome="pending") == [entry["entryId"]]


@pytest.mark.requirement("JOURNAL-09")
def test_a_mutation_is_resolved_and_one_that_changes_nothing_is_refused(call: Call) -> None:
    base = {"lr": 0.1, "layers": [8, 4], "drop": None, "a/b": {"~": 1}}
    config = {"lr": 0.05, "layers": [8, 2], "a/b": {"~": 1.5}, "new": []}
    mutation = log(call, baseConfig=base, config=config)["mutation"]
    assert mutation["type"] == "hyperparameter"
    assert {(each["op"], each["path"]) for each in mutation["configDiff"]} == {
        ("replace", "/lr"),
        ("replace", "/layers/1"),
        ("remove", "/drop"),
        ("replace", "/a~1b/~0"),
        ("add", "/new"),
    }
    note = {"hypothesis": "h", "mutationType": "m", "configDiff": {}, "results": {}}
    assert refusal(call, "log_journal_entry", **note, baseConfig={"n": 1.0}, config={"n": 1}).paths == [
        "config"
    ]
    assert refusal(call, "log_journal_entry", **note, baseConfig=base).paths == ["config"]
    assert refusal(call, "log_journal_entry", **note, trial=TRIAL).paths == ["config"]
    assert len(found(call)) == 1


@pytest.mark.requirement("JOURNAL-10")
def test_a_trial_is_found_whatever_its_seed_and_nothing_else_is(call: Call) -> None:
    config = {"lr": 0.05, "layers": 3}
    assert call("find_trial", config=config, trial=TRIAL)["tried"] is False
    ids = [log(call, config=config, trial=TRIAL, seed=seed)["entryId"] for seed in (1, 2)]
    crash = log(
        call, config=config, trial=TRIAL, seed=3, disposition="errored", dispositionReason="no memory"
    )
    call("record_decision", entryId=ids[0], decision="rejected", reason="worse")
    again = call(
        "find_trial", config={"layers": 3.0, "lr": 0.05}, trial={**TRIAL, "inputs": ["b" * 64, "a" * 64]}
    )
    assert again["tried"] is True
    assert [(each["seed"], each["disposition"], each["promotionDecision"]) for each in again["entries"]] == [
        (3, "errored", "pending"),
        (2, "evaluated", "pending"),
        (1, "evaluated", "rejected"),
    ]
    assert again["entries"][0] == crash
    assert call("find_trial", trialKey=again["trialKey"]) == again
    others = [
        {"config": {"lr": 0.05}, "trial": TRIAL},
        {"config": config, "trial": {**TRIAL, "cohort": "autumn"}},
        {"config": config, "trial": {**TRIAL, "inputs": ["a" * 64]}},
        {"config": config, "trial": {**TRIAL, "evaluator": {"kind": "backtest", "version": "4"}}},
    ]
    assert [call("find_trial", **each)["tried"] for each in others] == [False] * 4
    assert refusal(call, "find_trial").paths == ["trialKey"]


@pytest.mark.requirement("JOURNAL-13")
def test_a_thread_is_an_idea_with_all_that_came_of_it(call: Call) -> None:
    root = log(call)["entryId"]
    log(call)
    child = log(call, parentId=root)["entryId"]
    sibling = log(call, parentId=root)["entryId"]
    grandchild = log(call, parentId=child)["entryId"]

    def thread(entry_id: int) -> list[int]:
        return [each["entryId"] for each in call("get_journal_thread", entryId=entry_id)]

    assert thread(root) == [root, child, sibling, grandchild]
    assert thread(child) == [child, grandchild]
    note = {"hypothesis": "h", "mutationType": "m", "configDiff": {}, "results": {}}
    assert refusal(call, "log_journal_entry", **note, parentId=2**50).code == "not_found"


@pytest.mark.requirement("JOURNAL-11")
def test_the_nearest_configs_come_first_with_the_way_to_them(call: Call) -> None:
    near = log(call, config={"lr": 0.1, "depth": 4, "kind": "tree"}, results={"sharpe": 1})
    log(call, config={"lr": 100, "depth": 4, "kind": "line"})
    log(call, config={"lr": 0.1, "depth": 4, "kind": "tree"}, seed=2)
    log(call)
    similar = call("similar_trials", config={"lr": 0.1, "depth": 4, "kind": "tree", "extra": 1}, k=2)
    assert [each["distance"] for each in similar] == [0.25, 0.75]
    assert similar[0]["configDiff"] == [{"op": "remove", "path": "/extra"}]
    assert [each.get("seed") for each in similar[0]["entries"]] == [2, None]
    assert similar[0]["entries"][1] == near


@pytest.mark.requirement("JOURNAL-14")
def test_nothing_secret_is_kept(call: Call) -> None:
    secret = "sk-proj-" + "Zx81Kq0vTn52Lm7RbY3cWd94"
    entry = log(
        call,
        hypothesis=f"use {secret}",
        config={"api_key": secret},
        metadata={"password": "hunter2-and-more"},
        configDiff={"api_key": secret},
        trial=TRIAL,
    )
    kept = str([call("get_journal_entry", entryId=entry["entryId"]), call("query_journal")])
    assert secret not in kept
    assert "hunter2" not in kept
    places = {each["path"] for each in entry["redactions"]}
    assert {"config.api_key", "metadata.password", "configDiff.api_key", "hypothesis"} <= places
    assert call("find_trial", config={"api_key": secret}, trial=TRIAL)["tried"] is True
    decided = call("record_decision", entryId=entry["entryId"], decision="rejected", reason=f"leaks {secret}")
    assert secret not in str([decided, call("get_journal_decisions", entryId=entry["entryId"])])


def test_what_has_no_place_in_a_store_is_refused_with_its_path(call: Call) -> None:
    note: Json = {"hypothesis": "h", "mutationType": "m", "configDiff": {}, "results": {}}
    for change, path in (
        ({"createdAt": "yesterday"}, "createdAt"),
        ({"promotionDecision": "maybe"}, "promotionDecision"),
        ({"tags": [""]}, "tags[0]"),
        ({"mutationType": ""}, "mutationType"),
        ({"modelVersion": 0.5}, "modelVersion"),
        ({"colour": 1}, "colour"),
    ):
        assert refusal(call, "log_journal_entry", **{**note, **change}).paths == [path]
    assert found(call) == []


KEYED: Json = {
    "idempotencyKey": "night-7/idea-12",
    "config": {"lr": 1.0, "on": True},
    "results": {"sharpe": 0.8, "worst": "NaN"},
    "tags": ["a"],
    "trial": TRIAL,
    "baseConfig": {"lr": 2},
}


@pytest.mark.requirement("JOURNAL-25")
def test_a_note_repeated_under_its_key_is_kept_once(call: Call) -> None:
    first = log(call, **KEYED, createdAt="2025-01-01T00:00:00Z")
    assert first["idempotencyKey"] == KEYED["idempotencyKey"]
    assert log(call, **KEYED) == first, "the time of a later attempt is not that of the note"
    decided = call("record_decision", entryId=first["entryId"], decision="rejected", reason="worse")
    assert log(call, **KEYED)["promotionDecision"] == decided["promotionDecision"] == "rejected"
    assert call("count_journal") == {"count": 1}
    assert len(call("get_journal_decisions", entryId=first["entryId"])) == 2


@pytest.mark.requirement("JOURNAL-25")
@pytest.mark.parametrize(
    ("changed", "differing"),
    [
        ({"hypothesis": "another"}, ["hypothesis"]),
        ({"results": {"sharpe": 0.8}}, ["results"]),
        ({"config": {"lr": 1.0, "on": 1}}, ["config", "mutation", "configHash", "trialKey"]),
        ({"tags": []}, ["tags"]),
        ({"baseConfig": {"lr": 3}}, ["mutation"]),
        ({"promotionDecision": "rejected"}, ["promotionDecision"]),
    ],
)
def test_another_note_under_a_known_key_is_refused_naming_what_differs(
    call: Call, changed: Json, differing: list[str]
) -> None:
    first = log(call, **KEYED)
    refused = refusal(call, "log_journal_entry", **{**NOTE, **KEYED, **changed})
    assert refused.code == "conflict"
    assert refused.details == {"entryId": first["entryId"], "differing": differing}
    assert call("count_journal") == {"count": 1}


def test_entries_without_a_key_are_never_taken_for_one_another(call: Call) -> None:
    assert log(call)["entryId"] != log(call)["entryId"]
