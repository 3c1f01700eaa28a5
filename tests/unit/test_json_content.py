"""Content of JSON documents, and what is refused as not being one."""

import io
import json
from pathlib import Path

import pytest

from provenlab.adapters.blobs.content import content_of
from provenlab.adapters.blobs.json_content import MAX_CONTAINERS, MAX_JSON_BYTES
from provenlab.core.errors import LimitExceeded, UnreadableContent
from provenlab.core.models.content import Content
from provenlab.core.rules.limits import MAX_SUMMARY_BYTES


def content(data: bytes | str) -> Content:
    return content_of(io.BytesIO(data if isinstance(data, bytes) else data.encode()), "json")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('{"b": 1.0, "a": [true, null]}', '{"a":[true,null],"b":1}\n'),
        ('"\\u20ac\\/"', '"\u20ac/"'),
        ("[-0.0, 1e2, 0.10]", "[0, 100, 0.1]"),
        ("100000000000000000000", "1e20"),
        ("9007199254740992", "9007199254740992.0"),
        ('{"\\ud83d\\ude00": 1}', '{"\U0001f600": 1}'),
    ],
)
def test_ways_of_writing_one_document_share_a_hash(one: str, other: str) -> None:
    assert content(one).content_hash == content(other).content_hash


def test_documents_that_differ_have_different_hashes() -> None:
    documents = [
        "1",
        '"1"',
        "true",
        "null",
        "[]",
        "{}",
        '""',
        "[null]",
        "[[]]",
        '{"a": 1}',
        '{"A": 1}',
        "0.1",
    ]
    documents += ["9007199254740991", "9007199254740992", "9007199254740994", '"\u00e9"', '"e\u0301"']
    assert len({content(document).content_hash for document in documents}) == len(documents)


@pytest.mark.parametrize(
    ("data", "says", "details"),
    [
        (b"", "line 1 column 1", {"line": 1, "column": 1}),
        (b'{"a": 1,\n "b": tru}', "line 2 column 7", {"line": 2, "column": 7}),
        (b"[1] [2]", "line 1 column 5", {"line": 1, "column": 5}),
        (b"[1,\n2 3]", "line 2 column 3", {"line": 2, "column": 3}),
        (b'[1,\n"\xff"]', "line 2: not UTF-8", {"line": 2}),
        ('["a"]'.encode("utf-16"), "not UTF-8", {"line": 1}),
        (b"\xef\xbb\xbf[]", "byte order mark", {"line": 1}),
        (b'{"a": 1, "b": {"k": 1, "\\u006b": 2}}', "the key 'k' twice", {"key": "k"}),
    ],
)
def test_what_is_no_json_is_refused_with_its_place(
    data: bytes, says: str, details: dict[str, object]
) -> None:
    with pytest.raises(UnreadableContent, match=says) as refused:
        content(data)
    assert refused.value.details == details


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('{"a": [1, NaN]}', "a[1]"),
        ("[-Infinity]", "[0]"),
        ('{"a": {"b": 1e999}}', "a.b"),
        ("[9007199254740993]", "[0]"),
        ("[0, -9223372036854775807]", "[1]"),
        (f"[{'1' * 5_000}]", "[0]"),
        ('{"a": "\\ud800"}', "a"),
    ],
)
def test_what_would_lose_something_is_refused_with_its_path(text: str, path: str) -> None:
    with pytest.raises(UnreadableContent) as refused:
        content(text)
    assert refused.value.details["faults"][0]["path"] == path


@pytest.mark.parametrize("depth", [66, 1_000, 100_000])
def test_deep_nesting_is_refused(depth: int) -> None:
    with pytest.raises(LimitExceeded):
        content("[" * depth + "]" * depth)


def test_a_document_above_the_limit_is_refused_without_parsing_it(tmp_path: Path) -> None:
    with (tmp_path / "big.json").open("wb") as file:
        file.truncate(MAX_JSON_BYTES + 1)
    with pytest.raises(LimitExceeded, match="bytes of JSON"):
        content_of(tmp_path / "big.json", "json")


def test_a_document_of_countless_lists_is_refused_without_parsing_it() -> None:
    with pytest.raises(LimitExceeded, match="lists and objects"):
        content("[" + "[]," * MAX_CONTAINERS + "[]]")


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ('{"b": 1, "a": 2}', {"type": "object", "keys": ["a", "b"]}),
        ("[1, 2]", {"type": "array", "length": 2}),
        ("null", {"type": "null"}),
        ("true", {"type": "boolean"}),
        ('"x"', {"type": "string"}),
        ("1.5", {"type": "number"}),
    ],
)
def test_the_summary_says_what_kind_of_document_it_is(text: str, summary: dict[str, object]) -> None:
    assert content(text).summary == summary


def test_a_summary_stays_small_and_counts_what_it_leaves_out() -> None:
    summary = content(json.dumps({"k\u00e9" * 50 + str(number): number for number in range(5_000)})).summary
    assert len(json.dumps(summary)) <= MAX_SUMMARY_BYTES
    assert len(summary["keys"]) + summary["keysOmitted"] == 5_000
    summary = content(json.dumps({"k" * 70_000: 1})).summary
    assert summary == {"type": "object", "keys": [], "keysOmitted": 1}


def test_plain_bytes_have_no_content_hash() -> None:
    assert content_of(io.BytesIO(b"\0\xff"), "bytes") == Content(None, {})
