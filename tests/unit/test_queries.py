"""Named queries: how their text is put together."""

import pytest

from provenlab.adapters._sql.queries import Query, knows, parse_blocks, queries_in


def test_a_part_stands_where_a_query_names_it_and_its_lines_are_left_out_like_any_other() -> None:
    part = "-- part: bounds\n-- Why.\n  AND n > :low --? low\n\n"
    blocks = parse_blocks(f"{part}-- name: all\n-- What.\nSELECT 1\n-- with: bounds\nLIMIT 2\n")
    query = Query("all", blocks.queries["all"], blocks.parts)
    assert query.statement("?", {"low": 3}).text == "SELECT 1\n  AND n > ?\nLIMIT 2"
    assert query.statement("?", {"low": None}).text == "SELECT 1\nLIMIT 2"


def test_a_part_that_is_nowhere_is_no_empty_one() -> None:
    blocks = parse_blocks("-- name: all\nSELECT 1\n-- with: bounds\n")
    with pytest.raises(KeyError, match="bounds"):
        Query("all", blocks.queries["all"], blocks.parts).statement("?", {})


@pytest.mark.parametrize(
    ("engine", "word"), [("sqlite", "instr"), ("duckdb", "contains"), ("postgres", "replace")]
)
def test_an_engine_replaces_a_part_in_every_query_that_has_it(engine: str, word: str) -> None:
    queries = queries_in(engine, "journal")
    for name in ("newest", "oldest", "by_highest", "by_lowest", "count"):
        given = dict.fromkeys(queries[name].optional_names) | {"text": "x", "tags": []}
        assert f"{word}(e.hypothesis_folded" in queries[name].statement("?", given).text


def test_an_engine_knows_its_own_queries_beside_the_shared_ones() -> None:
    assert knows("sqlite", "journal.index_words")
    assert knows("duckdb", "journal.newest")
    assert not knows("duckdb", "journal.index_words")
