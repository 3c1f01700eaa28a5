"""Which texts may name a blob; the part of the rule that needs no file system."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenlab.core.errors import UriRefused
from provenlab.core.rules.storage_uris import blob_file_hash, blob_uri, parse_storage_uri

ROOT = "/lab/blobs"
CORPUS = json.loads((Path(__file__).parents[1] / "data" / "uris.json").read_text())
NEEDS_A_FILE_SYSTEM = {"1/flink"}


@pytest.mark.parametrize("entry", CORPUS, ids=lambda entry: ascii(entry["uri"])[:40])
def test_the_corpus_is_classified_by_text_alone_but_for_links(entry: dict[str, str]) -> None:
    uri = entry["uri"].replace("<ROOT>", ROOT)
    if entry["label"] == "allow" or uri in NEEDS_A_FILE_SYSTEM:
        assert parse_storage_uri(uri, ROOT)[0] == "1"
    else:
        with pytest.raises(UriRefused):
            parse_storage_uri(uri, ROOT)


def test_both_forms_of_a_file_uri_name_what_the_relative_form_names() -> None:
    for uri in ("1/a/m.txt", f"file://{ROOT}/1/a/m.txt", f"file://localhost{ROOT}/1/a/m.txt"):
        assert parse_storage_uri(uri, ROOT) == ("1", "a", "m.txt")


@pytest.mark.parametrize(
    ("uri", "rule"),
    [
        ("", "empty"),
        ("a//b", "absolute"),
        ("a/", "absolute"),
        ("./a", "traversal"),
        ("a/.", "traversal"),
        ("a/...", "ending"),
        ("a./b", "ending"),
        ("a /b", "ending"),
        ("a/ b", "characters"),
        ("a/-rf", "characters"),
        ("~/x", "characters"),
        ("a/b;c", "characters"),
        ("a/b\n", "characters"),
        ("a\0b", "characters"),
        ("gro\u00df", "characters"),
        ("a/\ud800", "characters"),
        ("a/com1.tar.gz", "device"),
        ("NUL .txt", "device"),
        ("x" * 256, "length"),
        ("/".join(["x" * 200] * 11), "length"),
        ("FILE:///lab/blobs/a", "characters"),
        ("file:///lab/blobsx/a", "outside"),
        ("file:///lab/blobs", "outside"),
        ("file://LOCALHOST/lab/blobs/a", "outside"),
        ("file:////lab/blobs/a", "outside"),
        ("file:///lab/blobs/", "absolute"),
    ],
)
def test_a_refusal_names_the_rule_and_never_the_uri(uri: str, rule: str) -> None:
    with pytest.raises(UriRefused) as refused:
        parse_storage_uri(uri, ROOT)
    assert refused.value.details == {"rule": rule}
    assert "sha256/ab/cd/" in refused.value.message
    assert len(uri) < 4 or uri not in refused.value.message


def test_without_a_root_no_file_uri_is_allowed() -> None:
    with pytest.raises(UriRefused):
        parse_storage_uri("file:///lab/blobs/1/a")
    assert parse_storage_uri("1/a") == ("1", "a")


@pytest.mark.parametrize("uri", ["a" * 255, "console.txt", "comX", "1/a (2), b+c=d@e_f-g.h"])
def test_harmless_names_are_allowed(uri: str) -> None:
    assert "/".join(parse_storage_uri(uri)) == uri


HOSTILE = st.text(st.sampled_from("a./\\%:?#~ \0\u202e\uff0e-C"), max_size=12)


@given(HOSTILE)
def test_what_is_allowed_has_no_segment_that_could_leave_the_root(uri: str) -> None:
    try:
        segments = parse_storage_uri(uri, ROOT)
    except UriRefused:
        return
    assert "/".join(segments) == uri
    assert all(segment.strip(". ") and segment[0] not in "-~ " for segment in segments)
    assert set(uri) <= set("a./ -C")


@given(st.binary(min_size=32, max_size=32))
def test_a_blob_uri_is_allowed_and_gives_its_digest_back(digest: bytes) -> None:
    assert blob_file_hash(parse_storage_uri(blob_uri(digest.hex()))) == digest.hex()


@pytest.mark.parametrize(
    "uri",
    [
        "1/a/m.txt",
        "sha256/ab/cd/" + "0" * 64,
        "sha256/00/00/" + "0" * 63,
        "sha256/00/00/" + "0" * 64 + "/x",
        "SHA256/00/00/" + "0" * 64,
        "sha256/AA/AA/" + "A" * 64,
    ],
)
def test_no_digest_is_read_into_other_names(uri: str) -> None:
    assert blob_file_hash(parse_storage_uri(uri)) is None
