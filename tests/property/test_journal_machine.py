"""The journal of every store against a plain list of dictionaries, by random sequences of calls."""

import math
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from tests.doors import DirectDoor, Refused
from tests.labs import BACKENDS, delete_every_record, new_store_file, opened

# Words that look alike to a sloppy comparison, and text that breaks a sloppy statement.
WORDS = st.sampled_from(
    [
        *("a", "A", "a_b", "a%b", "ab", "\u00e9", "e\u0301", '"', "\\", "'; --", "\U0001f600", "%"),
        # Long enough for an index of words: one within the other, and one of the same letters.
        *("A_b'; --", 'or "a_b" AND a%b', "a%b a_b"),
    ]
)
INSTANTS = {
    "2025-01-01": datetime(2025, 1, 1, tzinfo=UTC),
    "2025-01-01T23:59:59.999999Z": datetime(2025, 1, 1, 23, 59, 59, 999_999, tzinfo=UTC),
    "2025-01-02T00:30:00+01:00": datetime(2025, 1, 1, 23, 30, tzinfo=UTC),
    "2025-01-02T00:00:00": datetime(2025, 1, 2, tzinfo=UTC),
}
TIMES = st.sampled_from(list(INSTANTS))
NUMBERS = st.sampled_from([-1, 0, 0.5, 1])
RESULTS = NUMBERS | st.sampled_from(["text", "NaN", "Infinity", "-Infinity", True])
DECISIONS = st.sampled_from(["pending", "promoted", "rejected"])
DISPOSITIONS = st.sampled_from(["evaluated", "evaluated", "errored"])
CONFIGS = st.none() | st.sampled_from([{}, {"x": 1}, {"x": 1.0}, {"x": True}])
COHORTS = st.sampled_from(["c", "C"])
CHAMPIONS = st.sampled_from(["nobody", "run-0", "run-1"])
FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "tags": st.lists(WORDS, max_size=2),
        "dateFrom": TIMES,
        "dateTo": TIMES,
        "mutationType": WORDS,
        "outcome": DECISIONS,
        "disposition": DISPOSITIONS,
        "text": WORDS,
        "result": st.fixed_dictionaries({"key": WORDS}, optional={"atLeast": NUMBERS, "atMost": NUMBERS}),
    },
)
Json = dict[str, Any]


def upper_end(text: str) -> datetime:
    return INSTANTS[text] + (timedelta(days=1, microseconds=-1) if len(text) == 10 else timedelta())


def same_trial(one: Json | None, other: Json | None) -> bool:
    return None not in (one, other) and [(k, type(v) is bool, v) for k, v in (one or {}).items()] == [
        (k, type(v) is bool, v) for k, v in (other or {}).items()
    ]


def searched(value: Any) -> float | None:
    """What a result counts as in lists by number."""
    if isinstance(value, (bool, str)) or value is None:
        return {"Infinity": math.inf, "-Infinity": -math.inf}.get(value) if isinstance(value, str) else None
    return float(value)


class JournalMachine(RuleBasedStateMachine):
    """The model is a list of entries in the order they were logged."""

    open_store: Callable[[ExitStack], DirectDoor]

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Json] = []
        self._resources = ExitStack()
        self.call = type(self).open_store(self._resources)

    def teardown(self) -> None:
        self._resources.close()

    @rule(
        words=st.tuples(WORDS, WORDS),
        at=TIMES,
        tags=st.lists(WORDS, max_size=2),
        results=st.dictionaries(WORDS, RESULTS, max_size=2),
        decision=DECISIONS,
        disposition=DISPOSITIONS,
        config=CONFIGS,
        cohort=COHORTS,
        parent=st.none() | st.integers(0, 5),
    )
    def log(self, words: tuple[str, str], at: str, config: Json | None, cohort: str, **given: Any) -> None:
        parent = given["parent"] if given["parent"] in range(len(self.entries)) else None
        note: Json = {
            "hypothesis": words[0],
            "mutationType": words[1],
            "createdAt": at,
            "configDiff": {},
            "results": given["results"],
            "tags": given["tags"],
            "promotionDecision": given["decision"],
            "disposition": given["disposition"],
        }
        if config is not None:
            note |= {
                "config": config,
                "trial": {"evaluator": {"kind": "k", "version": "1"}, "cohort": cohort},
            }
        if parent is not None:
            note["parentId"] = self.entries[parent]["entryId"]
        is_undue = given["decision"] != "pending" and given["disposition"] != "evaluated"
        if is_undue or (given["decision"] == "promoted" and config is not None):
            with pytest.raises(Refused, match=r"^validation_failed: promotionDecision"):
                self.call("log_journal_entry", **note)
            return
        reply = self.call("log_journal_entry", **note)
        assert {key: reply[key] for key in note if key != "trial"} == {
            k: v for k, v in note.items() if k != "trial"
        }
        history = [(given["decision"], None)]
        self.entries.append(
            {**note, "entryId": reply["entryId"], "history": history, "key": reply.get("trialKey")}
        )

    @precondition(lambda self: self.entries)
    @rule(index=st.integers(0, 5), decision=DECISIONS, champion=CHAMPIONS, cohort=st.none() | COHORTS)
    def decide(self, index: int, decision: str, champion: str, cohort: str | None) -> None:
        entry = self.entries[index % len(self.entries)]
        standing = entry["promotionDecision"]
        asked = {"entryId": entry["entryId"], "decision": decision}
        if cohort is not None:
            beaten = champion if champion == "nobody" else {"runId": champion, "cohort": cohort}
            challenger = {"runId": "run-1", "cohort": cohort}
            asked["comparison"] = {"champion": beaten, "challenger": challenger}
        if decision == standing:
            assert self.call("record_decision", **asked)["changed"] is False
        elif standing != "pending" or entry["disposition"] != "evaluated":
            with pytest.raises(Refused, match=r"^invalid_transition: "):
                self.call("record_decision", **asked)
        elif decision == "promoted" and not self.rests_on(entry, champion, cohort):
            with pytest.raises(Refused, match=r"^validation_failed: comparison"):
                self.call("record_decision", **asked)
        else:
            assert self.call("record_decision", **asked)["changed"] is True
            entry["promotionDecision"] = decision
            entry["history"].append((decision, asked.get("comparison")))
        found = self.call("get_journal_decisions", entryId=entry["entryId"])
        told = [(each["seq"], (each["decision"], each.get("comparison"))) for each in found]
        assert told == list(enumerate(entry["history"], 1))

    @staticmethod
    def rests_on(entry: Json, champion: str, cohort: str | None) -> bool:
        """Whether a promotion may: on a champion other than the challenger, where the entry was tried."""
        tried_on = entry["trial"]["cohort"] if "trial" in entry else None
        if cohort is None:
            return tried_on is None
        return champion != "run-1" and tried_on in (None, cohort)

    @rule(criteria=FILTERS, newest=st.booleans(), limit=st.sampled_from([1, 2, None]))
    def query(self, criteria: Json, newest: bool, limit: int | None) -> None:
        found = [each for each in self.entries if self.meets(each, criteria)]
        found.sort(key=lambda each: (INSTANTS[each["createdAt"]], each["entryId"]), reverse=newest)
        assert self.call("count_journal", **criteria) == {"count": len(found)}
        walked: list[int] = []
        cursor: Json = {"order": "newest" if newest else "oldest", "limit": limit}
        while cursor:
            page = self.call("query_journal", **criteria, **cursor)
            walked += [each["entryId"] for each in page["items"]]
            cursor = {**cursor, "cursor": page["nextCursor"]} if "nextCursor" in page else {}
        assert walked == [each["entryId"] for each in found]

    @rule(criteria=FILTERS, key=WORDS, descending=st.booleans(), limit=st.sampled_from([1, 2, None]))
    def by_result(self, criteria: Json, key: str, descending: bool, limit: int | None) -> None:
        found = [each for each in self.entries if self.meets(each, criteria)]
        found.sort(key=lambda each: (INSTANTS[each["createdAt"]], each["entryId"]), reverse=True)
        values = {each["entryId"]: searched(each["results"].get(key)) for each in found}
        have = [each["entryId"] for each in found if values[each["entryId"]] is not None]
        have.sort(key=lambda each: (-1 if descending else 1) * (values[each] or 0.0))
        walked: list[int] = []
        cursor: Json = {"byResult": {"key": key, "descending": descending}, "limit": limit}
        while cursor:
            page = self.call("query_journal", **criteria, **cursor)
            walked += [each["entryId"] for each in page["items"]]
            cursor = {**cursor, "cursor": page["nextCursor"]} if "nextCursor" in page else {}
        assert walked == have + [each for each, value in values.items() if value is None]

    @staticmethod
    def meets(entry: Json, criteria: Json) -> bool:
        bounds = criteria.get("result")
        value = searched(entry["results"].get(bounds["key"])) if bounds else None
        return (
            all(tag in entry["tags"] for tag in criteria.get("tags", []))
            and INSTANTS[criteria.get("dateFrom", "2025-01-01")] <= INSTANTS[entry["createdAt"]]
            and INSTANTS[entry["createdAt"]] <= upper_end(criteria.get("dateTo", "2025-01-02T00:00:00"))
            and criteria.get("mutationType", entry["mutationType"]) == entry["mutationType"]
            and criteria.get("outcome", entry["promotionDecision"]) == entry["promotionDecision"]
            and criteria.get("disposition", entry["disposition"]) == entry["disposition"]
            and criteria.get("text", "").lower() in entry["hypothesis"].lower()
            and (
                bounds is None
                or (
                    value is not None and bounds.get("atLeast", value) <= value <= bounds.get("atMost", value)
                )
            )
        )

    @rule(config=CONFIGS, cohort=COHORTS)
    def find_trial(self, config: Json | None, cohort: str) -> None:
        trial = {"evaluator": {"kind": "k", "version": "1"}, "cohort": cohort}
        if config is None:
            return
        found = self.call("find_trial", config=config, trial=trial)
        wanted = [
            each["entryId"]
            for each in reversed(self.entries)
            if same_trial(each.get("config"), config) and each["trial"]["cohort"] == cohort
        ]
        assert [each["entryId"] for each in found["entries"]] == wanted
        assert found["tried"] is bool(wanted)
        assert self.call("find_trial", trialKey=found["trialKey"]) == found

    @precondition(lambda self: self.entries)
    @rule(index=st.integers(0, 5))
    def thread(self, index: int) -> None:
        members = [self.entries[index % len(self.entries)]["entryId"]]
        for entry in self.entries:
            if entry.get("parentId") in members:
                members.append(entry["entryId"])
        found = self.call("get_journal_thread", entryId=members[0])
        assert [each["entryId"] for each in found] == sorted(members)


@pytest.mark.parametrize("backend", BACKENDS)
def test_random_journals_agree_with_a_plain_list(
    backend: str, template: Callable[[str], Path], request: pytest.FixtureRequest
) -> None:
    def new_url(directory: Path) -> str:
        if backend == "memory":
            return "memory:"
        if backend == "postgres":
            url: str = request.getfixturevalue("shared_postgres_url")
            delete_every_record(url)
            return url
        return str(new_store_file(template(backend), directory))

    def open_store(resources: ExitStack) -> DirectDoor:
        directory = Path(resources.enter_context(tempfile.TemporaryDirectory()))
        return DirectDoor(resources.enter_context(opened(new_url(directory))).lab)

    machine = type("Machine", (JournalMachine,), {"open_store": staticmethod(open_store)})
    chosen = settings()
    # The engines with a file or a server to open cost many times as much for each call.
    examples = chosen.max_examples if backend in ("memory", "sqlite") else chosen.max_examples // 3
    run_state_machine_as_test(
        machine, settings=settings(chosen, max_examples=examples, stateful_step_count=30)
    )
