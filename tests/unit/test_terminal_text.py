"""Text for terminals: harmless, measured, and cut where a letter ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenlab.tools.cli.tables import Column, at, facts, plain, table, when
from provenlab.tools.cli.text import cut, one_line, padded, several_lines, width_of, wrapped
from provenlab.tools.cli.trees import branches

TEXTS = st.text(alphabet=st.sampled_from("ab ·中e\u0301\U0001f600\x1b\n\u202e\ud800-"), max_size=40)


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("abc", 3), ("中文", 4), ("e\u0301", 1), ("\U0001f600", 2), ("a\u200bb", 2)]
)
def test_letters_take_the_columns_that_terminals_give_them(text: str, width: int) -> None:
    assert width_of(text) == width


@given(TEXTS)
def test_nothing_that_acts_on_a_terminal_is_left(text: str) -> None:
    line = one_line(text)
    assert not any(ord(letter) < 32 or letter in "\u202e\ud800" for letter in line)
    assert one_line(line) == line
    assert several_lines(text).count("\n") == text.count("\n")


@given(TEXTS, st.integers(0, 30))
def test_what_is_cut_fits_and_says_that_it_was_cut(text: str, width: int) -> None:
    line = one_line(text)
    found = cut(line, width)
    assert width_of(found) <= width
    if width_of(line) <= width:
        assert found == line
    elif width:
        assert found.endswith("…")
        assert line.startswith(found[:-1])


@given(TEXTS, st.integers(4, 30))
def test_wrapping_keeps_every_letter_and_every_line_fits(text: str, width: int) -> None:
    line = one_line(text)
    lines = wrapped(line, width)
    assert all(width_of(each) <= width for each in lines)
    assert "".join(lines).replace(" ", "") == line.replace(" ", "")


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=5), st.integers(30, 90))
def test_a_table_fits_whatever_stands_in_it(rows: list[tuple[str, str]], width: int) -> None:
    columns = [Column("ONE", "a"), Column("TWO", "b"), Column("MORE", "b", extra=True, right=True)]
    lines = table(columns, [{"a": a, "b": b} for a, b in rows], width)
    assert len(lines) == len(rows) + 1
    assert all(width_of(line) <= width for line in lines)
    whole = table(columns, [{"a": a, "b": b} for a, b in rows], None)
    assert all(one_line(plain(a)).strip() in line for (a, _), line in zip(rows, whole[1:], strict=True))


def test_extra_columns_go_before_anything_is_cut() -> None:
    columns = [Column("ID", "id", whole=True), Column("NAME", "name"), Column("TAGS", "tags", extra=True)]
    rows = [{"id": "run-1", "name": "n" * 20, "tags": ["t" * 20]}]
    assert "TAGS" in table(columns, rows, 60)[0]
    narrow = table(columns, rows, 30)
    assert "TAGS" not in narrow[0]
    assert narrow[1] == f"run-1  {'n' * 20}"
    assert table(columns, rows, 20)[1] == f"run-1  {'n' * 12}…"


def test_ids_are_never_cut_even_where_they_do_not_fit() -> None:
    columns = [Column("ID", "id", whole=True), Column("NAME", "name")]
    (_, line) = table(columns, [{"id": "i" * 30, "name": "n" * 30}], 20)
    assert line.startswith("i" * 30)


def test_colours_change_no_width_and_only_known_words_have_one() -> None:
    columns = [Column("STATUS", "s", coloured=True), Column("N", "n")]
    rows = [{"s": "failed", "n": 1}, {"s": "odd", "n": 2}]
    head, failed, odd = table(columns, rows, 80, has_colour=True)
    assert head == "\x1b[1mSTATUS  N\x1b[0m"
    assert failed == "\x1b[31mfailed\x1b[0m  1"
    assert odd == "odd     2"


def test_values_are_found_by_paths_whose_keys_may_hold_dots() -> None:
    row = {"metrics": {"val.auc": 0.9, "loss": {"x": 1}}, "a.b": {"c": 2}}
    assert at(row, "metrics.val.auc") == 0.9
    assert at(row, "metrics.loss.x") == 1
    assert at(row, "a.b.c") == 2
    assert at(row, "metrics.none") is None
    assert at(row, "none.at.all") is None
    assert at(row, "") is row


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "-"),
        ("", "-"),
        ([], "-"),
        (True, "yes"),
        (0, "0"),
        (0.1 + 0.2, "0.3"),
        (["a", "b"], "a, b"),
        ({"a": 1}, '{"a": 1}'),
    ],
)
def test_values_in_the_fewest_words(value: object, text: str) -> None:
    assert plain(value) == text


def test_instants_are_shown_to_the_second() -> None:
    assert when("2025-03-01T12:00:05.123Z") == "2025-03-01 12:00:05Z"
    assert when(None) == "-"


def test_long_facts_go_on_below_their_beginning() -> None:
    lines = list(facts([("name", "one two three four five six"), ("id", "x")], 26))
    assert lines == ["name  one two three four", "      five six", "id    x"]


def test_a_tree_as_deep_as_an_idea_was_followed_does_not_end_in_a_fault() -> None:
    depth = 5_000
    lines = list(branches(0, lambda n: [n + 1] if n < depth else [], str))
    assert len(lines) == depth
    assert lines[1] == "   └─ 2"


def test_padding_counts_columns_and_not_letters() -> None:
    assert padded("中", 4) == "中  "
    assert padded("1", 3, right=True) == "  1"
