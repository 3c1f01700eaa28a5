"""The index of words: a short cut to the same answers, and what becomes of it when it is damaged."""

import gzip
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from provenlab.adapters._sql import journal_words
from provenlab.adapters._sql.journal_words import all_of, trigrams
from provenlab.adapters._sql.queries import named_query
from provenlab.adapters.sqlite.errors import translated
from tests.doors import Call, DirectDoor
from tests.integration.kept_stores import FOLDER
from tests.integration.sqlite.stores import raw
from tests.labs import Bench, opened

HYPOTHESES = (
    "Deeper trees need more leaves",
    "deeper trees need fewer leaves",
    'say "no" AND NEAR(leaves) OR * to -col:umn ^',
    "\U0001f600\U0001f600\U0001f600 \ufffe\ud7ff gro\u00df und gr\u00f6\u00dfer",
    "ab",
    "",
    "    ",
    "aaaa" * 20_000,
)
TEXTS = (
    *("TREES need", "leaves", "more leaves", "fewer trees", "ab", "abc", "a", "    ", "     "),
    *(
        '"no" and',
        "near(",
        "or * to -col",
        "^",
        "\U0001f600\U0001f600\U0001f600",
        "\ufffe\ud7ff gr",
        "GROSS UND",
    ),
    *("aaaa" * 32, "a" * 127 + "b", "deeper trees need more leaves and ever more of them, " * 2),
)


@pytest.fixture
def bench(new_url: Callable[[str], str]) -> Iterator[Bench]:
    with opened(new_url("sqlite")) as bench:
        yield bench


def log(call: Call, hypothesis: str) -> int:
    fields: dict[str, Any] = {"mutationType": "m", "configDiff": {}, "results": {}}
    entry_id: int = call("log_journal_entry", hypothesis=hypothesis, **fields)["entryId"]
    return entry_id


def found(call: Call, text: str) -> list[int]:
    return [each["entryId"] for each in call("query_journal", text=text)["items"]]


@pytest.mark.requirement("JOURNAL-04")
@pytest.mark.parametrize("few", [0, 1, 5_000])
def test_a_text_is_found_however_many_have_it(
    bench: Bench, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_words, "_FEW", few)
    call = DirectDoor(bench.lab)
    ids = {hypothesis: log(call, hypothesis) for hypothesis in HYPOTHESES}
    for text in TEXTS:
        expected = [ids[each] for each in reversed(HYPOTHESES) if text.casefold() in each.casefold()]
        assert found(call, text) == expected, text
        assert call("count_journal", text=text) == {"count": len(expected)}


def test_trigrams_in_another_order_are_no_text(bench: Bench) -> None:
    call = DirectDoor(bench.lab)
    log(call, "abcd bcdefg")
    assert all_of(trigrams("abcdefg")) == '"abc" AND "bcd" AND "cde" AND "def" AND "efg"'
    assert found(call, "abcdefg") == []
    assert found(call, "bcdefg") == [1]


def test_a_rare_text_begins_at_the_index_and_a_common_one_does_not(bench: Bench) -> None:
    bench.lab.store.initialise()
    given = {"text": "leaves", "tags": [], "limit": 51}
    for trigrams_of_text, begins in (
        ('"lea" AND "eav"', "SEARCH e USING INTEGER PRIMARY KEY (rowid=?)"),
        (None, "SCAN e USING INDEX journal_entries_by_time"),
    ):
        asked = {**given, "trigrams": trigrams_of_text}
        statement = named_query("sqlite", "journal.newest").statement("?", asked)
        with raw(Path(bench.url)) as connection:
            steps = connection.execute(f"EXPLAIN QUERY PLAN {statement.text}", statement.arguments(asked))
            assert steps.fetchone()[3] == begins


DAMAGE = {
    "an entry it lost": "INSERT INTO journal_words (journal_words, rowid, hypothesis_folded)"
    " VALUES ('delete', 2, 'deeper trees')",
    "a word it lost": "INSERT INTO journal_words (journal_words, rowid, hypothesis_folded)"
    " VALUES ('delete', 3, 'ees')",
    "all entries it had": "INSERT INTO journal_words (journal_words) VALUES ('delete-all')",
}


@pytest.mark.requirement("RUN-29")
@pytest.mark.parametrize("statement", DAMAGE.values(), ids=DAMAGE)
def test_an_index_that_says_otherwise_than_the_entries_is_found_and_can_be_built_again(
    bench: Bench, statement: str
) -> None:
    call = DirectDoor(bench.lab)
    for hypothesis in ("deep roots", "deeper trees", "trees"):
        log(call, hypothesis)
    assert call("verify_store")["findings"] == []
    with raw(Path(bench.url)) as connection:
        connection.execute(statement)
    problems = call("verify_store")["findings"]
    assert {each["subject"] for each in problems} == {"journal"}
    assert {each["problem"] for each in problems} == {"the index of words does not find it"}
    with raw(Path(bench.url)) as connection:
        connection.execute("INSERT INTO journal_words (journal_words) VALUES ('rebuild')")
    assert call("verify_store")["findings"] == []
    assert found(call, "trees") == [3, 2]


def test_entries_of_before_are_in_the_index_once_a_store_is_migrated(tmp_path: Path) -> None:
    path = tmp_path / "lab.sqlite"
    path.write_bytes(gzip.decompress((FOLDER / "v11.sqlite.gz").read_bytes()))
    columns = {
        "created_at": 0,
        "created_at_text": "1970-01-01",
        "recorded_at": 0,
        "mutation_type": "m",
        "hypothesis": "Deep Roots",
        "hypothesis_folded": "deep roots",
        "promotion_decision": "pending",
        "config_diff": "{}",
        "results": "{}",
        "disposition": "evaluated",
        "tags": "[]",
        "metadata": "{}",
        "redactions": "[]",
    }
    with raw(path) as connection:
        places = ", ".join(f":{name}" for name in columns)
        insert = f"INSERT INTO journal_entries ({', '.join(columns)}) VALUES ({places}) RETURNING id"
        ((entry_id,),) = connection.execute(insert, columns).fetchall()
        decision = "INSERT INTO journal_decisions (entry_id, seq, at, decision) VALUES (?, 1, 0, 'pending')"
        connection.execute(decision, [entry_id])
    with opened(str(path)) as bench:
        call = DirectDoor(bench.lab)
        call("init_store")
        assert found(call, "deep ro") == [entry_id]
        assert [each for each in call("verify_store")["findings"] if each["subject"] == "journal"] == []


def test_an_engine_without_the_index_is_told_by_its_name(tmp_path: Path) -> None:
    store = tmp_path / "lab.sqlite"
    with raw(store) as connection, pytest.raises(sqlite3.OperationalError) as refused:
        connection.execute("CREATE VIRTUAL TABLE t USING fts99(text)")
    error = translated(refused.value, "lab.sqlite")
    assert error.code == "store_error"
    assert error.message.startswith(
        "lab.sqlite needs fts99, which the SQLite of this Python was built without"
    )
